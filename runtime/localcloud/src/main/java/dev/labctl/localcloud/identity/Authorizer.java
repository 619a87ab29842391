package dev.labctl.localcloud.identity;

import java.util.Map;

/**
 * Decides what a principal may do, as IAM does within one account: an explicit deny anywhere wins; else an allow in an
 * identity policy or in the resource's policy is enough; else the answer is no.
 */
public interface Authorizer {
    /**
     * Decides one access.
     *
     * @param principal who asks
     * @param access action, resource and the request's own condition keys
     * @param conditions the global condition keys of the call ({@code aws:SourceArn}, {@code aws:SourceIp} ...)
     */
    Decision decide(Principal principal, Access access, Map<String, String> conditions);

    /**
     * A verdict.
     *
     * @param isAllowed whether the access is granted
     * @param reason why not, in AWS's words ({@code with an explicit deny in a resource-based policy}, {@code because no
     *     identity-based policy allows the s3:GetObject action}); empty when granted
     */
    record Decision(boolean isAllowed, String reason) {
        public static final Decision ALLOWED = new Decision(true, "");

        public static Decision denied(String reason) {
            return new Decision(false, reason);
        }
    }
}
