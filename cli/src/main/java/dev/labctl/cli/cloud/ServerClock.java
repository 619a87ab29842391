package dev.labctl.cli.cloud;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The time that a cloud's servers go by. They refuse requests that were signed more than five minutes away from it, many
 * services, or fifteen, S3: see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html">
 * Troubleshoot signed requests</a>.
 */
public final class ServerClock {
    private static final int PATIENCE_MILLIS = 10_000;

    private ServerClock() {}

    /**
     * How much further this machine's clock is than theirs, to a second or two; empty when they do not tell the time.
     *
     * @throws IOException when they cannot be reached
     */
    public static Optional<Duration> ahead(Target target) throws IOException {
        URI address = target.endpoint() == null
                ? URI.create("https://sts.%s.amazonaws.com/".formatted(target.region()))
                : target.endpoint();
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestMethod("HEAD");
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try {
            connection.getResponseCode();
            return Optional.ofNullable(connection.getHeaderField("Date")).flatMap(ServerClock::behindNow);
        } finally {
            connection.disconnect();
        }
    }

    private static Optional<Duration> behindNow(String date) {
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(theirs, Instant.now()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
