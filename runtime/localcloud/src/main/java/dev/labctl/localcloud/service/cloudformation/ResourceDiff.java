package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what two versions of a resource differ.
 *
 * @param properties the properties that differ
 * @param attributes the other parts that differ: Metadata, DeletionPolicy, UpdateReplacePolicy, Tags (the stack's)
 * @param isOtherType whether the type itself changed
 * @param isNested whether it is a nested stack, whose template may have changed where it lies
 */
record ResourceDiff(List<Changed> properties, List<String> attributes, boolean isOtherType, boolean isNested) {
    ResourceDiff {
        properties = List.copyOf(properties);
        attributes = List.copyOf(attributes);
    }

    static ResourceDiff between(Made before, Made after, ResourceType type) {
        List<String> attributes = new ArrayList<>();
        if (!Objects.equals(before.metadata(), after.metadata())) {
            attributes.add("Metadata");
        }
        if (!before.deletionPolicy().equals(after.deletionPolicy())) {
            attributes.add("DeletionPolicy");
        }
        if (!before.updateReplacePolicy().equals(after.updateReplacePolicy())) {
            attributes.add("UpdateReplacePolicy");
        }
        if (!before.tags().equals(after.tags()) && type.schema().properties().containsKey("Tags")) {
            attributes.add("Tags");
        }
        return new ResourceDiff(
                properties(before, after, type.schema()),
                attributes,
                !before.type().equals(after.type()),
                type.name().equals(NestedStackType.NAME));
    }

    private static List<Changed> properties(Made before, Made after, ObjectSchema schema) {
        Set<String> names = new LinkedHashSet<>(before.properties().keySet());
        names.addAll(after.properties().keySet());
        List<Changed> changed = new ArrayList<>();
        for (String name : names) {
            Object old = before.properties().get(name);
            Object now = after.properties().get(name);
            if (!isSame(old, now)) {
                changed.add(new Changed(name, old, now, replaces(schema, name, old, now)));
            }
        }
        return changed;
    }

    private static boolean replaces(ObjectSchema schema, String name, @Nullable Object before, @Nullable Object after) {
        ObjectSchema.Property property = schema.properties().get(name);
        if (property == null || isSame(before, after)) {
            return false;
        }
        if (property.replaces()) {
            return true;
        }
        return property.schema() instanceof ObjectSchema nested
                && before instanceof Map<?, ?> old
                && after instanceof Map<?, ?> now
                && nested.properties().keySet().stream()
                        .anyMatch(member -> replaces(nested, member, old.get(member), now.get(member)));
    }

    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        return Blueprint.canonical(one).equals(Blueprint.canonical(other));
    }

    /** Whether nothing differs; a nested stack may, all the same. */
    boolean isEmpty() {
        return properties.isEmpty() && attributes.isEmpty() && !isOtherType;
    }

    /** Whether the service has to be called. */
    boolean needsCall() {
        return isOtherType || isNested || !properties.isEmpty() || attributes.contains("Tags");
    }

    /** Whether another physical resource takes the place of this one. */
    boolean needsReplacement() {
        return isOtherType || properties.stream().anyMatch(Changed::replaces);
    }

    /** One property; null where it is absent. */
    record Changed(
            String name, @Nullable Object before, @Nullable Object after, boolean replaces) {}
}
