package dev.labctl.localcloud.service.sts;

import dev.labctl.localcloud.core.AwsError;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What STS refuses before it looks at any policy, in its words. */
final class StsValidation {
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private StsValidation() {}

    /**
     * How long the credentials shall last.
     *
     * @param seconds as requested; null for the default
     * @throws AwsError when it is shorter than 15 minutes or longer than {@code longest}
     */
    static Duration duration(@Nullable Integer seconds, Duration otherwise, Duration longest) {
        if (seconds == null) {
            return otherwise;
        }
        if (seconds < SHORTEST.toSeconds()) {
            throw constraint(
                    seconds.toString(),
                    "durationSeconds",
                    "Member must have value greater than or equal to " + SHORTEST.toSeconds());
        }
        if (seconds > longest.toSeconds()) {
            throw constraint(
                    seconds.toString(),
                    "durationSeconds",
                    "Member must have value less than or equal to " + longest.toSeconds());
        }
        return Duration.ofSeconds(seconds);
    }

    /** A text that must be there and match. */
    static String required(@Nullable String value, String member, String pattern, int shortest, int longest) {
        String given = Optional.ofNullable(value)
                .orElseThrow(() -> AwsError.of(
                        400,
                        "ValidationError",
                        "1 validation error detected: Value null at '" + member
                                + "' failed to satisfy constraint: Member must not be null"));
        if (given.length() < shortest) {
            throw constraint(given, member, "Member must have length greater than or equal to " + shortest);
        }
        if (given.length() > longest) {
            throw constraint(given, member, "Member must have length less than or equal to " + longest);
        }
        if (!given.matches(pattern)) {
            throw constraint(given, member, "Member must satisfy regular expression pattern: " + pattern);
        }
        return given;
    }

    private static AwsError constraint(String value, String member, String constraint) {
        return AwsError.of(
                400,
                "ValidationError",
                "1 validation error detected: Value '" + value + "' at '" + member + "' failed to satisfy constraint: "
                        + constraint);
    }
}
