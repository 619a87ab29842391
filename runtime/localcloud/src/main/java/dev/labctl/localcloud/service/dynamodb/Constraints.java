package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The constraints of the API model on request members; all violations are reported at once, as AWS does. */
final class Constraints {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final int MAX_ARN = 1024;

    private final List<String> violations = new ArrayList<>();

    Constraints required(String member, @Nullable Object value) {
        return value == null ? violated(member, "null", "Member must not be null") : this;
    }

    Constraints notEmpty(String member, @Nullable Collection<?> values) {
        return values != null && values.isEmpty()
                ? violated(member, "'" + values + "'", "Member must have length greater than or equal to 1")
                : this;
    }

    Constraints atMost(String member, @Nullable Collection<?> values, int most) {
        return values != null && values.size() > most
                ? violated(member, "'" + values + "'", "Member must have length less than or equal to " + most)
                : this;
    }

    Constraints atLeast(String member, @Nullable Integer value, int least) {
        return value != null && value < least
                ? violated(member, "'" + value + "'", "Member must have value greater than or equal to " + least)
                : this;
    }

    Constraints atMost(String member, @Nullable Integer value, int most) {
        return value != null && value > most
                ? violated(member, "'" + value + "'", "Member must have value less than or equal to " + most)
                : this;
    }

    /** A member of an enumeration; {@code known} is the SDK's constant, {@code text} what was sent. */
    Constraints oneOf(String member, @Nullable Enum<?> known, @Nullable String text, String values) {
        return known != null && known.name().equals("UNKNOWN_TO_SDK_VERSION")
                ? violated(member, "'" + text + "'", "Member must satisfy enum value set: [" + values + "]")
                : this;
    }

    /** A table name or ARN. */
    Constraints table(@Nullable String nameOrArn) {
        required("tableName", nameOrArn);
        if (nameOrArn != null && nameOrArn.isEmpty()) {
            violated("tableName", "''", "Member must have length greater than or equal to 1");
        }
        if (nameOrArn != null && nameOrArn.length() > MAX_ARN) {
            violated("tableName", "'" + nameOrArn + "'", "Member must have length less than or equal to " + MAX_ARN);
        }
        return this;
    }

    /** The name of an index. */
    Constraints name(String member, @Nullable String name) {
        if (name != null && !NAME.matcher(name).matches()) {
            violated(member, "'" + name + "'", "Member must satisfy regular expression pattern: " + NAME.pattern());
        }
        if (name != null && name.length() < 3) {
            violated(member, "'" + name + "'", "Member must have length greater than or equal to 3");
        }
        if (name != null && name.length() > 255) {
            violated(member, "'" + name + "'", "Member must have length less than or equal to 255");
        }
        return this;
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

    /** A new table's name, whose rules have a message of their own. */
    static void requireTableName(@Nullable String name) {
        new Constraints().table(name).check();
        if (name != null
                && !name.startsWith("arn:")
                && (name.length() < 3
                        || name.length() > 255
                        || !NAME.matcher(name).matches())) {
            throw AwsError.validation(
                    "Invalid table/index name.  Table/index names must be between 3 and 255 characters"
                            + " long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
        }
    }
}
