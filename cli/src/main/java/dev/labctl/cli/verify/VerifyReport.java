package dev.labctl.cli.verify;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.PlannedStep;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a verification found, check by check.
 *
 * @param target the cloud, as {@link dev.labctl.cli.cloud.Target#title} names it
 * @param notRun how many checks were left out because an earlier one had failed
 */
public record VerifyReport(
        String lab, String stack, String target, Instant startedAt, Duration took, List<Line> lines, int notRun)
        implements Result {
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);
    private static final int INDENT = 6;
    private static final String BELOW = " ".repeat(INDENT);

    /** One check's result. */
    public record Line(String check, String claim, CheckResult result, Duration took) {
        /** Whether the claim holds. */
        public boolean passed() {
            return result instanceof CheckResult.Passed;
        }

        /** Why it does not hold; empty when it does. */
        public String reason() {
            return result instanceof CheckResult.Failed failed ? failed.reason() : "";
        }

        /** Says it while the others are still to come: what fails at once, what passes to those who want to hear it. */
        public void tell(Output talk) {
            if (passed()) {
                talk.detail("pass " + check);
            } else {
                talk.say("%s %s: %s".formatted(talk.talk().styled(Text.Style.BAD, "FAIL"), check, reason()));
            }
        }

        /** As JSON shows it. */
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("check", check);
            json.put("claim", claim);
            json.put("passed", passed());
            if (!passed()) {
                json.put("reason", reason());
            }
            json.put("evidence", result.evidence());
            json.put("durationMs", took.toMillis());
            return json;
        }

        /** For people: verdict, reason and evidence. */
        public void print(Text text) {
            String mark = passed() ? text.styled(Text.Style.GOOD, "pass") : text.styled(Text.Style.BAD, "FAIL");
            String time = took.compareTo(WORTH_TELLING) > 0 ? "  " + Durations.readable(took) : "";
            text.flowing("%s  %s  ".formatted(mark, check), Text.Style.QUIET, claim + time, INDENT);
            if (!passed()) {
                text.flowing(BELOW, Text.Style.PLAIN, reason(), INDENT);
            }
            result.evidence().forEach(fact -> text.flowing(BELOW, Text.Style.QUIET, fact, INDENT));
        }
    }

    public VerifyReport {
        lines = List.copyOf(lines);
    }

    /**
     * Runs the checks one after the other; a check that throws has failed.
     *
     * @param goOn is told of each check when it is done, and says whether the next one is run
     */
    public static VerifyReport of(
            String lab, List<Check> checks, Verification verification, Progress progress, Predicate<Line> goOn) {
        Instant startedAt = Instant.now();
        long started = System.nanoTime();
        List<Line> lines = new ArrayList<>();
        try (Task task = progress.begin("verifying " + lab).plan("check", steps(lab, checks), 1)) {
            for (Check check : checks) {
                Line line = line(check, verification, task);
                lines.add(line);
                if (!goOn.test(line)) {
                    break;
                }
            }
        }
        return new VerifyReport(
                lab,
                verification.deployment().stackName(),
                verification.cloud().target().title(),
                startedAt,
                Duration.ofNanos(System.nanoTime() - started),
                lines,
                checks.size() - lines.size());
    }

    private static List<PlannedStep> steps(String lab, List<Check> checks) {
        return checks.stream()
                .map(check -> PlannedStep.of(check.name(), "", "verify %s/%s".formatted(lab, check.name())))
                .toList();
    }

    private static Line line(Check check, Verification verification, Task task) {
        long begun = System.nanoTime();
        task.begin(check.name());
        CheckResult result = result(check, verification);
        Line line = new Line(check.name(), check.claim(), result, Duration.ofNanos(System.nanoTime() - begun));
        if (line.passed()) {
            task.end(check.name());
        } else {
            task.drop(check.name());
        }
        return line;
    }

    private static CheckResult result(Check check, Verification verification) {
        try {
            return check.body().run(verification);
        } catch (LabctlException e) {
            if (e.failure() == Failure.CREDENTIALS && e.text().contains("expired")) {
                throw e;
            }
            return CheckResult.failed(e.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CheckResult.failed("interrupted");
        } catch (Exception e) {
            return CheckResult.failed("the check itself broke: " + e);
        }
    }

    /** Whether every check passed. */
    public boolean passed() {
        return lines.stream().allMatch(Line::passed);
    }

    /** 0, or {@link Failure#CHECKS_FAILED}. */
    public int exitCode() {
        return passed() ? 0 : Failure.CHECKS_FAILED.exitCode();
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", lab);
        json.put("stack", stack);
        json.put("target", target);
        json.put("startedAt", startedAt.toString());
        json.put("passed", passed());
        json.put("durationMs", took.toMillis());
        json.put("notRun", notRun);
        json.put("checks", lines.stream().map(Line::json).toList());
        return json;
    }

    @Override
    public void print(Text text) {
        long failed = lines.stream().filter(line -> !line.passed()).count();
        String verdict = failed == 0
                ? text.styled(Text.Style.GOOD, "%s: %d of %d checks passed".formatted(lab, lines.size(), lines.size()))
                : text.styled(Text.Style.BAD, "%s: %d of %d checks failed".formatted(lab, failed, lines.size()));
        // What fails comes last: that is what a terminal still shows.
        lines.stream().filter(Line::passed).forEach(line -> line.print(text));
        lines.stream().filter(line -> !line.passed()).forEach(line -> line.print(text));
        text.line("%s%s in %s"
                .formatted(verdict, notRun == 0 ? "" : ", %d not run".formatted(notRun), Durations.readable(took)));
    }
}
