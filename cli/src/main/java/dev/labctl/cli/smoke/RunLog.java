package dev.labctl.cli.smoke;

import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.ReportCase;
import dev.labctl.cli.report.ReportSuite;
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of a run, as it becomes known: a log for each lab, for what labs share, and for the run itself. */
final class RunLog {
    private static final String TITLE = "labctl smoke";

    private final Instant startedAt = Instant.now();
    private final Map<Lab, SuiteLog> labs = new LinkedHashMap<>();
    private final List<SuiteLog> shared = new ArrayList<>();
    private final SuiteLog whole = new SuiteLog("run", EnumSet.of(Step.DESTROY), List.of());
    private volatile boolean interrupted;

    /**
     * Nothing is done yet.
     *
     * @param labs in the order in which they are reported
     * @param steps what will be done with each
     */
    RunLog(List<Lab> labs, Set<Step> steps) {
        labs.forEach(lab -> this.labs.put(lab, new SuiteLog(lab.slug(), steps, lab.checks())));
    }

    List<Lab> labs() {
        return List.copyOf(labs.keySet());
    }

    SuiteLog of(Lab lab) {
        SuiteLog log = labs.get(lab);
        if (log == null) {
            throw new IllegalArgumentException("no lab of this run: " + lab.slug());
        }
        return log;
    }

    /** Of what belongs to no lab. */
    SuiteLog whole() {
        return whole;
    }

    /** Adds the log of what labs share. */
    void add(SuiteLog stacks) {
        synchronized (shared) {
            shared.add(stacks);
        }
    }

    /** The lab that a lab stands on, if it is one of this run and is not deployed. */
    Optional<Lab> missingUnder(Lab lab) {
        return labs.keySet().stream()
                .filter(base -> lab.standsOn().filter(base.slug()::equals).isPresent())
                .filter(base -> !of(base).hasSucceeded(Step.DEPLOY))
                .findFirst();
    }

    /** From now on what fails is a consequence, and does not count. */
    void interrupt() {
        interrupted = true;
        labs.values().forEach(SuiteLog::interrupt);
        sharedSoFar().forEach(SuiteLog::interrupt);
        whole.interrupt();
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** The labs' suites. */
    List<ReportSuite> summary() {
        return labs.values().stream().map(SuiteLog::suite).toList();
    }

    /** All that is known so far. */
    Report report() {
        Duration took = Duration.between(startedAt, Instant.now());
        List<ReportSuite> suites = new ArrayList<>(summary());
        sharedSoFar().stream()
                .filter(log -> log.hasBegun(Step.DEPLOY) || log.hasFailed())
                .map(SuiteLog::suite)
                .forEach(suites::add);
        if (interrupted) {
            ReportCase broken = ReportCase.broken(
                    "complete", "the run comes to its end", "the run was interrupted", List.of(), took);
            suites.add(new ReportSuite("run", "", startedAt, took, List.of(broken)));
        } else if (whole.hasFailed()) {
            suites.add(whole.suite());
        }
        return new Report(TITLE, startedAt, took, suites);
    }

    private List<SuiteLog> sharedSoFar() {
        synchronized (shared) {
            return List.copyOf(shared);
        }
    }
}
