package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;

/**
 * What CloudWatch shows under {@code AWS/EventBridge/Pipes}, for each pipe: failures also when there is none, as 0. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html">monitoring pipes</a>.
 */
final class PipeMetrics {
    private static final String COUNT = "None";

    private final CloudEnvironment environment;

    PipeMetrics(CloudEnvironment environment) {
        this.environment = environment;
    }

    /** A batch was handed to the target, which took so long and came to that. */
    void executed(DescribePipeResponse pipe, List<PipeEvent> batch, TargetSender.Sent sent, Duration took) {
        boolean isFailed = sent.failed().size() == batch.size();
        boolean isPartlyFailed = !isFailed && !sent.failed().isEmpty();
        put(pipe, "Invocations", 1, COUNT);
        put(pipe, "EventCount", batch.size(), COUNT);
        put(pipe, "EventSize", batch.stream().mapToInt(PipeEvent::bytes).sum(), "Bytes");
        for (String stage : List.of("", "TargetStage")) {
            put(pipe, stage + "Duration", (double) took.toMillis(), "Milliseconds");
        }
        for (String stage : List.of("Execution", "TargetStage")) {
            put(pipe, stage + "Failed", isFailed ? 1 : 0, COUNT);
            put(pipe, stage + "PartiallyFailed", isPartlyFailed ? 1 : 0, COUNT);
        }
    }

    private void put(DescribePipeResponse pipe, String name, double value, String unit) {
        Metric metric = new Metric("AWS/EventBridge/Pipes", name, Map.of("PipeName", pipe.name()), unit);
        environment.metrics().put(pipe.arn().split(":", 5)[3], metric, value);
    }
}
