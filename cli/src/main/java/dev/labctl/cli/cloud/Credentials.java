package dev.labctl.cli.cloud;

import org.jspecify.annotations.Nullable;

/**
 * Fixed credentials: an access key, as the local cloud hands one out, or those of a session.
 *
 * @param sessionToken null for an access key
 */
public record Credentials(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken) {
    /** An access key. */
    public Credentials(String accessKeyId, String secretAccessKey) {
        this(accessKeyId, secretAccessKey, null);
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
