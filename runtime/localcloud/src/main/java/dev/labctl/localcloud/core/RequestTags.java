package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Access;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The tags that a request carries, as policies see them: {@code aws:RequestTag/<key>} and {@code aws:TagKeys}.
 *
 * <p>AWS's models call them alike: {@code Tags}, a map or a list of keys with values; {@code TagKeys} of those to remove;
 * {@code TagSpecifications}, which hold {@code Tags}.
 */
final class RequestTags {
    private static final Set<String> NAMES = Set.of("tags", "tagkeys", "tagspecifications");
    private static final Map<Class<?>, List<SdkField<?>>> FIELDS = new ConcurrentHashMap<>();

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Set<String> keys = new LinkedHashSet<>();

    private RequestTags(SdkPojo request) {
        take(request);
        keys.addAll(tags.keySet());
    }

    /** The access with the condition keys for the request's tags. */
    static Access added(Access access, SdkPojo request) {
        if (fields(request).isEmpty()) {
            return access;
        }
        RequestTags found = new RequestTags(request);
        return found.keys.isEmpty()
                ? access
                : access.withRequestTags(found.tags).with("aws:TagKeys", List.copyOf(found.keys));
    }

    private static List<SdkField<?>> fields(SdkPojo pojo) {
        return FIELDS.computeIfAbsent(pojo.getClass(), type -> pojo.sdkFields().stream()
                .filter(field -> NAMES.contains(field.memberName().toLowerCase(Locale.ROOT)))
                .toList());
    }

    private void take(SdkPojo pojo) {
        for (SdkField<?> field : fields(pojo)) {
            Object value = field.getValueOrDefault(pojo);
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, text) -> tags.put(String.valueOf(key), String.valueOf(text)));
            } else if (value instanceof Collection<?> items) {
                items.forEach(this::takeItem);
            }
        }
    }

    private void takeItem(@Nullable Object item) {
        if (item instanceof String key) {
            keys.add(key);
        } else if (item instanceof SdkPojo pojo) {
            String key = text(pojo, "key");
            if (key == null) {
                take(pojo);
            } else {
                String value = text(pojo, "value");
                tags.put(key, value == null ? "" : value);
            }
        }
    }

    private static @Nullable String text(SdkPojo pojo, String name) {
        for (SdkField<?> field : pojo.sdkFields()) {
            if (field.memberName().equalsIgnoreCase(name)) {
                Object value = field.getValueOrDefault(pojo);
                return value == null ? null : value.toString();
            }
        }
        return null;
    }
}
