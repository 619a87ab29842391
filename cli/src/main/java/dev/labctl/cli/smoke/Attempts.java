package dev.labctl.cli.smoke;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The steps of a run: what goes wrong in one is noted, counted and told, and never thrown on. Once the run is interrupted,
 * what fails is a consequence, and is not told.
 */
final class Attempts {
    /** Stands in a fix for the lab, where what failed belongs to none. */
    static final String ALL_LABS = "--all";

    private final Verdicts verdicts;
    private final RunLog log;

    Attempts(Verdicts verdicts, RunLog log) {
        this.verdicts = verdicts;
        this.log = log;
    }

    /**
     * What steps are done with.
     *
     * @param labs what a fix has to name: the lab, or {@link #ALL_LABS}
     * @param where the cloud; empty for none
     * @param to who hears what goes wrong
     */
    record Subject(SuiteLog log, String labs, String where, Output to) {}

    /**
     * One step.
     *
     * @param work answers what it has to show for itself
     */
    void attempt(Subject subject, Step step, Supplier<List<String>> work) {
        subject.log().begin(step, subject.where());
        try {
            subject.log().succeed(step, work.get());
        } catch (LabctlException e) {
            String fix = e.fixFor(subject.labs());
            subject.log().fail(step, e, fix);
            verdicts.add(e.failure());
            tell(subject, step, e.text(), fix);
        } catch (RuntimeException e) {
            subject.log().fail(step, "a bug in labctl: " + e, List.of());
            verdicts.add(Failure.INTERNAL);
            tell(subject, step, "a bug in labctl: " + e, "report it");
        }
    }

    private void tell(Subject subject, Step step, String what, String fix) {
        if (!log.isInterrupted()) {
            subject.to()
                    .say("%s: %s failed: %s"
                            .formatted(subject.log().lab(), step.name().toLowerCase(Locale.ROOT), what));
            if (!fix.isEmpty()) {
                subject.to().say("  fix: " + fix);
            }
        }
    }
}
