package dev.labctl.localcloud.service.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * What identifies a metric.
 *
 * @param region its region
 * @param namespace its namespace
 * @param name its name
 * @param dimensions its dimensions, sorted
 */
record SeriesKey(String region, String namespace, String name, Map<String, String> dimensions) {
    SeriesKey {
        dimensions = java.util.Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    static SeriesKey of(String region, String namespace, String name, List<Dimension> dimensions) {
        Map<String, String> byName = new TreeMap<>();
        dimensions.forEach(dimension -> byName.put(dimension.name(), dimension.value()));
        return new SeriesKey(region, namespace, name, byName);
    }

    /** The text that metrics are sorted by, and the start of their rows. */
    String row() {
        StringBuilder row = new StringBuilder(String.join("\u0001", region, namespace, name));
        dimensions.forEach((dimension, value) ->
                row.append('\u0001').append(dimension).append('\u0003').append(value));
        return row.toString();
    }

    Metric toSdk() {
        return Metric.builder()
                .namespace(namespace)
                .metricName(name)
                .dimensions(sdkDimensions())
                .build();
    }

    List<Dimension> sdkDimensions() {
        return dimensions.entrySet().stream()
                .map(dimension -> Dimension.builder()
                        .name(dimension.getKey())
                        .value(dimension.getValue())
                        .build())
                .toList();
    }
}
