package dev.labctl.localcloud.service.dynamodb.value;

import dev.labctl.localcloud.store.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items as bytes: a count, then name and value of each attribute; a value is a tag byte and its content. Lengths are
 * variable-length integers, so that small items stay small.
 */
public final class ItemCodec implements Codec<Map<String, AttributeValue>> {
    private static final char STRING = 's';
    private static final char NUMBER = 'n';
    private static final char BINARY = 'b';
    private static final char STRINGS = 'S';
    private static final char NUMBERS = 'N';
    private static final char BINARIES = 'B';
    private static final char MAP = 'm';
    private static final char LIST = 'l';
    private static final char TRUE = 't';
    private static final char FALSE = 'f';
    private static final char NULL = '0';

    @Override
    public byte[] encode(Map<String, AttributeValue> item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        writeMap(out, item);
        return out.toByteArray();
    }

    @Override
    public Map<String, AttributeValue> decode(byte[] bytes) {
        return new Reader(bytes).map();
    }

    private static void writeMap(ByteArrayOutputStream out, Map<String, AttributeValue> members) {
        writeLength(out, members.size());
        members.forEach((name, value) -> {
            writeText(out, name);
            writeValue(out, value);
        });
    }

    private static void writeValue(ByteArrayOutputStream out, AttributeValue value) {
        switch (value.type()) {
            case S -> tagged(out, STRING, value.s(), ItemCodec::writeText);
            case N -> tagged(out, NUMBER, value.n(), ItemCodec::writeText);
            case B -> tagged(out, BINARY, value.b(), ItemCodec::writeBytes);
            case SS -> tagged(out, STRINGS, value.ss(), (to, set) -> writeAll(to, set, ItemCodec::writeText));
            case NS -> tagged(out, NUMBERS, value.ns(), (to, set) -> writeAll(to, set, ItemCodec::writeText));
            case BS -> tagged(out, BINARIES, value.bs(), (to, set) -> writeAll(to, set, ItemCodec::writeBytes));
            case M -> tagged(out, MAP, value.m(), ItemCodec::writeMap);
            case L -> tagged(out, LIST, value.l(), (to, list) -> writeAll(to, list, ItemCodec::writeValue));
            case BOOL -> out.write(value.bool() ? TRUE : FALSE);
            case NUL -> out.write(NULL);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("not a canonical value: " + value);
        }
    }

    private static <T> void tagged(
            ByteArrayOutputStream out, char tag, T content, BiConsumer<ByteArrayOutputStream, T> writer) {
        out.write(tag);
        writer.accept(out, content);
    }

    private static <T> void writeAll(
            ByteArrayOutputStream out, List<T> elements, BiConsumer<ByteArrayOutputStream, T> writer) {
        writeLength(out, elements.size());
        elements.forEach(element -> writer.accept(out, element));
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLength(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeBytes(ByteArrayOutputStream out, SdkBytes bytes) {
        byte[] content = bytes.asByteArrayUnsafe();
        writeLength(out, content.length);
        out.writeBytes(content);
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        int rest = length;
        while (rest >= 0x80) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** Reads one item. */
    private static final class Reader {
        private final byte[] bytes;
        private int position;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        Map<String, AttributeValue> map() {
            int count = length();
            Map<String, AttributeValue> members = new LinkedHashMap<>(count * 2);
            for (int i = 0; i < count; i++) {
                String name = text();
                members.put(name, value());
            }
            return members;
        }

        private AttributeValue value() {
            char tag = (char) bytes[position++];
            return switch (tag) {
                case STRING -> AttributeValue.fromS(text());
                case NUMBER -> AttributeValue.fromN(text());
                case BINARY -> AttributeValue.fromB(binary());
                case STRINGS -> AttributeValue.fromSs(all(Reader::text));
                case NUMBERS -> AttributeValue.fromNs(all(Reader::text));
                case BINARIES -> AttributeValue.fromBs(all(Reader::binary));
                case MAP -> AttributeValue.fromM(map());
                case LIST -> AttributeValue.fromL(all(Reader::value));
                case TRUE -> AttributeValue.fromBool(true);
                case FALSE -> AttributeValue.fromBool(false);
                case NULL -> AttributeValue.fromNul(true);
                default -> throw new IllegalStateException("a stored item has the unknown tag " + tag);
            };
        }

        private <T> List<T> all(Function<Reader, T> element) {
            int count = length();
            List<T> elements = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                elements.add(element.apply(this));
            }
            return elements;
        }

        private String text() {
            int length = length();
            position += length;
            return new String(bytes, position - length, length, StandardCharsets.UTF_8);
        }

        private SdkBytes binary() {
            int length = length();
            position += length;
            return SdkBytes.fromByteArrayUnsafe(Arrays.copyOfRange(bytes, position - length, position));
        }

        private int length() {
            int length = 0;
            int shift = 0;
            while (true) {
                byte next = bytes[position++];
                length |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return length;
                }
                shift += 7;
            }
        }
    }
}
