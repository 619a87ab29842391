package dev.labctl.cli.smoke;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.PlannedStep;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.ReportCase;
import dev.labctl.cli.report.ReportSuite;
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import dev.labctl.cli.smoke.Attempts.Subject;
import dev.labctl.cli.stack.DeployListener;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deploys, verifies and destroys labs, group by group. A lab that fails keeps no other from being tried, but for those
 * that stand on it. At any time {@link #report} tells what is known.
 */
public final class SmokeRun {
    private static final String TITLE = "labctl smoke";
    private static final String FAIL_FAST = "an earlier lab failed, and --fail-fast was given";

    private final List<LabGroup> groups;
    private final Function<Lab, DeployPlan> plans;
    private final Places places;
    private final SmokeSettings settings;
    private final Output talk;
    private final Progress progress;
    private final Function<Output, DeployListener> listeners;
    private final Instant startedAt = Instant.now();
    private final Map<Lab, SuiteLog> logs = new LinkedHashMap<>();
    private final Map<Cloud, SharedStacks> shared = new LinkedHashMap<>();
    private final SuiteLog whole = new SuiteLog("run", EnumSet.of(Step.DESTROY), List.of());
    private final Queue<LabGroup> waiting;
    private final Verdicts verdicts = new Verdicts();
    private final Attempts attempts = new Attempts(verdicts);

    /**
     * A run that has not begun.
     *
     * @param plans what is deployed for a lab
     * @param progress of all of it
     * @param listeners who hears what a deploy or a destroy does, and tells it there
     */
    public SmokeRun(
            List<LabGroup> groups,
            Function<Lab, DeployPlan> plans,
            Places places,
            SmokeSettings settings,
            Output talk,
            Progress progress,
            Function<Output, DeployListener> listeners) {
        this.groups = List.copyOf(groups);
        this.plans = plans;
        this.places = places;
        this.settings = settings;
        this.talk = talk;
        this.progress = progress;
        this.listeners = listeners;
        this.waiting = new ConcurrentLinkedQueue<>(groups);
        EnumSet<Step> steps = settings.keep() ? EnumSet.of(Step.DEPLOY, Step.VERIFY) : EnumSet.allOf(Step.class);
        groups.stream()
                .flatMap(group -> group.labs().stream())
                .forEach(lab -> logs.put(lab, new SuiteLog(lab.slug(), steps, lab.checks())));
    }

    /** Does it all; throws nothing that a lab is the reason of. */
    public SmokeResult run() {
        try (Task task = progress.begin("smoke").plan("lab", steps(), settings.parallel())) {
            run(task);
        }
        return new SmokeResult(report(), summary(), verdicts.exitCode());
    }

    private List<PlannedStep> steps() {
        return logs.keySet().stream()
                .map(lab -> PlannedStep.of(lab.slug(), "", "smoke " + lab.slug()))
                .toList();
    }

    private void run(Task task) {
        int workers = Math.min(settings.parallel(), groups.size());
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            Thread worker = new Thread(() -> work(task), "smoke-" + i);
            worker.start();
            others.add(worker);
        }
        work(task);
        others.forEach(SmokeRun::join);
        if (!settings.keep()) {
            known().forEach(this::destroyShared);
        }
        attempts.attempt(new Subject(whole, Attempts.ALL_LABS, "", talk), Step.DESTROY, () -> {
            places.close();
            return List.of();
        });
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Task task) {
        @Nullable SharedStacks mine = null;
        for (LabGroup group = waiting.poll(); group != null; group = waiting.poll()) {
            if (isOver()) {
                group.labs().forEach(lab -> log(lab).skip(FAIL_FAST));
                continue;
            }
            mine = mine == null ? place(group) : mine;
            if (mine != null) {
                work(group, mine, task);
            }
        }
    }

    private void work(LabGroup group, SharedStacks stacks, Task task) {
        List<LabRun> runs =
                group.labs().stream().map(lab -> new LabRun(lab, stacks, task)).toList();
        runs.forEach(LabRun::deployAndVerify);
        for (int i = runs.size() - 1; i >= 0 && !settings.keep(); i--) {
            runs.get(i).destroy();
        }
    }

    /** Where a worker works; null when there is no such place, which the group's labs have then failed of. */
    private @Nullable SharedStacks place(LabGroup group) {
        try {
            Cloud cloud = places.forWorker();
            synchronized (shared) {
                int number = shared.size() + 1;
                Output to = settings.parallel() > 1 ? talk.labelled("network") : talk;
                return shared.computeIfAbsent(
                        cloud,
                        each -> new SharedStacks(
                                each, number == 1 ? "network" : "network-" + number, listeners.apply(to), settings));
            }
        } catch (LabctlException e) {
            for (Lab lab : group.labs()) {
                log(lab).skip("there is no cloud to deploy to");
                attempts.attempt(new Subject(log(lab), lab.slug(), "", talk), Step.DEPLOY, () -> {
                    throw e;
                });
            }
            return null;
        }
    }

    private Collection<SharedStacks> known() {
        synchronized (shared) {
            return List.copyOf(shared.values());
        }
    }

    private void destroyShared(SharedStacks stacks) {
        Subject subject = new Subject(
                stacks.log(), Attempts.ALL_LABS, stacks.cloud().target().title(), talk);
        attempts.attempt(subject, Step.DESTROY, () -> evidence(stacks.destroy()));
    }

    private boolean isOver() {
        return attempts.isInterrupted() || (settings.failFast() && !verdicts.isEmpty());
    }

    private SuiteLog log(Lab lab) {
        SuiteLog log = logs.get(lab);
        if (log == null) {
            throw new IllegalArgumentException("no lab of this run: " + lab.slug());
        }
        return log;
    }

    private static List<String> evidence(List<Receipt> receipts) {
        List<String> left = receipts.stream()
                .flatMap(receipt -> receipt.leftovers().stream())
                .map(each -> each.type() + " " + each.id())
                .toList();
        if (!left.isEmpty()) {
            throw new LabctlException(
                    Failure.LEFTOVERS, "left behind: " + String.join(", ", left), "labctl destroy --all, or by hand");
        }
        return receipts.stream()
                .map(each -> "%s: %d resources deleted, nothing is left"
                        .formatted(each.stack(), each.deleted().size()))
                .toList();
    }

    /** Called by another thread when the process is being ended: from now on nothing new is begun, or counts. */
    public void interrupt() {
        attempts.interrupt();
        waiting.clear();
        logs.values().forEach(SuiteLog::interrupt);
        known().forEach(each -> each.log().interrupt());
        whole.interrupt();
    }

    /** What is known so far. */
    public Report report() {
        Duration took = Duration.between(startedAt, Instant.now());
        List<ReportSuite> suites = new ArrayList<>(summary());
        known().stream()
                .map(SharedStacks::log)
                .filter(log -> log.hasBegun(Step.DEPLOY) || log.hasFailed())
                .map(SuiteLog::suite)
                .forEach(suites::add);
        if (attempts.isInterrupted()) {
            ReportCase broken = ReportCase.broken(
                    "complete", "the run comes to its end", "the run was interrupted", List.of(), took);
            suites.add(new ReportSuite("run", "", startedAt, took, List.of(broken)));
        } else if (whole.hasFailed()) {
            suites.add(whole.suite());
        }
        return new Report(TITLE, startedAt, took, suites);
    }

    private List<ReportSuite> summary() {
        return logs.values().stream().map(SuiteLog::suite).toList();
    }

    /** What is done with one lab in one cloud. */
    private final class LabRun {
        private final Lab lab;
        private final SuiteLog log;
        private final SharedStacks stacks;
        private final Task whole;
        private final Output to;
        private final Subject subject;

        LabRun(Lab lab, SharedStacks stacks, Task whole) {
            this.lab = lab;
            this.log = log(lab);
            this.stacks = stacks;
            this.whole = whole;
            this.to = settings.parallel() > 1 ? talk.labelled(lab.slug()) : talk;
            this.subject = new Subject(log, lab.slug(), stacks.cloud().target().title(), to);
        }

        void deployAndVerify() {
            if (isOver()) {
                log.skip(FAIL_FAST);
                return;
            }
            List<SuiteLog> missing = logs.entrySet().stream()
                    .filter(each ->
                            lab.standsOn().filter(each.getKey().slug()::equals).isPresent())
                    .map(Map.Entry::getValue)
                    .filter(base -> !base.hasSucceeded(Step.DEPLOY))
                    .toList();
            if (!missing.isEmpty()) {
                log.skip("%s, which it stands on, is not deployed"
                        .formatted(missing.get(0).lab()));
                return;
            }
            whole.begin(lab.slug());
            LabSteps steps = new LabSteps(stacks.cloud(), listeners.apply(to), progress, settings);
            attempts.attempt(subject, Step.DEPLOY, () -> steps.deploy(stacks.provide(plans.apply(lab))));
            if (!log.hasSucceeded(Step.DEPLOY)) {
                log.skip("the lab is not deployed");
                return;
            }
            to.say("verifying " + lab.slug());
            attempts.attempt(
                    subject,
                    Step.VERIFY,
                    () -> steps.verify(lab, line -> {
                        log.checked(line);
                        if (!line.passed()) {
                            verdicts.add(Failure.CHECKS_FAILED);
                        }
                        if (!attempts.isInterrupted()) {
                            line.tell(to);
                        }
                        return !attempts.isInterrupted();
                    }));
        }

        /** Takes it away, if it was begun with; also when it could not be deployed. */
        void destroy() {
            if (log.hasBegun(Step.DEPLOY) && !attempts.isInterrupted()) {
                LabSteps steps = new LabSteps(stacks.cloud(), listeners.apply(to), progress, settings);
                attempts.attempt(subject, Step.DESTROY, () -> evidence(steps.destroy(lab)));
            }
            if (log.hasFailed()) {
                whole.drop(lab.slug());
            } else {
                whole.end(lab.slug());
            }
        }
    }
}
