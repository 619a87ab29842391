package dev.labctl.runtime.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The event of a function that people call: a JSON object whose properties are a record's components. What does not fit is
 * refused: a misspelled property, or a text in a number's place, must not do another thing than was meant.
 *
 * <p>A component is a {@code String}, {@code boolean}, {@code int}, {@code Long}, a record, or a list of records; each may
 * be absent or null, but in a record inside the event, which must be whole.
 */
public final class RequestEvent {
    private static final int SHOWN = 60;

    private RequestEvent() {}

    /**
     * Reads an event; no event at all is read as an object without properties.
     *
     * @throws IllegalArgumentException when it is not what {@code type} says, naming the property and what belongs there
     */
    public static <T extends Record> T read(Class<T> type, InputStream event) throws IOException {
        byte[] bytes = event.readAllBytes();
        if (bytes.length == 0) {
            bytes = new byte[] {'{', '}'};
        }
        object(parsed(bytes), type, "the event", false);
        return Objects.requireNonNull(JSON.std.beanFrom(type, bytes));
    }

    private static Object parsed(byte[] bytes) throws IOException {
        try {
            return JSON.std.anyFrom(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the event must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void object(Object value, Class<?> type, String place, boolean whole) {
        List<RecordComponent> components = List.of(type.getRecordComponents());
        String names = components.stream().map(RecordComponent::getName).collect(Collectors.joining(", "));
        if (!(value instanceof Map<?, ?> given)) {
            throw misfit(place, "an object with " + names, value);
        }
        for (Object name : given.keySet()) {
            if (components.stream().noneMatch(each -> each.getName().equals(name))) {
                throw new IllegalArgumentException(
                        "%s has no use for %s; it may have %s".formatted(place, name, names));
            }
        }
        for (RecordComponent component : components) {
            Object inside = given.get(component.getName());
            if (inside != null) {
                value(inside, component.getGenericType(), inside(place, component.getName()));
            } else if (whole) {
                throw new IllegalArgumentException("%s lacks %s".formatted(place, component.getName()));
            }
        }
    }

    private static void value(Object value, Type type, String place) {
        if (type instanceof ParameterizedType list) {
            if (!(value instanceof List<?> items)) {
                throw misfit(place, "a list", value);
            }
            for (int i = 0; i < items.size(); i++) {
                value(items.get(i), list.getActualTypeArguments()[0], "%s[%d]".formatted(place, i));
            }
        } else if (type == String.class) {
            require(value instanceof String, place, "a text", value);
        } else if (type == boolean.class) {
            require(value instanceof Boolean, place, "true or false", value);
        } else if (type == int.class) {
            require(value instanceof Integer, place, "a whole number of at most 2147483647", value);
        } else if (type == Long.class) {
            require(value instanceof Integer || value instanceof Long, place, "a whole number", value);
        } else if (type instanceof Class<?> nested && nested.isRecord()) {
            object(value, nested, place, true);
        } else {
            throw new IllegalStateException("no event has a " + type);
        }
    }

    private static void require(boolean fits, String place, String wanted, Object value) {
        if (!fits) {
            throw misfit(place, wanted, value);
        }
    }

    private static String inside(String place, String name) {
        return place.equals("the event") ? "the event's " + name : place + "." + name;
    }

    private static IllegalArgumentException misfit(String place, String wanted, Object value) {
        String shown;
        try {
            shown = JSON.std.asString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new IllegalArgumentException("%s must be %s, not %s"
                .formatted(place, wanted, shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown));
    }
}
