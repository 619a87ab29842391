package dev.labctl.localcloud.service.events;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event bus as it is stored.
 *
 * @param policy its resource policy, JSON; null for none
 */
record StoredBus(
        String region,
        String accountId,
        String name,
        @Nullable String description,
        @Nullable String policy,
        Map<String, String> tags,
        Instant created,
        Instant modified) {
    static final String DEFAULT = "default";

    StoredBus {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    String key() {
        return region + "/" + name;
    }

    String arn() {
        return "arn:aws:events:" + region + ":" + accountId + ":event-bus/" + name;
    }

    /** The name of the bus that a request means: its name, its ARN, or nothing for the default one. */
    static String name(@Nullable String nameOrArn) {
        if (nameOrArn == null) {
            return DEFAULT;
        }
        return nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.indexOf('/') + 1) : nameOrArn;
    }

    StoredBus withPolicy(@Nullable String changed, Instant now) {
        return new StoredBus(region, accountId, name, description, changed, tags, created, now);
    }

    StoredBus withDescription(@Nullable String changed, Instant now) {
        return new StoredBus(region, accountId, name, changed, policy, tags, created, now);
    }

    StoredBus withTags(Map<String, String> changed) {
        return new StoredBus(region, accountId, name, description, policy, changed, created, modified);
    }
}
