package dev.labctl.cli.command.todo;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.TakesLoad;
import dev.labctl.cli.load.Judgement;
import dev.labctl.cli.load.LoadEngine;
import dev.labctl.cli.load.LoadFigures;
import dev.labctl.cli.load.LoadPlan;
import dev.labctl.cli.load.LoadReport;
import dev.labctl.cli.load.Subject;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = {
            "Call a lab as many users at once, measure it, and compare all it acknowledged with what it then holds.",
            "Fails when anything was lost, duplicated or wrong, or more calls failed than --max-errors. Ctrl-C ends the"
                    + " load early; it is judged, told and cleaned up all the same."
        })
public final class LoadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", description = "The lab.")
    private Lab lab;

    @Option(names = "--users", paramLabel = "N", description = "Virtual users, each one call at a time (default: 10).")
    private int users = 10;

    @Option(names = "--duration", paramLabel = "DURATION", description = "How long to measure (default: 30s).")
    private Duration duration = Duration.ofSeconds(30);

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            description = "What goes before and is shown apart (default: none).")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Calls a second on schedule, whatever the answers; latency counts from when a call was due"
                    + " (default: each user calls when it was answered).")
    private @Nullable Double rate;

    @Option(
            names = "--max-errors",
            paramLabel = "N",
            description = "How many calls may fail (default: 0); what succeeds when repeated has not failed.")
    private long maxErrors;

    @Option(names = "--seed", paramLabel = "N", description = "Of what users choose (default: random, and told).")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "Leave the users and what they made in the lab.")
    private boolean keep;

    @Mixin
    private final LoadReportOptions reports = new LoadReportOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public LoadCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        TakesLoad able = Labs.capability(lab, TakesLoad.class, "be put under load");
        if (maxErrors < 0) {
            throw LabctlException.usage("--max-errors cannot be %d".formatted(maxErrors), "--max-errors 0");
        }
        LoadPlan plan = new LoadPlan(
                users, duration, warmUp, rate, seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed);
        reports.check();
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            Subject subject = able.subject(DeployedLabs.usable(cloud, target.names(), lab.slug()));
            talk.say("load: %,d users for %s%s, seed %d"
                    .formatted(
                            users,
                            Durations.readable(plan.whole()),
                            rate == null ? "" : " at %s calls/s".formatted(rate),
                            plan.seed()));
            LoadEngine engine = new LoadEngine(plan);
            CountDownLatch done = new CountDownLatch(1);
            return context.interrupts()
                    .during(
                            () -> {
                                try {
                                    LoadReport report = report(cloud, plan, engine, subject, progress);
                                    reports.write(report);
                                    talk.write(report);
                                    return report.exitCode();
                                } finally {
                                    done.countDown();
                                }
                            },
                            talk,
                            "the load ends, is judged and cleaned up",
                            () -> {
                                engine.stop();
                                await(done);
                            });
        }
    }

    private LoadReport report(Cloud cloud, LoadPlan plan, LoadEngine engine, Subject subject, Progress progress) {
        List<String> left = List.of();
        LoadFigures figures;
        Judgement judgement;
        try {
            figures = figures(engine, subject, plan, progress);
            try (Task task = progress.announce("comparing what was acknowledged with what is there")) {
                judgement = judgement(subject);
                task.succeed();
            }
        } finally {
            if (!keep) {
                try (Task task = progress.announce("removing the load's users")) {
                    left = cleanedUp(subject);
                    task.succeed();
                }
            }
        }
        return new LoadReport(lab.slug(), cloud.target().title(), plan, maxErrors, figures, judgement, left);
    }

    /** What was measured is worth telling, whatever becomes of the rest. */
    private static Judgement judgement(Subject subject) {
        try {
            return subject.judge();
        } catch (LabctlException e) {
            return Judgement.prevented(e.text());
        }
    }

    private static List<String> cleanedUp(Subject subject) {
        try {
            return subject.cleanUp();
        } catch (LabctlException e) {
            return List.of("the load's users could not be removed: " + e.text());
        }
    }

    private LoadFigures figures(LoadEngine engine, Subject subject, LoadPlan plan, Progress progress) {
        try (Task task = progress.begin("load of " + lab.slug()).lasting(plan.whole())) {
            task.told(() -> engine.snapshot().figures());
            return engine.run(subject);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.TIMED_OUT, "interrupted while the load ran", "", e);
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
