package dev.labctl.localcloud.service.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A secondary index.
 *
 * @param name unique in its table
 * @param number tells its entries from those of the table's other indexes, also of deleted ones
 * @param isGlobal global or local
 * @param key the index key
 * @param projection {@code ALL}, {@code KEYS_ONLY} or {@code INCLUDE}
 * @param nonKeyAttributes what INCLUDE adds
 * @param throughput provisioned capacity of a global index; null on demand and for local indexes
 * @param warm warm throughput asked for; null when it follows from the billing
 */
record IndexDefinition(
        String name,
        int number,
        boolean isGlobal,
        KeyDefinition key,
        String projection,
        List<String> nonKeyAttributes,
        @Nullable Throughput throughput,
        @Nullable Throughput warm) {
    IndexDefinition {
        nonKeyAttributes = List.copyOf(nonKeyAttributes);
    }

    boolean projectsAll() {
        return projection.equals("ALL");
    }

    boolean projects(String attribute, KeyDefinition tableKey) {
        return projectsAll()
                || key.contains(attribute)
                || tableKey.contains(attribute)
                || nonKeyAttributes.contains(attribute);
    }

    /** What the index holds of an item. */
    Map<String, AttributeValue> project(Map<String, AttributeValue> item, KeyDefinition tableKey) {
        if (projectsAll()) {
            return item;
        }
        Map<String, AttributeValue> projected = new LinkedHashMap<>();
        item.forEach((name, value) -> {
            if (projects(name, tableKey)) {
                projected.put(name, value);
            }
        });
        return projected;
    }

    IndexDefinition withThroughput(@Nullable Throughput changed) {
        return new IndexDefinition(name, number, isGlobal, key, projection, nonKeyAttributes, changed, warm);
    }

    IndexDefinition withWarm(@Nullable Throughput changed) {
        return new IndexDefinition(name, number, isGlobal, key, projection, nonKeyAttributes, throughput, changed);
    }
}
