package dev.labctl.localcloud.identity;

import java.time.Instant;

/**
 * A user's lasting access key.
 *
 * @param id {@code AKIA...}
 * @param secret the signing secret
 * @param user the user's name
 * @param isActive an inactive key is refused as an unknown one is
 * @param created when it was made
 */
public record AccessKey(String id, String secret, String user, boolean isActive, Instant created) {
    public AccessKey withActive(boolean active) {
        return new AccessKey(id, secret, user, active, created);
    }

    public AccessKey ofUser(String newName) {
        return new AccessKey(id, secret, newName, isActive, created);
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "AccessKey[" + id + " of " + user + "]";
    }
}
