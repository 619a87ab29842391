package dev.labctl.localcloud.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as HTTP writes them (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110</a>). */
public final class HttpDate {
    /** The JDK's own formatter for RFC 1123 writes days of one digit, which some clients do not read. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile Second latest = new Second(0, FORMAT.format(Instant.EPOCH));

    private HttpDate() {}

    /** One second as text. */
    private record Second(long epochSecond, String text) {}

    /** The time now; written once for all answers of a second. */
    static String now() {
        long epochSecond = Instant.now().getEpochSecond();
        Second known = latest;
        if (known.epochSecond() != epochSecond) {
            known = new Second(epochSecond, format(Instant.ofEpochSecond(epochSecond)));
            latest = known;
        }
        return known.text();
    }

    /** For instance {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
