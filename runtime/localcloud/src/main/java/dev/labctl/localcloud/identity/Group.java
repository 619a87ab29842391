package dev.labctl.localcloud.identity;

import java.time.Instant;

/**
 * A group of IAM users; its members name it in {@link User#groups()}.
 *
 * @param name the name, unique in the account whatever the case
 * @param path begins and ends with a slash
 * @param id {@code AGPA...}
 * @param created when it was made
 * @param grants its policies
 */
public record Group(String name, String path, String id, Instant created, Grants grants) {
    public String arn(String accountId) {
        return "arn:aws:iam::" + accountId + ":group" + path + name;
    }

    public Group withGrants(Grants changed) {
        return new Group(name, path, id, created, changed);
    }

    public Group renamed(String newName, String newPath) {
        return new Group(newName, newPath, id, created, grants);
    }
}
