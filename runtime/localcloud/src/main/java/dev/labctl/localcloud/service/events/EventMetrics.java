package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What CloudWatch shows under {@code AWS/Events}, for each rule: of the default bus by {@code RuleName}, of others by
 * {@code EventBusName} too. See <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html">
 * monitoring EventBridge</a>.
 */
final class EventMetrics {
    private final CloudEnvironment environment;

    EventMetrics(CloudEnvironment environment) {
        this.environment = environment;
    }

    /** A rule runs for an event. */
    void triggered(StoredRule rule) {
        count(rule.region(), rule.bus(), rule.name(), "MatchedEvents");
        count(rule.region(), rule.bus(), rule.name(), "TriggeredRules");
    }

    /** Something happened to a delivery. */
    void count(Delivery delivery, String name) {
        count(delivery.region(), delivery.bus(), delivery.rule(), name);
    }

    private void count(String region, String bus, String rule, String name) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        if (!bus.equals(StoredBus.DEFAULT)) {
            dimensions.put("EventBusName", bus);
        }
        dimensions.put("RuleName", rule);
        environment.metrics().count(region, new Metric("AWS/Events", name, dimensions, "Count"));
    }
}
