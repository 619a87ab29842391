package dev.labctl.localcloud.identity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policies on a user, group or role.
 *
 * @param inline inline policy documents (JSON) by policy name
 * @param attached ARNs of attached managed policies, in order of attachment
 * @param boundary the ARN of the managed policy that is the permissions boundary; null when there is none
 */
public record Grants(
        Map<String, String> inline,
        List<String> attached,
        @Nullable String boundary) {
    public static final Grants NONE = new Grants(Map.of(), List.of(), null);

    public Grants {
        inline = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(inline));
        attached = List.copyOf(attached);
    }

    public Grants withInline(String name, String document) {
        Map<String, String> all = new LinkedHashMap<>(inline);
        all.put(name, document);
        return new Grants(all, attached, boundary);
    }

    public Grants withoutInline(String name) {
        Map<String, String> all = new LinkedHashMap<>(inline);
        all.remove(name);
        return new Grants(all, attached, boundary);
    }

    /** Attaches the managed policy; no change when it already is. */
    public Grants withAttached(String arn) {
        if (attached.contains(arn)) {
            return this;
        }
        List<String> all = new ArrayList<>(attached);
        all.add(arn);
        return new Grants(inline, all, boundary);
    }

    public Grants withoutAttached(String arn) {
        return new Grants(
                inline, attached.stream().filter(other -> !other.equals(arn)).toList(), boundary);
    }

    public Grants withBoundary(@Nullable String arn) {
        return new Grants(inline, attached, arn);
    }

    public boolean isEmpty() {
        return inline.isEmpty() && attached.isEmpty();
    }
}
