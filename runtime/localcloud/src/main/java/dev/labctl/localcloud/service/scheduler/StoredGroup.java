package dev.labctl.localcloud.service.scheduler;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A group of schedules.
 *
 * @param arn its ARN
 * @param name its name
 * @param tags its tags; schedules have none
 * @param created when it was made
 * @param modified when it was last changed
 */
record StoredGroup(String arn, String name, Map<String, String> tags, Instant created, Instant modified) {
    static final String DEFAULT = "default";

    StoredGroup {
        tags = Map.copyOf(tags);
    }

    StoredGroup retagged(Consumer<Map<String, String>> change, Instant now) {
        Map<String, String> changed = new HashMap<>(tags);
        change.accept(changed);
        return new StoredGroup(arn, name, changed, created, now);
    }
}
