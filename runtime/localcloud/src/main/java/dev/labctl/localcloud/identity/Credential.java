package dev.labctl.localcloud.identity;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a request is signed with, and who signs with it.
 *
 * @param accessKeyId {@code AKIA...} for a user's access key, {@code ASIA...} for temporary credentials
 * @param secretAccessKey the signing secret
 * @param sessionToken what {@code X-Amz-Security-Token} must say; null for lasting credentials, which send none
 * @param expiration when temporary credentials end; null for lasting ones
 * @param isBySystemTime whether they end by system time, not by the cloud's clock: an instance renews them by its own
 * @param principal who makes requests signed with it
 */
public record Credential(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable Instant expiration,
        boolean isBySystemTime,
        Principal principal) {

    /** Whether the credentials have ended, by the one of the two clocks that they end by. */
    public boolean isExpired(Clock cloudClock, Clock systemClock) {
        Clock clock = isBySystemTime ? systemClock : cloudClock;
        return expiration != null && !clock.instant().isBefore(expiration);
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "Credential[" + accessKeyId + " of " + principal.arn() + "]";
    }
}
