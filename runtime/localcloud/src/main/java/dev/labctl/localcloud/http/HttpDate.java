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

    private HttpDate() {}

    /** For instance {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
