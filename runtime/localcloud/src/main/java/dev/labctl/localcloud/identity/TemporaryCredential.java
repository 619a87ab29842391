package dev.labctl.localcloud.identity;

import java.time.Instant;
import java.util.List;

/**
 * Issued temporary credentials, as they are kept.
 *
 * @param credential the credentials and the principal that signs with them
 * @param transitiveTags the keys of the session tags that a next role in the chain inherits
 */
public record TemporaryCredential(Credential credential, List<String> transitiveTags) {
    public TemporaryCredential {
        transitiveTags = List.copyOf(transitiveTags);
        if (credential.sessionToken() == null || credential.expiration() == null) {
            throw new IllegalArgumentException("temporary credentials have a token and an end");
        }
    }

    boolean endedBefore(Instant instant) {
        return credential.isExpired(instant);
    }
}
