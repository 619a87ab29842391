package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Constraints;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The constraints on requests of EventBridge: those of every service, and those on names of rules, targets and buses. */
final class EventConstraints {
    private static final Pattern NAME = Pattern.compile("[\\.\\-_A-Za-z0-9]+");
    private static final Pattern BUS_NAME_OR_ARN = Pattern.compile(
            "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+");
    private static final int MAX_NAME = 64;
    private static final int MAX_BUS_NAME_OR_ARN = 1600;

    private final Constraints all = new Constraints();

    EventConstraints required(String member, @Nullable Object value) {
        all.required(member, value);
        return this;
    }

    /** A required name of a rule or a target. */
    EventConstraints name(String member, @Nullable String name) {
        all.required(member, name).pattern(member, name, NAME).length(member, name, 1, MAX_NAME);
        return this;
    }

    /** The name or ARN of a bus; absent for the default one. */
    EventConstraints bus(@Nullable String nameOrArn) {
        all.pattern("eventBusName", nameOrArn, BUS_NAME_OR_ARN)
                .length("eventBusName", nameOrArn, 1, MAX_BUS_NAME_OR_ARN);
        return this;
    }

    EventConstraints pattern(String member, @Nullable String value, Pattern pattern) {
        all.pattern(member, value, pattern);
        return this;
    }

    /** A text that may not be empty. */
    EventConstraints length(String member, @Nullable String value, int most) {
        all.length(member, value, 1, most);
        return this;
    }

    /** A text that may be empty. */
    EventConstraints atMost(String member, @Nullable String value, int most) {
        all.length(member, value, 0, most);
        return this;
    }

    /** A list that may not be empty. */
    EventConstraints size(String member, Collection<?> values, int most) {
        all.size(member, values, 1, most);
        return this;
    }

    EventConstraints range(String member, @Nullable Integer value, int least, int most) {
        all.range(member, value, least, most);
        return this;
    }

    EventConstraints oneOf(String member, @Nullable String value, List<String> allowed) {
        all.oneOf(member, value, allowed);
        return this;
    }

    /**
     * Returns when nothing is violated.
     *
     * @throws AwsError ValidationException listing all violations
     */
    void check() {
        all.check();
    }
}
