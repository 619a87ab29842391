package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param type what kind of principal
 * @param arn the caller's ARN as STS GetCallerIdentity gives it; for a service its name ({@code s3.amazonaws.com});
 *     {@code *} for anonymous
 * @param id the unique id ({@code AIDA...}, {@code AROA...:session}); the account id for root
 * @param session what temporary credentials carry; {@link Session#NONE} for lasting ones
 */
public record Principal(Type type, String arn, String id, Session session) {
    /** The kinds of principal that IAM's {@code Principal} element tells apart. */
    public enum Type {
        ROOT,
        USER,
        ASSUMED_ROLE,
        SERVICE,
        ANONYMOUS
    }

    public static final Principal ANONYMOUS = new Principal(Type.ANONYMOUS, "*", "ANONYMOUS");

    /** A principal with lasting credentials, or with none. */
    public Principal(Type type, String arn, String id) {
        this(type, arn, id, Session.NONE);
    }

    /** An AWS service acting on its own behalf, for instance {@code service("s3.amazonaws.com")}. */
    public static Principal service(String name) {
        return new Principal(Type.SERVICE, name, name);
    }

    /** The account's root user. */
    public static Principal root(String accountId) {
        return new Principal(Type.ROOT, "arn:aws:iam::" + accountId + ":root", accountId);
    }

    /**
     * The user or role name in the ARN: for {@code arn:aws:sts::a:assumed-role/worker/session} it is {@code worker}, for
     * {@code arn:aws:iam::a:user/team/ann} it is {@code ann}; for others what follows the last colon.
     */
    public String name() {
        if (type == Type.ASSUMED_ROLE) {
            int start = arn.indexOf('/') + 1;
            return arn.substring(start, arn.indexOf('/', start));
        }
        return arn.substring(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
    }

    /**
     * What temporary credentials carry beside the identity.
     *
     * @param policies session policies (JSON); what they do not allow, the session cannot do. Empty: no limit
     * @param tags session tags, which override the tags of the role
     * @param transitiveTags the keys of those session tags that a next role in the chain inherits
     * @param sourceIdentity the {@code SourceIdentity} of the first AssumeRole in a chain
     * @param issued when the credentials were issued; null for lasting credentials
     */
    public record Session(
            List<String> policies,
            Map<String, String> tags,
            List<String> transitiveTags,
            @Nullable String sourceIdentity,
            @Nullable Instant issued) {
        public static final Session NONE = new Session(List.of(), Map.of(), List.of(), null, null);

        public Session {
            policies = List.copyOf(policies);
            tags = Map.copyOf(tags);
            transitiveTags = List.copyOf(transitiveTags);
        }
    }
}
