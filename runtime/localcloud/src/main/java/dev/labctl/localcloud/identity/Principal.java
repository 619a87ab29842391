package dev.labctl.localcloud.identity;

/**
 * Who makes a request.
 *
 * @param type what kind of principal
 * @param arn the caller's ARN as STS GetCallerIdentity gives it; for a service its name ({@code s3.amazonaws.com});
 *     {@code *} for anonymous
 * @param id the unique id ({@code AIDA...}, {@code AROA...:session}); the account id for root
 */
public record Principal(Type type, String arn, String id) {
    /** The kinds of principal that IAM's {@code Principal} element tells apart. */
    public enum Type {
        ROOT,
        USER,
        ASSUMED_ROLE,
        SERVICE,
        ANONYMOUS
    }

    public static final Principal ANONYMOUS = new Principal(Type.ANONYMOUS, "*", "ANONYMOUS");

    /** An AWS service acting on its own behalf, for instance {@code service("s3.amazonaws.com")}. */
    public static Principal service(String name) {
        return new Principal(Type.SERVICE, name, name);
    }

    /** The account's root user. */
    public static Principal root(String accountId) {
        return new Principal(Type.ROOT, "arn:aws:iam::" + accountId + ":root", accountId);
    }
}
