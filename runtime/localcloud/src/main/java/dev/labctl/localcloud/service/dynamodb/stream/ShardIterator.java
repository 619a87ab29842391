package dev.labctl.localcloud.service.dynamodb.stream;

import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A position in a shard, good for 15 minutes: {@code <stream ARN>|1|<base64>}.
 *
 * @param streamArn the stream
 * @param next the lowest sequence number to read next
 * @param issued when it was given out
 */
record ShardIterator(String streamArn, long next, Instant issued) {
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    String text() {
        String position = next + ":" + issued.toEpochMilli();
        return streamArn + "|1|" + Base64.getEncoder().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    static ShardIterator parse(@Nullable String text) {
        String[] parts = text == null ? new String[0] : text.split("\\|");
        if (parts.length != 3) {
            throw AwsError.validation("Invalid ShardIterator");
        }
        try {
            String[] position = new String(Base64.getDecoder().decode(parts[2]), StandardCharsets.UTF_8).split(":", 2);
            return new ShardIterator(
                    parts[0], Long.parseLong(position[0]), Instant.ofEpochMilli(Long.parseLong(position[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw AwsError.validation("Invalid ShardIterator");
        }
    }

    /**
     * Returns when the iterator can still be used.
     *
     * @throws AwsError ExpiredIteratorException when it cannot
     */
    void requireFresh(Instant now) {
        if (issued.plus(VALIDITY).isBefore(now)) {
            throw AwsError.of(
                    400,
                    "ExpiredIteratorException",
                    "Iterator expired. The iterator was created at time " + issued + " while right now it is " + now
                            + " which is further in the future than the tolerated delay of "
                            + VALIDITY.toMillis() + " milliseconds.");
        }
    }
}
