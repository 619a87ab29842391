package dev.labctl.localcloud.service.lambda.execution;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines Lambda itself writes to a function's log, in text or as JSON.
 *
 * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">the telemetry
 * schema</a> for the JSON form.
 */
final class PlatformLog {
    private static final JsonMapper JSON = new JsonMapper();

    private final FunctionSpec function;

    PlatformLog(FunctionSpec function) {
        this.function = function;
    }

    String initStart(Instant now, String runtimeVersionArn) {
        if (!function.logging().isJson()) {
            return "INIT_START Runtime Version: %s\tRuntime Version ARN: %s\n"
                    .formatted(function.runtime(), runtimeVersionArn);
        }
        ObjectNode fields = JSON.createObjectNode();
        fields.put("initializationType", "on-demand").put("phase", "init");
        fields.put("runtimeVersion", function.runtime()).put("runtimeVersionArn", runtimeVersionArn);
        fields.put("functionName", function.name()).put("functionVersion", function.version());
        return json(now, "platform.initStart", fields);
    }

    String initReport(double millis, String status, String errorType, Instant now) {
        if (!function.logging().isJson()) {
            return "INIT_REPORT Init Duration: %s ms\tPhase: init\tStatus: %s%s\n"
                    .formatted(decimal(millis), status, status.equals("error") ? "\tError Type: " + errorType : "");
        }
        ObjectNode fields = JSON.createObjectNode();
        fields.put("initializationType", "on-demand").put("phase", "init").put("status", status);
        fields.putObject("metrics").put("durationMs", round(millis));
        if (status.equals("error")) {
            fields.put("errorType", errorType);
        }
        return json(now, "platform.initReport", fields);
    }

    String start(String requestId, Instant now) {
        if (!function.logging().isJson()) {
            return "START RequestId: " + requestId + " Version: " + function.version() + "\n";
        }
        ObjectNode fields = JSON.createObjectNode();
        return json(now, "platform.start", fields.put("requestId", requestId).put("version", function.version()));
    }

    String end(String requestId) {
        return "END RequestId: " + requestId + "\n";
    }

    /** The REPORT line. */
    String report(Report report, Instant now) {
        long billed = (long) Math.ceil(report.millis() + Math.max(0, report.initMillis()));
        if (!function.logging().isJson()) {
            String init = report.initMillis() < 0 ? "" : "Init Duration: " + decimal(report.initMillis()) + " ms\t";
            String status = report.status().equals("success") ? "" : "Status: " + report.status() + "\t";
            String error = report.status().equals("error") ? "Error Type: " + report.errorType() + "\t" : "";
            return "REPORT RequestId: %s\tDuration: %s ms\tBilled Duration: %d ms\tMemory Size: %d MB\tMax Memory Used: %d MB\t%s%s%s\n"
                    .formatted(
                            report.requestId(),
                            decimal(report.millis()),
                            billed,
                            function.memoryMegabytes(),
                            report.maxMemoryMegabytes(),
                            init,
                            status,
                            error);
        }
        ObjectNode fields = JSON.createObjectNode();
        fields.put("requestId", report.requestId());
        ObjectNode metrics = fields.putObject("metrics");
        metrics.put("durationMs", round(report.millis())).put("billedDurationMs", billed);
        metrics.put("memorySizeMB", function.memoryMegabytes()).put("maxMemoryUsedMB", report.maxMemoryMegabytes());
        if (report.initMillis() >= 0) {
            metrics.put("initDurationMs", round(report.initMillis()));
        }
        fields.put("status", report.status());
        if (report.status().equals("error")) {
            fields.put("errorType", report.errorType());
        }
        return json(now, "platform.report", fields);
    }

    private static String json(Instant now, String type, ObjectNode fields) {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", now.truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("type", type);
        line.set("record", fields);
        return line + "\n";
    }

    private static String decimal(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }

    private static double round(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    /**
     * What REPORT tells of one invocation.
     *
     * @param requestId the invocation's id
     * @param millis how long the handler ran
     * @param initMillis how long a cold start's initialization took; negative for a warm start
     * @param maxMemoryMegabytes the process's peak
     * @param status {@code success}, {@code error} or {@code timeout}
     * @param errorType for the status {@code error}
     */
    record Report(
            String requestId,
            double millis,
            double initMillis,
            long maxMemoryMegabytes,
            String status,
            @Nullable String errorType) {}
}
