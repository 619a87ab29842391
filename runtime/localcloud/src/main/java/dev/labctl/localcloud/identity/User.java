package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An IAM user.
 *
 * @param name the name, unique in the account whatever the case
 * @param path begins and ends with a slash
 * @param id {@code AIDA...}
 * @param created when it was made
 * @param grants its policies
 * @param groups the names of the groups it is in
 * @param tags its tags, in order
 */
public record User(
        String name,
        String path,
        String id,
        Instant created,
        Grants grants,
        List<String> groups,
        Map<String, String> tags) {
    public User {
        groups = List.copyOf(groups);
        tags = Tags.copy(tags);
    }

    public String arn(String accountId) {
        return "arn:aws:iam::" + accountId + ":user" + path + name;
    }

    public User withGrants(Grants changed) {
        return new User(name, path, id, created, changed, groups, tags);
    }

    public User withGroups(List<String> changed) {
        return new User(name, path, id, created, grants, changed, tags);
    }

    public User withTags(Map<String, String> changed) {
        return new User(name, path, id, created, grants, groups, changed);
    }

    public User renamed(String newName, String newPath) {
        return new User(newName, newPath, id, created, grants, groups, tags);
    }
}
