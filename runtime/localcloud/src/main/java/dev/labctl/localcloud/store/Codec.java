package dev.labctl.localcloud.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How a table's values are written: bytes that a later version can still read. */
public interface Codec<V> {
    byte[] encode(V value);

    V decode(byte[] bytes);

    /** UTF-8 text. */
    Codec<String> TEXT = new Codec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    /** Bytes as they are. */
    Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    /**
     * A record as JSON. Members a reader does not know are passed over, members a writer did not know are null: so a
     * record may gain members without a migration, if its constructor gives them a value.
     */
    static <V> Codec<V> json(Class<V> type) {
        return new Codec<>() {
            @Override
            public byte[] encode(V value) {
                try {
                    return Json.MAPPER.writeValueAsBytes(value);
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public V decode(byte[] bytes) {
                try {
                    return Json.MAPPER.readValue(bytes, type);
                } catch (IOException e) {
                    throw new UncheckedIOException("stored " + type.getSimpleName() + " is unreadable", e);
                }
            }
        };
    }

    /** The mapper all JSON codecs share: instants as ISO text, untyped whole numbers as longs, nothing lost. */
    final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.USE_LONG_FOR_INTS)
                .build();

        private Json() {}
    }
}
