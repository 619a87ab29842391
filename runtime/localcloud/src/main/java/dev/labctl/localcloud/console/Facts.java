package dev.labctl.localcloud.console;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page shows of one thing, by name, in order; what is not known is left out. */
final class Facts {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Adds a member, unless it is null; instants as texts. */
    Facts with(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value instanceof Instant ? value.toString() : value);
        }
        return this;
    }

    /** Adds all of another one's. */
    Facts with(Facts more) {
        members.putAll(more.members);
        return this;
    }

    Map<String, Object> asMap() {
        return Collections.unmodifiableMap(members);
    }
}
