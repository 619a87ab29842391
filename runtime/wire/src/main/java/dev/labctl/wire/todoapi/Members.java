package dev.labctl.wire.todoapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON object; whatever is not as it must be is an {@link IllegalArgumentException}. */
record Members(String what, Map<String, ?> json) {
    String text(String name) {
        String text = textIfAny(name);
        if (text == null) {
            throw wrong(name, "is missing");
        }
        return text;
    }

    @Nullable
    String textIfAny(String name) {
        Object value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "is no string");
    }

    UUID id(String name) {
        try {
            return UUID.fromString(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "is no UUID");
        }
    }

    Instant time(String name) {
        return parsed(name, text(name));
    }

    @Nullable
    Instant timeIfAny(String name) {
        String text = textIfAny(name);
        return text == null ? null : parsed(name, text);
    }

    <T> T word(String name, Function<String, Optional<T>> of) {
        return of.apply(text(name)).orElseThrow(() -> wrong(name, "is no known word"));
    }

    private Instant parsed(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, "is no instant");
        }
    }

    private IllegalArgumentException wrong(String name, String problem) {
        return new IllegalArgumentException("%s: %s %s: %s".formatted(what, name, problem, json));
    }
}
