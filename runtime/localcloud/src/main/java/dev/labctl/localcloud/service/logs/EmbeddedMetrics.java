package dev.labctl.localcloud.service.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.Metrics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics in events that are JSON and say so: <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">embedded
 * metric format</a>. As CloudWatch does, takes what is as the format wants it and passes over what is not.
 */
final class EmbeddedMetrics {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MARK = "\"_aws\"";
    private static final int MAX_VALUES = 100;

    private final Metrics metrics;

    EmbeddedMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Measures arriving events. */
    void observe(String region, List<Chunk.Entry> events) {
        for (Chunk.Entry event : events) {
            // Most events have none: they are not parsed.
            if (event.message().contains(MARK)) {
                observe(region, event.message());
            }
        }
    }

    private void observe(String region, String message) {
        JsonNode event;
        try {
            event = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            return;
        }
        JsonNode metadata = event.path("_aws");
        if (!metadata.path("Timestamp").isIntegralNumber()) {
            return;
        }
        Instant at = Instant.ofEpochMilli(metadata.path("Timestamp").longValue());
        for (JsonNode directive : metadata.path("CloudWatchMetrics")) {
            for (JsonNode set : directive.path("Dimensions")) {
                observe(region, event, directive, set, at);
            }
        }
    }

    private void observe(String region, JsonNode event, JsonNode directive, JsonNode set, Instant at) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (JsonNode name : set) {
            JsonNode value = event.path(name.asText());
            if (!value.isTextual()) {
                return;
            }
            dimensions.put(name.asText(), value.asText());
        }
        for (JsonNode metric : directive.path("Metrics")) {
            String name = metric.path("Name").asText();
            Metrics.Metric measured = new Metrics.Metric(
                    directive.path("Namespace").asText(),
                    name,
                    dimensions,
                    metric.path("Unit").asText("None"));
            JsonNode value = event.path(name);
            if (value.isNumber()) {
                metrics.put(region, measured, value.doubleValue(), at);
            } else if (value.size() <= MAX_VALUES) {
                value.forEach(each -> {
                    if (each.isNumber()) {
                        metrics.put(region, measured, each.doubleValue(), at);
                    }
                });
            }
        }
    }
}
