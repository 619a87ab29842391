package dev.labctl.cli.report;

import dev.labctl.cli.report.ReportCase.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run that verifies labs has found, lab by lab, also of a run that was broken off.
 *
 * @param title what was run: {@code labctl smoke}
 */
public record Report(String title, Instant startedAt, Duration took, List<ReportSuite> suites) {
    public Report {
        suites = List.copyOf(suites);
    }

    /** How many cases of all labs ended so. */
    public long count(Outcome outcome) {
        return suites.stream().mapToLong(suite -> suite.count(outcome)).sum();
    }

    /** Whether every lab was tried and nothing failed or broke. */
    public boolean passed() {
        return suites.stream().allMatch(ReportSuite::passed);
    }

    /** As JSON shows it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("passed", passed());
        json.put("startedAt", startedAt.toString());
        json.put("durationMs", took.toMillis());
        json.put("labs", suites.stream().map(ReportSuite::json).toList());
        return json;
    }
}
