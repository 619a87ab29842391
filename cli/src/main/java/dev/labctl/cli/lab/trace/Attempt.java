package dev.labctl.cli.lab.trace;

import dev.labctl.cli.cloud.Logs.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run of a function for a request, as its log tells it. An asynchronous request that failed runs again, under the
 * same id.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html">Lambda's system log
 *     lines</a>
 */
final class Attempt {
    private static final Pattern REPORT = Pattern.compile(
            "REPORT RequestId: \\S+\\s+Duration: ([\\d.]+) ms"
                    + "(?:.*?Memory Size: (\\d+) MB)?(?:.*?Max Memory Used: (\\d+) MB)?"
                    + "(?:.*?Init Duration: ([\\d.]+) ms)?(?:.*?Status: (\\w+))?(?:.*?Error Type: (\\S+))?.*",
            Pattern.DOTALL);

    private final String stream;
    private final List<LoggedLine> lines = new ArrayList<>();
    private @Nullable LogEvent start;
    private @Nullable LogEvent report;

    Attempt(String stream) {
        this.stream = stream;
    }

    /** The log stream of the environment that it ran in. */
    String stream() {
        return stream;
    }

    @Nullable
    LogEvent start() {
        return start;
    }

    @Nullable
    LogEvent report() {
        return report;
    }

    /** What the function itself logged. */
    List<LoggedLine> lines() {
        return lines;
    }

    static boolean isStart(LogEvent event) {
        return event.message().startsWith("START RequestId: ");
    }

    static boolean isReport(LogEvent event) {
        return event.message().startsWith("REPORT RequestId: ");
    }

    static boolean isPlatforms(LogEvent event) {
        return isStart(event) || isReport(event) || event.message().startsWith("END RequestId: ");
    }

    void add(LogEvent event) {
        if (isStart(event)) {
            start = event;
        } else if (isReport(event)) {
            report = event;
        } else if (!isPlatforms(event)) {
            lines.add(LoggedLine.of(event));
        }
    }

    /** How long its environment took to start before it, in words; empty when it was there, or nothing is known. */
    String init() {
        Matcher found = matched();
        return found == null || found.group(4) == null ? "" : "cold start, init " + found.group(4) + " ms";
    }

    /** How it ended, in words. */
    String ending() {
        Matcher found = matched();
        if (found == null) {
            return "ends";
        }
        String status = failure();
        String memory = found.group(3) == null ? "" : ", %s of %s MB used".formatted(found.group(3), found.group(2));
        return (status.isEmpty() ? "ends" : "ends with " + status) + " after " + found.group(1) + " ms" + memory;
    }

    /** What the platform ended it with, {@code timeout} for instance; empty when it ended by itself. */
    String failure() {
        Matcher found = matched();
        if (found == null || found.group(5) == null) {
            return "";
        }
        return found.group(6) == null ? found.group(5) : found.group(5) + " " + found.group(6);
    }

    private @Nullable Matcher matched() {
        if (report == null) {
            return null;
        }
        Matcher found = REPORT.matcher(report.message());
        return found.matches() ? found : null;
    }
}
