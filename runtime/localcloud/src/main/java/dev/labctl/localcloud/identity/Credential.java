package dev.labctl.localcloud.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a request is signed with, and who signs with it.
 *
 * @param accessKeyId {@code AKIA...} for a user's access key, {@code ASIA...} for temporary credentials
 * @param secretAccessKey the signing secret
 * @param sessionToken what {@code X-Amz-Security-Token} must say; null for lasting credentials, which send none
 * @param expiration when temporary credentials end, by the cloud's clock; null for lasting ones
 * @param principal who makes requests signed with it
 */
public record Credential(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable Instant expiration,
        Principal principal) {

    /** Whether the credentials have ended at {@code now}, an instant of the cloud's clock. */
    public boolean isExpired(Instant now) {
        return expiration != null && !now.isBefore(expiration);
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "Credential[" + accessKeyId + " of " + principal.arn() + "]";
    }
}
