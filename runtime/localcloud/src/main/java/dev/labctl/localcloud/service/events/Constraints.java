package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The constraints of the API model on request members; all violations are reported at once, as AWS does. */
final class Constraints {
    private static final Pattern NAME = Pattern.compile("[\\.\\-_A-Za-z0-9]+");
    private static final Pattern BUS_NAME_OR_ARN = Pattern.compile(
            "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+");
    private static final int MAX_NAME = 64;
    private static final int MAX_BUS_NAME_OR_ARN = 1600;

    private final List<String> violations = new ArrayList<>();

    Constraints required(String member, @Nullable Object value) {
        return value == null ? violated(member, "null", "Member must not be null") : this;
    }

    /** A required name of a rule or a target. */
    Constraints name(String member, @Nullable String name) {
        required(member, name);
        return name == null ? this : pattern(member, name, NAME).length(member, name, MAX_NAME);
    }

    /** The name or ARN of a bus; absent for the default one. */
    Constraints bus(@Nullable String nameOrArn) {
        return nameOrArn == null
                ? this
                : pattern("eventBusName", nameOrArn, BUS_NAME_OR_ARN)
                        .length("eventBusName", nameOrArn, MAX_BUS_NAME_OR_ARN);
    }

    Constraints pattern(String member, String value, Pattern pattern) {
        return pattern.matcher(value).matches()
                ? this
                : violated(
                        member,
                        "'" + value + "'",
                        "Member must satisfy regular expression pattern: " + pattern.pattern());
    }

    Constraints length(String member, @Nullable String value, int most) {
        if (value != null && value.isEmpty()) {
            return violated(member, "''", "Member must have length greater than or equal to 1");
        }
        return atMost(member, value, most);
    }

    /** A text that may be empty. */
    Constraints atMost(String member, @Nullable String value, int most) {
        return value != null && value.length() > most
                ? violated(member, "'" + value + "'", "Member must have length less than or equal to " + most)
                : this;
    }

    Constraints size(String member, Collection<?> values, int most) {
        if (values.isEmpty()) {
            return violated(member, "'[]'", "Member must have length greater than or equal to 1");
        }
        return values.size() > most
                ? violated(member, "'" + values + "'", "Member must have length less than or equal to " + most)
                : this;
    }

    Constraints range(String member, @Nullable Integer value, int least, int most) {
        if (value != null && value < least) {
            return violated(member, "'" + value + "'", "Member must have value greater than or equal to " + least);
        }
        return value != null && value > most
                ? violated(member, "'" + value + "'", "Member must have value less than or equal to " + most)
                : this;
    }

    Constraints oneOf(String member, @Nullable String value, List<String> allowed) {
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
    void check() {
        if (!violations.isEmpty()) {
            throw AwsError.validation(violations.size() + " validation error" + (violations.size() == 1 ? "" : "s")
                    + " detected: " + String.join("; ", violations));
        }
    }
}
