package dev.labctl.localcloud.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The constraints of the API model on request members; all violations are reported at once, as AWS does. */
public final class Constraints {
    private static final int MOST_TAGS = 50;
    private static final int LONGEST_TAG_KEY = 128;
    private static final int LONGEST_TAG_VALUE = 256;

    private final List<String> violations = new ArrayList<>();

    public Constraints required(String member, @Nullable Object value) {
        return value == null ? violated(member, "null", "Member must not be null") : this;
    }

    public Constraints pattern(String member, @Nullable String value, Pattern pattern) {
        return value == null || pattern.matcher(value).matches()
                ? this
                : violated(
                        member,
                        "'" + value + "'",
                        "Member must satisfy regular expression pattern: " + pattern.pattern());
    }

    /** A text of bounded length. */
    public Constraints length(String member, @Nullable String value, int least, int most) {
        if (value != null && value.length() < least) {
            return violated(member, "'" + value + "'", "Member must have length greater than or equal to " + least);
        }
        return value != null && value.length() > most
                ? violated(member, "'" + value + "'", "Member must have length less than or equal to " + most)
                : this;
    }

    /** A list of bounded size. */
    public Constraints size(String member, Collection<?> values, int least, int most) {
        if (values.size() < least) {
            return violated(member, "'" + values + "'", "Member must have length greater than or equal to " + least);
        }
        return values.size() > most
                ? violated(member, "'" + values + "'", "Member must have length less than or equal to " + most)
                : this;
    }

    /** Tags as most services limit them: 50 of them, with keys of 1 to 128 characters and values of at most 256. */
    public Constraints tags(Map<String, String> tags, int shortestValue) {
        size("tags", tags.entrySet(), 0, MOST_TAGS);
        tags.forEach((key, value) -> length("tags.key", key, 1, LONGEST_TAG_KEY)
                .length("tags." + key, value, shortestValue, LONGEST_TAG_VALUE));
        return this;
    }

    public Constraints range(String member, @Nullable Integer value, int least, int most) {
        if (value != null && value < least) {
            return violated(member, "'" + value + "'", "Member must have value greater than or equal to " + least);
        }
        return value != null && value > most
                ? violated(member, "'" + value + "'", "Member must have value less than or equal to " + most)
                : this;
    }

    public Constraints oneOf(String member, @Nullable String value, List<String> allowed) {
        return value != null && !allowed.contains(value)
                ? violated(
                        member,
                        "'" + value + "'",
                        "Member must satisfy enum value set: [" + String.join(", ", allowed) + "]")
                : this;
    }

    private Constraints violated(String member, String value, String constraint) {
        violations.add("Value " + value + " at '" + member + "' failed to satisfy constraint: " + constraint);
        return this;
    }

    /**
     * Returns when nothing is violated.
     *
     * @throws AwsError ValidationException listing all violations
     */
    public void check() {
        if (!violations.isEmpty()) {
            throw AwsError.validation(violations.size() + " validation error" + (violations.size() == 1 ? "" : "s")
                    + " detected: " + String.join("; ", violations));
        }
    }
}
