package dev.labctl.localcloud.service.dynamodb.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What can be asked of canonical attribute values: type, size, order, membership. */
public final class Values {
    /** UTF-8 byte order, which is DynamoDB's order of strings. */
    public static final Comparator<String> STRING_ORDER = Values::compareStrings;

    /** Unsigned byte order. */
    public static final Comparator<SdkBytes> BINARY_ORDER =
            (a, b) -> Arrays.compareUnsigned(a.asByteArrayUnsafe(), b.asByteArrayUnsafe());

    /** Numeric order of numbers' texts. */
    public static final Comparator<String> NUMBER_ORDER = Comparator.comparing(BigDecimal::new);

    private static final int CONTAINER_OVERHEAD = 3;

    private Values() {}

    public static AttributeValue string(String text) {
        return AttributeValue.fromS(text);
    }

    public static AttributeValue number(BigDecimal number) {
        return AttributeValue.fromN(Numbers.canonical(number));
    }

    public static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** The type's name as expressions and messages have it: {@code S}, {@code NULL} ... */
    public static String typeName(AttributeValue value) {
        return value.type() == AttributeValue.Type.NUL ? "NULL" : value.type().name();
    }

    /**
     * The order of two values of one scalar type: numbers by value, strings by UTF-8 bytes, binary unsigned.
     *
     * @throws IllegalArgumentException when they are not of one ordered type; ask {@link #areOrdered} first
     */
    public static int compare(AttributeValue a, AttributeValue b) {
        return switch (a.type()) {
            case S -> compareStrings(a.s(), b.s());
            case N -> a.n().equals(b.n()) ? 0 : NUMBER_ORDER.compare(a.n(), b.n());
            case B -> BINARY_ORDER.compare(a.b(), b.b());
            case SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalArgumentException("no order of " + a.type());
        };
    }

    /** Whether {@link #compare} knows an order of the two. */
    public static boolean areOrdered(AttributeValue a, AttributeValue b) {
        return a.type() == b.type()
                && switch (a.type()) {
                    case S, N, B -> true;
                    case SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> false;
                };
    }

    private static int compareStrings(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others, so they sort last in UTF-8.
                boolean xSurrogate = Character.isSurrogate(x);
                return xSurrogate == Character.isSurrogate(y) ? Character.compare(x, y) : xSurrogate ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** DynamoDB's {@code size()} of a value's content; -1 when the type has none. */
    public static int length(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8Length(value.s());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().size();
            case NS -> value.ns().size();
            case BS -> value.bs().size();
            case M -> value.m().size();
            case L -> value.l().size();
            case N, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> -1;
        };
    }

    /** Whether a set, list, string or binary contains the operand, by the rules of the condition function of that name. */
    public static boolean contains(AttributeValue container, AttributeValue operand) {
        AttributeValue.Type type = operand.type();
        return switch (container.type()) {
            case S -> type == AttributeValue.Type.S && container.s().contains(operand.s());
            case B ->
                type == AttributeValue.Type.B
                        && indexOf(
                                        container.b().asByteArrayUnsafe(),
                                        operand.b().asByteArrayUnsafe())
                                >= 0;
            case SS -> type == AttributeValue.Type.S && container.ss().contains(operand.s());
            case NS -> type == AttributeValue.Type.N && container.ns().contains(operand.n());
            case BS -> type == AttributeValue.Type.B && container.bs().contains(operand.b());
            case L -> container.l().contains(operand);
            case N, M, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a string or binary starts with another of its type. */
    public static boolean beginsWith(AttributeValue value, AttributeValue prefix) {
        if (value.type() == AttributeValue.Type.S && prefix.type() == AttributeValue.Type.S) {
            return value.s().startsWith(prefix.s());
        }
        if (value.type() == AttributeValue.Type.B && prefix.type() == AttributeValue.Type.B) {
            byte[] bytes = value.b().asByteArrayUnsafe();
            byte[] start = prefix.b().asByteArrayUnsafe();
            return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }
        return false;
    }

    /** An item's size in bytes by DynamoDB's rules: names and values; what the 400 KB and 1 MB limits count. */
    public static int size(Map<String, AttributeValue> item) {
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            size += utf8Length(attribute.getKey()) + size(attribute.getValue());
        }
        return size;
    }

    /** A value's size in bytes. */
    public static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8Length(value.s());
            case N -> Numbers.size(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case BOOL, NUL -> 1;
            case SS -> value.ss().stream().mapToInt(Values::utf8Length).sum();
            case NS -> value.ns().stream().mapToInt(Numbers::size).sum();
            case BS ->
                value.bs().stream()
                        .mapToInt(bytes -> bytes.asByteArrayUnsafe().length)
                        .sum();
            case L -> CONTAINER_OVERHEAD + listSize(value.l());
            case M -> CONTAINER_OVERHEAD + value.m().size() + size(value.m());
            case UNKNOWN_TO_SDK_VERSION -> 0;
        };
    }

    private static int listSize(List<AttributeValue> list) {
        int size = list.size();
        for (AttributeValue element : list) {
            size += size(element);
        }
        return size;
    }

    static int utf8Length(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }

    /** A value as AWS's messages show it: {@code {N:5}}. */
    public static String show(AttributeValue value) {
        Object content =
                switch (value.type()) {
                    case S -> value.s();
                    case N -> value.n();
                    case B -> "java.nio.HeapByteBuffer";
                    case SS -> value.ss();
                    case NS -> value.ns();
                    case BS -> value.bs();
                    case M -> value.m();
                    case L -> value.l().stream().map(Values::show).toList();
                    case BOOL -> value.bool();
                    case NUL -> value.nul();
                    case UNKNOWN_TO_SDK_VERSION -> "";
                };
        return "{" + typeName(value) + ":" + content + "}";
    }
}
