package dev.labctl.localcloud.service.events;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is stored.
 *
 * @param bus the name of its bus
 * @param pattern the event pattern, JSON; null for none
 * @param schedule the schedule expression; null for none
 * @param state {@code ENABLED}, {@code DISABLED} ...
 * @param roleArn as given to PutRule
 * @param next when its schedule is due next; null when it has none, is disabled or has come to its end
 */
record StoredRule(
        String region,
        String accountId,
        String bus,
        String name,
        @Nullable String description,
        @Nullable String pattern,
        @Nullable String schedule,
        String state,
        @Nullable String roleArn,
        Map<String, String> tags,
        @Nullable Instant next) {
    static final String ENABLED = "ENABLED";
    static final String DISABLED = "DISABLED";

    StoredRule {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** The key of its row. */
    String key() {
        return key(region, bus, name);
    }

    static String key(String region, String bus, String name) {
        return busKey(region, bus) + name;
    }

    /** What the keys of all rules of a bus start with. */
    static String busKey(String region, String bus) {
        return region + "/" + bus + "/";
    }

    String arn() {
        return "arn:aws:events:" + region + ":" + accountId + ":" + resource(bus, name);
    }

    /** The resource part of a rule's ARN, which names the bus unless it is the default one. */
    static String resource(String bus, String name) {
        return "rule/" + (bus.equals(StoredBus.DEFAULT) ? "" : bus + "/") + name;
    }

    boolean isOn() {
        return !state.equals(DISABLED);
    }

    StoredRule withState(String changed, @Nullable Instant due) {
        return new StoredRule(
                region, accountId, bus, name, description, pattern, schedule, changed, roleArn, tags, due);
    }

    StoredRule withNext(@Nullable Instant due) {
        return withState(state, due);
    }

    StoredRule withTags(Map<String, String> changed) {
        return new StoredRule(
                region, accountId, bus, name, description, pattern, schedule, state, roleArn, changed, next);
    }
}
