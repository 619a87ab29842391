package dev.labctl.cli.output;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as maps and lists, both ways. */
public final class Json {
    private static final JSON COMPACT = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final JSON PRETTY = COMPACT.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private Json() {}

    /** One line: of NDJSON, or inside a request. */
    public static String line(@Nullable Object value) {
        return write(COMPACT, value);
    }

    /** Indented, for a document that people may look at too. */
    public static String document(@Nullable Object value) {
        return write(PRETTY, value);
    }

    /**
     * A JSON object as a map; nested objects are maps, arrays are lists.
     *
     * @throws UncheckedIOException when it is no JSON object
     */
    public static Map<String, Object> object(String json) {
        try {
            return COMPACT.mapFrom(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Any JSON value as maps, lists, texts, numbers and booleans.
     *
     * @throws UncheckedIOException when it is no JSON
     */
    public static @Nullable Object any(String json) {
        try (JsonParser parser = COMPACT.getStreamingFactory().createParser(json)) {
            Object value = COMPACT.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the value");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(JSON writer, @Nullable Object value) {
        try {
            return writer.asString(plain(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records become maps of their components, durations milliseconds, instants and all else their text. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Optional<?> optional) {
            return plain(optional.orElse(null));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), plain(member)));
            return members;
        }
        if (value instanceof Collection<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (value instanceof Duration duration) {
            return duration.toMillis();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Record data) {
            return components(data);
        }
        return value.toString();
    }

    private static Map<String, @Nullable Object> components(Record data) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (RecordComponent component : data.getClass().getRecordComponents()) {
            try {
                members.put(component.getName(), plain(component.getAccessor().invoke(data)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record that is written as JSON is public", e);
            }
        }
        return members;
    }
}
