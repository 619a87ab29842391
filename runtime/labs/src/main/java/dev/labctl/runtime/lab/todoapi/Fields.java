package dev.labctl.runtime.lab.todoapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that a client sent: takes them one by one and remembers every one that is wrong, so that
 * the client learns of all of them at once. What is taken before {@link #check} may not be what was sent.
 */
final class Fields {
    /** Years that all of ISO 8601, PostgreSQL and everybody's parsers agree on. */
    private static final Instant FIRST_DATE = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_DATE = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** Nothing that anybody sees: separators, controls and format characters of Unicode. */
    private static final Pattern BLANK = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]+");

    private final Map<String, Object> json;
    private final List<String> problems = new ArrayList<>();

    /** The members of an object in which there may be no others than those. */
    Fields(Map<String, Object> json, Set<String> known) {
        this.json = json;
        json.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> problems.add("unknown field '%s'".formatted(name)));
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    boolean isEmpty() {
        return json.isEmpty();
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** A text that must be there; lengths are in characters, as PostgreSQL counts them. */
    String text(String name, int least, int most) {
        String text = has(name) ? string(name) : missing(name);
        if (text == null) {
            return "";
        }
        checked(name, text, least, most);
        if (least > 0 && BLANK.matcher(text).matches()) {
            problems.add("%s must not be blank".formatted(name));
        }
        return text;
    }

    /** A text that may be missing or null. */
    @Nullable
    String optionalText(String name, int least, int most) {
        String text = json.get(name) == null ? null : string(name);
        if (text != null) {
            checked(name, text, least, most);
        }
        return text;
    }

    /** A text of a form. */
    String matching(String name, Pattern form, int most, String mustBe) {
        String text = has(name) ? string(name) : missing(name);
        if (text == null) {
            return "";
        }
        checked(name, text, 0, most);
        if (!form.matcher(text).matches()) {
            problems.add("%s must be %s".formatted(name, mustBe));
        }
        return text;
    }

    /** One of some words; the default where it is missing. */
    <T> T word(String name, Function<String, Optional<T>> of, List<String> words, T otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        Optional<T> value = json.get(name) instanceof String text ? of.apply(text) : Optional.empty();
        if (value.isEmpty()) {
            problems.add("%s must be one of %s".formatted(name, String.join(", ", words)));
        }
        return value.orElse(otherwise);
    }

    /** An instant that may be missing or null. */
    @Nullable
    Instant optionalInstant(String name) {
        Object value = json.get(name);
        if (value == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(String.valueOf(value));
            if (value instanceof String && !instant.isBefore(FIRST_DATE) && !instant.isAfter(LAST_DATE)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Told below, as every other value that is no instant.
        }
        problems.add("%s must be an ISO-8601 instant, for instance 2030-01-31T12:00:00Z".formatted(name));
        return null;
    }

    /**
     * Ends the request when anything was wrong.
     *
     * @throws ApiException 400 with every problem
     */
    void check(String error) {
        if (!problems.isEmpty()) {
            throw ApiException.badRequest(error, problems);
        }
    }

    private @Nullable String missing(String name) {
        problems.add("%s is required".formatted(name));
        return null;
    }

    private @Nullable String string(String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        problems.add("%s must be a string".formatted(name));
        return null;
    }

    private void checked(String name, String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            problems.add(
                    least == 0
                            ? "%s must be at most %d characters".formatted(name, most)
                            : "%s must be %d to %d characters".formatted(name, least, most));
        }
        if (text.indexOf('\0') >= 0) {
            problems.add("%s must not contain the character NUL".formatted(name));
        }
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            problems.add("%s must be Unicode text: it has half of a surrogate pair".formatted(name));
        }
    }
}
