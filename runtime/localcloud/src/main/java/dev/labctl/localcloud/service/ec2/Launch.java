package dev.labctl.localcloud.service.ec2;

import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * What is known of an instance beside what EC2 shows of it.
 *
 * @param reservationId the RunInstances request it came from
 * @param shutdownBehavior what a shutdown from within does, in words of EC2
 * @param userData in base64, as the request had it; null for none
 * @param hasBooted whether its file system was made
 * @param terminated when it was terminated; null before
 */
record Launch(
        String reservationId,
        String shutdownBehavior,
        @Nullable String userData,
        boolean hasBooted,
        @Nullable Instant terminated) {

    SdkBytes userDataBytes() {
        return decoded(userData == null ? "" : userData);
    }

    /**
     * The bytes that a request's user data stand for; base64 may come in lines.
     *
     * @throws IllegalArgumentException when it is no base64
     */
    static SdkBytes decoded(String base64) {
        return SdkBytes.fromByteArray(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
    }

    Launch booted() {
        return new Launch(reservationId, shutdownBehavior, userData, true, terminated);
    }

    Launch terminatedAt(Instant time) {
        return new Launch(reservationId, shutdownBehavior, userData, hasBooted, time);
    }
}
