package dev.labctl.localcloud.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function's invocations as its log tells of them, in Lambda's text and JSON formats ("Lambda system log events", AWS
 * Lambda Developer Guide). An environment runs one at a time, so the lines between start and report are that one's.
 */
final class Invocations {
    private static final Pattern START = Pattern.compile("START RequestId: (\\S+).*", Pattern.DOTALL);
    private static final Pattern REPORT = Pattern.compile(
            "REPORT RequestId: (\\S+)\\s+Duration: ([\\d.]+) ms(?:.*?Max Memory Used: (\\d+) MB)?"
                    + "(?:.*?Init Duration: ([\\d.]+) ms)?(?:.*?Status: (\\w+))?(?:.*?Error Type: (\\S+))?.*",
            Pattern.DOTALL);
    private static final int MOST_LINES = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Invocation> byStream = new HashMap<>();
    private final List<Invocation> all = new ArrayList<>();

    private Invocations() {}

    /** What is known of one. */
    private static final class Invocation {
        private final String requestId;
        private final String stream;
        private final Instant start;
        private final List<String> lines = new ArrayList<>();
        private final Facts report = new Facts();
        private boolean isOver;
        private int lineCount;

        Invocation(String requestId, String stream, Instant start) {
            this.requestId = requestId;
            this.stream = stream;
            this.start = start;
        }

        void add(String line) {
            lineCount++;
            if (lines.size() < MOST_LINES) {
                lines.add(line);
            }
        }

        Facts facts() {
            return new Facts()
                    .with("requestId", requestId)
                    .with("start", start)
                    .with("stream", stream)
                    .with("status", isOver ? null : "running")
                    .with(report)
                    .with("lines", lines)
                    .with("lineCount", lineCount);
        }
    }

    /**
     * The newest first, up to {@code most}.
     *
     * @param outcomes what the service knows, the oldest first: {@code requestId} and {@code errorType}, empty for a
     *     result; one of an event that was tried again comes once for each try
     */
    static List<Map<String, Object>> in(List<LogTail.Line> lines, List<Map<String, Object>> outcomes, int most) {
        Invocations invocations = new Invocations();
        lines.forEach(invocations::read);
        invocations.judge(outcomes);
        return invocations.all.stream()
                .sorted(Comparator.comparing((Invocation each) -> each.start).reversed())
                .limit(most)
                .map(each -> each.facts().asMap())
                .toList();
    }

    /**
     * Without a status in its report one succeeded, or its handler threw: that only the service knows. Where it does
     * not, as after it was restarted, one has just ended.
     */
    private void judge(List<Map<String, Object>> outcomes) {
        Map<String, Deque<String>> errors = new HashMap<>();
        outcomes.forEach(
                each -> errors.computeIfAbsent(String.valueOf(each.get("requestId")), unused -> new ArrayDeque<>())
                        .addLast(String.valueOf(each.get("errorType"))));
        all.stream()
                .filter(each -> each.isOver)
                .sorted(Comparator.comparing((Invocation each) -> each.start).reversed())
                .forEach(each -> {
                    Deque<String> known = errors.get(each.requestId);
                    @Nullable String error = known == null ? null : known.pollLast();
                    if (each.report.asMap().containsKey("status")) {
                        return;
                    }
                    each.report.with("status", error == null ? "ended" : error.isEmpty() ? "success" : "error");
                    each.report.with("errorType", error == null || error.isEmpty() ? null : error);
                });
    }

    private void read(LogTail.Line line) {
        if (line.text().startsWith("{\"time\"") && line.text().contains("\"platform.")) {
            JsonNode event = json(line.text());
            String type = event.path("type").asText();
            if (type.equals("platform.start")) {
                start(line, event.path("record").path("requestId").asText());
            } else if (type.equals("platform.report")) {
                report(line, event.path("record"));
            }
            return;
        }
        Matcher start = START.matcher(line.text());
        Matcher report = REPORT.matcher(line.text());
        if (start.matches()) {
            start(line, start.group(1));
        } else if (report.matches()) {
            report(line, report);
        } else if (!line.text().startsWith("END RequestId: ")) {
            Invocation running = byStream.get(line.stream());
            if (running != null && !running.isOver) {
                running.add(line.text());
            }
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The function's own line that only looks like the platform's.
            return JSON.missingNode();
        }
    }

    private Invocation start(LogTail.Line line, String requestId) {
        Invocation started = new Invocation(requestId, line.stream(), Instant.ofEpochMilli(line.at()));
        byStream.put(line.stream(), started);
        all.add(started);
        return started;
    }

    /** The one that ends; its start may be further back than was read. */
    private Invocation ended(LogTail.Line line, String requestId) {
        Invocation running = byStream.get(line.stream());
        Invocation ended = running != null && running.requestId.equals(requestId) ? running : start(line, requestId);
        ended.isOver = true;
        return ended;
    }

    private static @Nullable String told(@Nullable String status) {
        return status == null || status.isEmpty() || status.equals("success") ? null : status;
    }

    private void report(LogTail.Line line, JsonNode fields) {
        JsonNode metrics = fields.path("metrics");
        ended(line, fields.path("requestId").asText())
                .report
                .with("status", told(fields.path("status").asText()))
                .with(
                        "errorType",
                        fields.hasNonNull("errorType")
                                ? fields.path("errorType").asText()
                                : null)
                .with("durationMs", metrics.path("durationMs").asDouble())
                .with(
                        "initMs",
                        metrics.has("initDurationMs")
                                ? metrics.path("initDurationMs").asDouble()
                                : null)
                .with(
                        "memoryMb",
                        metrics.has("maxMemoryUsedMB")
                                ? metrics.path("maxMemoryUsedMB").asInt()
                                : null);
    }

    private void report(LogTail.Line line, Matcher fields) {
        ended(line, fields.group(1))
                .report
                .with("status", told(fields.group(5)))
                .with("errorType", fields.group(6))
                .with("durationMs", Double.valueOf(fields.group(2)))
                .with("initMs", fields.group(4) == null ? null : Double.valueOf(fields.group(4)))
                .with("memoryMb", fields.group(3) == null ? null : Integer.valueOf(fields.group(3)));
    }
}
