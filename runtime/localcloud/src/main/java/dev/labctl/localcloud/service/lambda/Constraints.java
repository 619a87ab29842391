package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The model's constraints on a request, all violations in one answer as AWS gives them. */
final class Constraints {
    private final List<String> violations = new ArrayList<>();

    Constraints range(@Nullable Integer value, String member, int least, int most) {
        if (value != null && value < least) {
            violate(value, member, "Member must have value greater than or equal to " + least);
        } else if (value != null && value > most) {
            violate(value, member, "Member must have value less than or equal to " + most);
        }
        return this;
    }

    Constraints pattern(@Nullable String value, String member, String pattern) {
        if (value != null && !Pattern.matches(pattern, value)) {
            violate(value, member, "Member must satisfy regular expression pattern: " + pattern);
        }
        return this;
    }

    Constraints maxLength(@Nullable String value, String member, int most) {
        if (value != null && value.length() > most) {
            violate(value, member, "Member must have length less than or equal to " + most);
        }
        return this;
    }

    Constraints oneOf(@Nullable String value, String member, List<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            violate(value, member, "Member must satisfy enum value set: [" + String.join(", ", allowed) + "]");
        }
        return this;
    }

    private void violate(Object value, String member, String constraint) {
        violations.add("Value '%s' at '%s' failed to satisfy constraint: %s".formatted(value, member, constraint));
    }

    /** Ends the checks. */
    void check() {
        if (!violations.isEmpty()) {
            String count = violations.size() == 1 ? "1 validation error" : violations.size() + " validation errors";
            throw AwsError.validation(count + " detected: " + String.join("; ", violations));
        }
    }
}
