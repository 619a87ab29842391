package dev.labctl.localcloud.service.dynamodb.stream;

import dev.labctl.localcloud.core.AwsError;
import java.time.Instant;

/** Sequence numbers: nanoseconds of the clock, shown with 21 digits as AWS's are. */
final class SequenceNumbers {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private SequenceNumbers() {}

    static long at(Instant instant) {
        return instant.toEpochMilli() * NANOS_PER_MILLI;
    }

    /** Lower than or equal to the number of each record of the stream. */
    static long first(StreamRow stream) {
        return at(stream.created());
    }

    static String text(long sequence) {
        return String.format("1%020d", sequence);
    }

    static long parse(String text) {
        if (!text.matches("1\\d{20}")) {
            throw AwsError.validation("Invalid SequenceNumber: " + text);
        }
        try {
            return Long.parseLong(text.substring(1));
        } catch (NumberFormatException e) {
            throw AwsError.validation("Invalid SequenceNumber: " + text);
        }
    }
}
