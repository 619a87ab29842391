package dev.labctl.localcloud.identity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of tag maps that keep the order the tags were given in. */
final class Tags {
    private Tags() {}

    static Map<String, String> copy(Map<String, String> tags) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
}
