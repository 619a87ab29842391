package dev.labctl.cli.report;

import dev.labctl.cli.report.ReportCase.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of one lab.
 *
 * @param name the lab's
 * @param target the cloud, as {@link dev.labctl.cli.cloud.Target#title} names it; empty when none was reached
 */
public record ReportSuite(String name, String target, Instant startedAt, Duration took, List<ReportCase> cases) {
    public ReportSuite {
        cases = List.copyOf(cases);
    }

    /** How many cases ended so. */
    public long count(Outcome outcome) {
        return cases.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** Whether nothing failed or broke, and something was run. */
    public boolean passed() {
        return count(Outcome.FAILED) == 0 && count(Outcome.BROKEN) == 0 && count(Outcome.PASSED) > 0;
    }

    /** {@code passed}, {@code failed} or {@code not run}. */
    public String verdict() {
        boolean isUntried = !cases.isEmpty() && count(Outcome.NOT_RUN) == cases.size();
        return isUntried ? Outcome.NOT_RUN.word() : passed() ? "passed" : "failed";
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", name);
        json.put("target", target);
        json.put("verdict", verdict());
        json.put("startedAt", startedAt.toString());
        json.put("durationMs", took.toMillis());
        json.put("cases", cases.stream().map(ReportCase::json).toList());
        return json;
    }
}
