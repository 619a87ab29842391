package dev.labctl.cli.smoke;

import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.ReportCase;
import dev.labctl.cli.report.ReportCase.Outcome;
import dev.labctl.cli.report.ReportSuite;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has shown.
 *
 * @param labs the report's suites that are labs
 * @param exitCode of the worst that went wrong; 0 when nothing did
 */
public record SmokeResult(Report report, List<ReportSuite> labs, int exitCode) implements Result {
    private static final Set<String> STEPS = Set.of("deploy", "verify", "destroy");
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    public SmokeResult {
        labs = List.copyOf(labs);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("exitCode", exitCode);
        json.putAll(report.json());
        return json;
    }

    @Override
    public void print(Text text) {
        for (ReportSuite suite : report.suites()) {
            text.line(text.styled(Text.Style.STRONG, suite.name()));
            suite.cases().forEach(each -> print(each, text));
        }
        text.line("");
        text.table(
                List.of("LAB", "DEPLOY", "CHECKS", "VERIFY", "DESTROY", "VERDICT"),
                labs.stream().map(suite -> row(suite, text)).toList());
        boolean isGood = exitCode == 0;
        text.line("%s in %s"
                .formatted(
                        text.styled(
                                isGood ? Text.Style.GOOD : Text.Style.BAD, isGood ? "smoke passed" : "smoke failed"),
                        Durations.readable(report.took())));
    }

    private static void print(ReportCase each, Text text) {
        boolean isTrouble = each.outcome() == Outcome.FAILED || each.outcome() == Outcome.BROKEN;
        String mark =
                switch (each.outcome()) {
                    case PASSED -> text.styled(Text.Style.GOOD, "pass");
                    case FAILED -> text.styled(Text.Style.BAD, "FAIL");
                    case BROKEN -> text.styled(Text.Style.BAD, "BROKEN");
                    case NOT_RUN -> text.styled(Text.Style.QUIET, "not run");
                };
        String time = each.took().compareTo(WORTH_TELLING) > 0 ? "  " + Durations.readable(each.took()) : "";
        String note = each.outcome() == Outcome.NOT_RUN ? each.reason() : each.claim() + time;
        text.line("  %s  %s  %s".formatted(mark, each.name(), text.styled(Text.Style.QUIET, note)));
        if (isTrouble) {
            text.line(text.styled(Text.Style.BAD, "      " + each.reason()));
            each.evidence().forEach(fact -> text.line(text.styled(Text.Style.QUIET, "      " + fact)));
        }
    }

    private static List<String> row(ReportSuite suite, Text text) {
        List<ReportCase> checks = suite.cases().stream()
                .filter(each -> !STEPS.contains(each.name()))
                .toList();
        Duration verified = checks.stream().map(ReportCase::took).reduce(Duration.ZERO, Duration::plus);
        String destroyed = step(suite, "destroy").map(SmokeResult::destroyed).orElse("kept");
        String verdict = suite.verdict();
        Text.Style style = verdict.equals("passed") ? Text.Style.GOOD : Text.Style.BAD;
        return List.of(
                suite.name(),
                step(suite, "deploy").map(SmokeResult::time).orElse("-"),
                counts(checks),
                verified.isZero() ? "-" : Durations.readable(verified),
                destroyed,
                text.styled(style, verdict.equals("failed") ? "FAILED" : verdict));
    }

    private static Optional<ReportCase> step(ReportSuite suite, String name) {
        return suite.cases().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static String time(ReportCase step) {
        return switch (step.outcome()) {
            case PASSED -> Durations.readable(step.took());
            case FAILED, BROKEN -> "FAILED";
            case NOT_RUN -> "-";
        };
    }

    private static String destroyed(ReportCase step) {
        return step.outcome() == Outcome.PASSED ? "nothing left, " + time(step) : time(step);
    }

    private static String counts(List<ReportCase> checks) {
        StringBuilder counts = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            long count =
                    checks.stream().filter(each -> each.outcome() == outcome).count();
            if (count > 0) {
                counts.append(counts.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(outcome.word());
            }
        }
        return counts.toString();
    }
}
