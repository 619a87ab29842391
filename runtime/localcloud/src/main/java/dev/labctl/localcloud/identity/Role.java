package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An IAM role.
 *
 * @param name the name, unique in the account whatever the case
 * @param path begins and ends with a slash
 * @param id {@code AROA...}
 * @param created when it was made
 * @param trustPolicy who may assume it (JSON)
 * @param description null when none was given
 * @param maxSessionDuration seconds
 * @param grants its policies
 * @param tags its tags, in order
 */
public record Role(
        String name,
        String path,
        String id,
        Instant created,
        String trustPolicy,
        @Nullable String description,
        int maxSessionDuration,
        Grants grants,
        Map<String, String> tags) {
    public Role {
        tags = Tags.copy(tags);
    }

    public String arn(String accountId) {
        return "arn:aws:iam::" + accountId + ":role" + path + name;
    }

    public Role withTrustPolicy(String changed) {
        return new Role(name, path, id, created, changed, description, maxSessionDuration, grants, tags);
    }

    public Role withDescription(@Nullable String changed) {
        return new Role(name, path, id, created, trustPolicy, changed, maxSessionDuration, grants, tags);
    }

    public Role withMaxSessionDuration(int seconds) {
        return new Role(name, path, id, created, trustPolicy, description, seconds, grants, tags);
    }

    public Role withGrants(Grants changed) {
        return new Role(name, path, id, created, trustPolicy, description, maxSessionDuration, changed, tags);
    }

    public Role withTags(Map<String, String> changed) {
        return new Role(name, path, id, created, trustPolicy, description, maxSessionDuration, grants, changed);
    }
}
