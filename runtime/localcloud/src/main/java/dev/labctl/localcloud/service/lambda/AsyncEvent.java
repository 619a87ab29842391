package dev.labctl.localcloud.service.lambda;

import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An accepted asynchronous invocation.
 *
 * @param id orders events by acceptance
 * @param region the function's region
 * @param accountId the function's account
 * @param name the function's name
 * @param qualifier as invoked; null for none
 * @param requestId the same for all attempts
 * @param payload the event, base64
 * @param traceId the X-Ray trace header
 * @param clientContext JSON; empty when none was sent
 * @param accepted when it was accepted
 * @param due when it is tried next
 * @param attempts how often the handler has run
 * @param throttles how often it was turned away since the handler last ran
 */
record AsyncEvent(
        String id,
        String region,
        String accountId,
        String name,
        @Nullable String qualifier,
        String requestId,
        String payload,
        String traceId,
        String clientContext,
        Instant accepted,
        Instant due,
        int attempts,
        int throttles) {
    FunctionRef function() {
        return new FunctionRef(region, accountId, name, qualifier);
    }

    SdkBytes payloadBytes() {
        return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(payload));
    }

    /** The event after the handler has failed. */
    AsyncEvent retried(Instant next) {
        return next(next, attempts + 1, 0);
    }

    /** The event after it was throttled. */
    AsyncEvent deferred(Instant next) {
        return next(next, attempts, throttles + 1);
    }

    private AsyncEvent next(Instant next, int tried, int turnedAway) {
        return new AsyncEvent(
                id,
                region,
                accountId,
                name,
                qualifier,
                requestId,
                payload,
                traceId,
                clientContext,
                accepted,
                next,
                tried,
                turnedAway);
    }
}
