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
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import dev.labctl.cli.smoke.Attempts.Subject;
import dev.labctl.cli.stack.DeployListener;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deploys, verifies and destroys labs, group by group. A lab that fails keeps no other from being tried, but for those
 * that stand on it. At any time {@link #report} tells what is known.
 */
public final class SmokeRun {
    private static final String FAIL_FAST = "an earlier lab failed, and --fail-fast was given";

    private final List<LabGroup> groups;
    private final Function<Lab, DeployPlan> plans;
    private final Places places;
    private final SmokeSettings settings;
    private final Output talk;
    private final Progress progress;
    private final Function<Output, DeployListener> listeners;
    private final RunLog log;
    private final Map<Cloud, SharedStacks> shared = new LinkedHashMap<>();
    private final Queue<LabGroup> waiting;
    private final Verdicts verdicts = new Verdicts();
    private final Attempts attempts;

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
        this.log = new RunLog(
                groups.stream().flatMap(group -> group.labs().stream()).toList(),
                settings.keep() ? EnumSet.of(Step.DEPLOY, Step.VERIFY) : EnumSet.allOf(Step.class));
        this.attempts = new Attempts(verdicts, log);
    }

    /** Does it all; throws nothing that a lab is the reason of. */
    public SmokeResult run() {
        try (Task task = progress.begin("smoke").plan("lab", steps(), settings.parallel())) {
            run(task);
        }
        return new SmokeResult(log.report(), log.summary(), verdicts.exitCode());
    }

    private List<PlannedStep> steps() {
        return log.labs().stream()
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
        attempts.attempt(new Subject(log.whole(), Attempts.ALL_LABS, "", talk), Step.DESTROY, () -> {
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
                group.labs().forEach(lab -> log.of(lab).skip(FAIL_FAST));
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
                return shared.computeIfAbsent(cloud, each -> shared(each, shared.size() + 1));
            }
        } catch (LabctlException e) {
            for (Lab lab : group.labs()) {
                log.of(lab).skip("there is no cloud to deploy to");
                attempts.attempt(new Subject(log.of(lab), lab.slug(), "", talk), Step.DEPLOY, () -> {
                    throw e;
                });
            }
            return null;
        }
    }

    private SharedStacks shared(Cloud cloud, int number) {
        Output to = settings.parallel() > 1 ? talk.labelled("network") : talk;
        String name = number == 1 ? "network" : "network-" + number;
        SharedStacks stacks = new SharedStacks(cloud, name, listeners.apply(to), settings);
        log.add(stacks.log());
        return stacks;
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
        return log.isInterrupted() || (settings.failFast() && !verdicts.isEmpty());
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
        waiting.clear();
        log.interrupt();
    }

    /** What is known so far. */
    public Report report() {
        return log.report();
    }

    /** What is done with one lab in one cloud. */
    private final class LabRun {
        private final Lab lab;
        private final SuiteLog mine;
        private final SharedStacks stacks;
        private final Task whole;
        private final Output to;
        private final Subject subject;

        LabRun(Lab lab, SharedStacks stacks, Task whole) {
            this.lab = lab;
            this.mine = log.of(lab);
            this.stacks = stacks;
            this.whole = whole;
            this.to = settings.parallel() > 1 ? talk.labelled(lab.slug()) : talk;
            this.subject = new Subject(mine, lab.slug(), stacks.cloud().target().title(), to);
        }

        void deployAndVerify() {
            if (isOver()) {
                mine.skip(FAIL_FAST);
                return;
            }
            Optional<Lab> missing = log.missingUnder(lab);
            if (missing.isPresent()) {
                mine.skip("%s, which it stands on, is not deployed"
                        .formatted(missing.get().slug()));
                return;
            }
            whole.begin(lab.slug());
            LabSteps steps = new LabSteps(stacks.cloud(), listeners.apply(to), progress, settings);
            attempts.attempt(subject, Step.DEPLOY, () -> steps.deploy(stacks.provide(plans.apply(lab))));
            if (!mine.hasSucceeded(Step.DEPLOY)) {
                mine.skip("the lab is not deployed");
                return;
            }
            to.say("verifying " + lab.slug());
            attempts.attempt(
                    subject,
                    Step.VERIFY,
                    () -> steps.verify(lab, line -> {
                        mine.checked(line);
                        if (!line.passed()) {
                            verdicts.add(Failure.CHECKS_FAILED);
                        }
                        if (!log.isInterrupted()) {
                            line.tell(to);
                        }
                        return !log.isInterrupted();
                    }));
        }

        /** Takes it away, if it was begun with; also when it could not be deployed. */
        void destroy() {
            if (mine.hasBegun(Step.DEPLOY) && !log.isInterrupted()) {
                LabSteps steps = new LabSteps(stacks.cloud(), listeners.apply(to), progress, settings);
                attempts.attempt(subject, Step.DESTROY, () -> evidence(steps.destroy(lab)));
            }
            if (mine.hasFailed()) {
                whole.drop(lab.slug());
            } else {
                whole.end(lab.slug());
            }
        }
    }
}
