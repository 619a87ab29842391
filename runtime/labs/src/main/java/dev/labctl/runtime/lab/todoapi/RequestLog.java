package dev.labctl.runtime.lab.todoapi;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.wire.log.LogField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON for each request, which also is its metrics: how long it took, and whether the API failed, by route.
 *
 * <p>See <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">embedded
 * metric format</a>.
 */
final class RequestLog {
    private static final String NAMESPACE = "labctl/TodoApi";
    private static final List<Map<String, String>> METRICS =
            List.of(Map.of("Name", "Latency", "Unit", "Milliseconds"), Map.of("Name", "ServerErrors", "Unit", "Count"));

    private final Clock clock;

    RequestLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is told of a request; never what anybody has sent but the path.
     *
     * @param route the route's template; {@code none} when there is no such route
     * @param created the id of what the request has created; empty when it created nothing
     * @param failure why the API could not answer as it should; null when it could
     */
    record Entry(
            String requestId,
            String function,
            ApiRequest request,
            String route,
            int status,
            Optional<String> created,
            double millis,
            @Nullable Throwable failure) {}

    void write(Entry entry, Consumer<String> log) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", entry.failure() == null ? "INFO" : "ERROR");
        line.put("requestId", entry.requestId());
        line.put("method", entry.request().method());
        line.put("path", entry.request().path());
        line.put("status", entry.status());
        entry.created().ifPresent(id -> line.put(LogField.CREATED_ID, id));
        Throwable failure = entry.failure();
        if (failure != null) {
            line.put("error", failure.getClass().getName());
            line.put("reason", String.valueOf(failure.getMessage()));
            line.put("at", place(failure));
        }
        line.put("FunctionName", entry.function());
        line.put("Route", entry.request().method() + " " + entry.route());
        line.put("Latency", Math.round(entry.millis() * 1000) / 1000.0);
        line.put("ServerErrors", entry.status() >= 500 ? 1 : 0);
        line.put(
                "_aws",
                Map.of(
                        "Timestamp",
                        clock.millis(),
                        "CloudWatchMetrics",
                        List.of(Map.of(
                                "Namespace",
                                NAMESPACE,
                                "Dimensions",
                                List.of(List.of("FunctionName"), List.of("FunctionName", "Route")),
                                "Metrics",
                                METRICS))));
        try {
            log.accept(JSON.std.asString(line) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where in this lab it was thrown, the innermost frame first. */
    private static List<String> place(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Arrays.stream(cause.getStackTrace())
                .limit(10)
                .map(StackTraceElement::toString)
                .toList();
    }
}
