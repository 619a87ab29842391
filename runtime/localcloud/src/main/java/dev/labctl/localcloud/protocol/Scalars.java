package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.http.HttpDate;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.TraitType;

/** Strings, numbers, booleans, blobs and timestamps as text, for all protocols that write them so. */
final class Scalars {
    private static final DateTimeFormatter ISO_MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** Digits before the point that an instant can have; more would also take forever to multiply. */
    private static final int LONGEST_SECONDS = 12;

    private static final Map<MarshallingType<?>, Function<String, Object>> PARSERS = parsers();

    private Scalars() {}

    private static Map<MarshallingType<?>, Function<String, Object>> parsers() {
        Map<MarshallingType<?>, Function<String, Object>> parsers = new HashMap<>();
        parsers.put(MarshallingType.STRING, text -> text);
        parsers.put(MarshallingType.INTEGER, text -> new BigDecimal(text).intValueExact());
        parsers.put(MarshallingType.LONG, text -> new BigDecimal(text).longValueExact());
        parsers.put(MarshallingType.SHORT, text -> new BigDecimal(text).shortValueExact());
        parsers.put(MarshallingType.BYTE, text -> new BigDecimal(text).byteValueExact());
        parsers.put(MarshallingType.FLOAT, Float::valueOf);
        parsers.put(MarshallingType.DOUBLE, Double::valueOf);
        parsers.put(MarshallingType.BIG_DECIMAL, BigDecimal::new);
        parsers.put(MarshallingType.BOOLEAN, Scalars::parseBoolean);
        parsers.put(
                MarshallingType.SDK_BYTES,
                text -> SdkBytes.fromByteArrayUnsafe(Base64.getMimeDecoder().decode(text)));
        return parsers;
    }

    private static Boolean parseBoolean(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        if (text.equalsIgnoreCase("false")) {
            return Boolean.FALSE;
        }
        throw new IllegalArgumentException("not a boolean");
    }

    /**
     * The value that {@code text} spells for this member.
     *
     * @param timestamps the protocol's format where the member names none
     * @throws WireFormatException when the text is no such value
     */
    static Object parse(SdkField<?> field, String text, Format timestamps) {
        try {
            if (Fields.is(field, MarshallingType.INSTANT)) {
                return parseInstant(text, format(field, timestamps));
            }
            Function<String, Object> parser = PARSERS.get(field.marshallingType());
            if (parser != null) {
                return parser.apply(text);
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new WireFormatException("'" + abbreviate(text) + "' is not a valid value for " + field.memberName());
        }
        throw new WireFormatException("unexpected value '" + abbreviate(text) + "' for " + field.memberName());
    }

    /** The text of a scalar value. */
    static String text(SdkField<?> field, Object value, Format timestamps) {
        if (value instanceof Instant instant) {
            return text(instant, format(field, timestamps));
        }
        if (value instanceof SdkBytes bytes) {
            return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value.toString();
    }

    static Format format(SdkField<?> field, Format otherwise) {
        TimestampFormatTrait trait = field.getTrait(TimestampFormatTrait.class, TraitType.TIMESTAMP_FORMAT_TRAIT);
        return trait == null ? otherwise : trait.format();
    }

    static String text(Instant instant, Format format) {
        return switch (format) {
            case ISO_8601 -> ISO_MILLIS.format(instant);
            case RFC_822 -> HttpDate.format(instant);
            case UNIX_TIMESTAMP -> epochSeconds(instant).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
        };
    }

    /** Seconds since 1970 with up to three decimals, as AWS sends them. */
    static BigDecimal epochSeconds(Instant instant) {
        BigDecimal seconds = BigDecimal.valueOf(instant.toEpochMilli(), 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    private static Instant parseInstant(String text, Format format) {
        return switch (format) {
            case RFC_822 -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            case UNIX_TIMESTAMP -> ofEpochSeconds(new BigDecimal(text));
            case UNIX_TIMESTAMP_MILLIS -> Instant.ofEpochMilli(new BigDecimal(text).longValue());
            case ISO_8601 -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        };
    }

    static Instant ofEpochSeconds(BigDecimal seconds) {
        if (seconds.precision() - seconds.scale() > LONGEST_SECONDS) {
            throw new WireFormatException("a timestamp is out of range");
        }
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    private static String abbreviate(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
