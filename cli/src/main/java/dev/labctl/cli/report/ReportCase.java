package dev.labctl.cli.report;

import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a report: a check, or a step like a deploy.
 *
 * @param name in lower-case words with dashes
 * @param claim what holds when it has passed
 * @param reason why it has not passed; empty when it has
 * @param evidence what was seen, one fact a line
 */
public record ReportCase(
        String name, String claim, Outcome outcome, String reason, List<String> evidence, Duration took) {
    /** How it ended. */
    public enum Outcome {
        /** What is claimed holds. */
        PASSED,
        /** What is claimed does not hold. */
        FAILED,
        /** It could not be found out, or a step did not succeed. */
        BROKEN,
        /** It was not tried. */
        NOT_RUN;

        /** As JSON and people read it: {@code not run}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public ReportCase {
        evidence = List.copyOf(evidence);
    }

    /** A check that was run. */
    public static ReportCase of(VerifyReport.Line line) {
        return new ReportCase(
                line.check(),
                line.claim(),
                line.passed() ? Outcome.PASSED : Outcome.FAILED,
                line.reason(),
                line.result().evidence(),
                line.took());
    }

    /** A step that succeeded. */
    public static ReportCase passed(String name, String claim, List<String> evidence, Duration took) {
        return new ReportCase(name, claim, Outcome.PASSED, "", evidence, took);
    }

    /** A step that did not succeed, or a check that was broken off. */
    public static ReportCase broken(String name, String claim, String reason, List<String> evidence, Duration took) {
        return new ReportCase(name, claim, Outcome.BROKEN, reason, evidence, took);
    }

    /** What was not tried, and why. */
    public static ReportCase notRun(String name, String claim, String reason) {
        return new ReportCase(name, claim, Outcome.NOT_RUN, reason, List.of(), Duration.ZERO);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("claim", claim);
        json.put("outcome", outcome.word());
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        json.put("evidence", evidence);
        json.put("durationMs", took.toMillis());
        return json;
    }
}
