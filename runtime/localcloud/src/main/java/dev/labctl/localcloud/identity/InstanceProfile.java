package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance profile: what hands a role to an EC2 instance.
 *
 * @param name the name, unique in the account whatever the case
 * @param path begins and ends with a slash
 * @param id {@code AIPA...}
 * @param created when it was made
 * @param role the name of the one role in it; null when it is empty
 * @param tags its tags, in order
 */
public record InstanceProfile(
        String name,
        String path,
        String id,
        Instant created,
        @Nullable String role,
        Map<String, String> tags) {
    public InstanceProfile {
        tags = Tags.copy(tags);
    }

    public String arn(String accountId) {
        return "arn:aws:iam::" + accountId + ":instance-profile" + path + name;
    }

    public InstanceProfile withRole(@Nullable String changed) {
        return new InstanceProfile(name, path, id, created, changed, tags);
    }

    public InstanceProfile withTags(Map<String, String> changed) {
        return new InstanceProfile(name, path, id, created, role, changed);
    }
}
