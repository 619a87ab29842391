package dev.labctl.localcloud.identity;

import dev.labctl.localcloud.core.Access;
import dev.labctl.localcloud.core.Call;
import java.util.List;

/**
 * Decides whether a caller may do what it asks, as IAM does within one account: an explicit deny anywhere wins, then
 * an allow in an identity policy or in the resource's policy is enough.
 */
public interface Authorizer {
    /**
     * Returns when every access is granted.
     *
     * @throws dev.labctl.localcloud.core.AwsError 403 AccessDenied (AccessDeniedException for JSON services) that names
     *     principal, action and resource, as AWS words it
     */
    void require(Call call, List<Access> needed);
}
