package dev.labctl.localcloud.identity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One permission a request needs.
 *
 * @param action the IAM action, for instance {@code s3:GetObject}
 * @param resource the ARN it is needed on; {@code *} where the action has no resource
 * @param conditions the request's service-specific condition keys, for instance {@code s3:prefix}
 * @param multivalued those condition keys that hold several values, for instance {@code aws:TagKeys}
 */
public record Access(
        String action, String resource, Map<String, String> conditions, Map<String, List<String>> multivalued) {
    public Access {
        conditions = Map.copyOf(conditions);
        multivalued = Map.copyOf(multivalued);
    }

    public Access(String action, String resource, Map<String, String> conditions) {
        this(action, resource, conditions, Map.of());
    }

    public static Access to(String action, String resource) {
        return new Access(action, resource, Map.of());
    }

    /** The same access with one more condition key. */
    public Access with(String key, String value) {
        Map<String, String> all = new HashMap<>(conditions);
        all.put(key, value);
        return new Access(action, resource, all, multivalued);
    }

    /** The same access with one more condition key that holds several values. */
    public Access with(String key, List<String> values) {
        Map<String, List<String>> all = new HashMap<>(multivalued);
        all.put(key, List.copyOf(values));
        return new Access(action, resource, conditions, all);
    }

    /**
     * The same access with the keys that requests which tag carry: {@code aws:RequestTag/<key>} for each tag, and
     * {@code aws:TagKeys}.
     */
    public Access withRequestTags(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return this;
        }
        Map<String, String> all = new HashMap<>(conditions);
        tags.forEach((key, value) -> all.put("aws:RequestTag/" + key, value));
        return new Access(action, resource, all, multivalued).with("aws:TagKeys", List.copyOf(tags.keySet()));
    }
}
