package dev.labctl.cli.report;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.report.ReportCase.Outcome;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one lab, as it becomes known; at any time there is a report of it. Safe for use by many threads. Once
 * it is interrupted, nothing that is told any more counts: it is a consequence.
 */
public final class SuiteLog {
    /** What is done with a lab, in this order. */
    public enum Step {
        DEPLOY("deploy", "it is deployed"),
        VERIFY("verify", "the checks can be run"),
        DESTROY("destroy", "it is taken away, and nothing of it is left");

        private final String word;
        private final String claim;

        Step(String word, String claim) {
            this.word = word;
            this.claim = claim;
        }
    }

    private static final String INTERRUPTED = "the run was interrupted";

    private final String lab;
    private final Set<Step> steps;
    private final List<Check> checks;
    private final Map<Step, Long> begun = new EnumMap<>(Step.class);
    private final Map<Step, Duration> took = new EnumMap<>(Step.class);
    private final Map<Step, ReportCase> ended = new EnumMap<>(Step.class);
    private final List<VerifyReport.Line> lines = new ArrayList<>();
    private String target = "";
    private String whyNotRun = "the run ended before";
    private @Nullable Instant startedAt;
    private boolean interrupted;

    /**
     * Nothing is done yet.
     *
     * @param steps which steps there will be
     * @param checks what {@link Step#VERIFY} looks at
     */
    public SuiteLog(String lab, Set<Step> steps, List<Check> checks) {
        this.lab = lab;
        this.steps = Set.copyOf(steps);
        this.checks = List.copyOf(checks);
    }

    /** The lab's name. */
    public String lab() {
        return lab;
    }

    /** A step begins, in the cloud of this title. */
    public synchronized void begin(Step step, String where) {
        if (startedAt == null) {
            startedAt = Instant.now();
        }
        target = where;
        begun.put(step, System.nanoTime());
    }

    /** A step has succeeded, as this shows. */
    public synchronized void succeed(Step step, List<String> evidence) {
        end(step, ReportCase.passed(step.word, step.claim, evidence, sinceBegin(step)));
    }

    /** A step has not succeeded; also without having begun. */
    public synchronized void fail(Step step, String reason, List<String> evidence) {
        end(step, ReportCase.broken(step.word, step.claim, reason, evidence, sinceBegin(step)));
    }

    /** A step has not succeeded, for a reason that users know what to do about: this, if anything. */
    public void fail(Step step, LabctlException e, String fix) {
        fail(step, e.text(), fix.isEmpty() ? List.of() : List.of("fix: " + fix));
    }

    private void end(Step step, ReportCase result) {
        if (!interrupted) {
            took.put(step, result.took());
            ended.put(step, result);
        }
    }

    /** A check was run. */
    public synchronized void checked(VerifyReport.Line line) {
        if (!interrupted) {
            lines.add(line);
        }
    }

    /** What has not begun will not be run, for this reason. */
    public synchronized void skip(String why) {
        if (!interrupted) {
            whyNotRun = why;
        }
    }

    /** Whoever ran it is being ended. */
    public synchronized void interrupt() {
        interrupted = true;
        whyNotRun = INTERRUPTED;
    }

    /** How long a step took; empty when it has not ended. */
    public synchronized Optional<Duration> took(Step step) {
        return Optional.ofNullable(took.get(step));
    }

    /** Whether a step has succeeded. */
    public synchronized boolean hasSucceeded(Step step) {
        ReportCase result = ended.get(step);
        return result != null && result.outcome() == Outcome.PASSED;
    }

    /** Whether a step has begun. */
    public synchronized boolean hasBegun(Step step) {
        return begun.containsKey(step);
    }

    /** Whether anything has failed so far. */
    public synchronized boolean hasFailed() {
        return lines.stream().anyMatch(line -> !line.passed())
                || ended.values().stream().anyMatch(each -> each.outcome() != Outcome.PASSED);
    }

    /** What is known so far. */
    public synchronized ReportSuite suite() {
        List<ReportCase> cases = new ArrayList<>();
        if (steps.contains(Step.DEPLOY)) {
            cases.add(step(Step.DEPLOY));
        }
        lines.forEach(line -> cases.add(ReportCase.of(line)));
        ReportCase verified = ended.get(Step.VERIFY);
        if (verified != null && verified.outcome() != Outcome.PASSED) {
            cases.add(verified);
        }
        boolean isRunning = hasBegun(Step.VERIFY) && verified == null && interrupted;
        for (Check check : checks.subList(Math.min(lines.size(), checks.size()), checks.size())) {
            cases.add(
                    isRunning
                            ? ReportCase.broken(check.name(), check.claim(), INTERRUPTED, List.of(), Duration.ZERO)
                            : ReportCase.notRun(check.name(), check.claim(), whyNotRun));
            isRunning = false;
        }
        if (steps.contains(Step.DESTROY)) {
            cases.add(step(Step.DESTROY));
        }
        Instant since = startedAt == null ? Instant.now() : startedAt;
        Duration sum = cases.stream().map(ReportCase::took).reduce(Duration.ZERO, Duration::plus);
        return new ReportSuite(lab, target, since, sum, cases);
    }

    private ReportCase step(Step step) {
        ReportCase result = ended.get(step);
        if (result != null) {
            return result;
        }
        return hasBegun(step)
                ? ReportCase.broken(step.word, step.claim, INTERRUPTED, List.of(), sinceBegin(step))
                : ReportCase.notRun(step.word, step.claim, whyNotRun);
    }

    private Duration sinceBegin(Step step) {
        Long since = begun.get(step);
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
}
