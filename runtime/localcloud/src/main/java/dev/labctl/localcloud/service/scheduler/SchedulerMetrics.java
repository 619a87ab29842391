package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics.Metric;
import java.util.Map;

/**
 * What CloudWatch shows under {@code AWS/Scheduler}, for each group of schedules. See <a
 * href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html">monitoring EventBridge
 * Scheduler</a>.
 */
final class SchedulerMetrics {
    private final CloudEnvironment environment;

    SchedulerMetrics(CloudEnvironment environment) {
        this.environment = environment;
    }

    void count(Invocation invocation, String name) {
        Metric metric = new Metric("AWS/Scheduler", name, Map.of("ScheduleGroup", invocation.group()), "Count");
        environment.metrics().count(invocation.region(), metric);
    }
}
