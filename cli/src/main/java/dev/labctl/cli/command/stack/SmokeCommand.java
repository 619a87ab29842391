package dev.labctl.cli.command.stack;

import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.ReportOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.smoke.LabGroup;
import dev.labctl.cli.smoke.SmokeResult;
import dev.labctl.cli.smoke.SmokeRun;
import dev.labctl.cli.smoke.SmokeSettings;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.DeployRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "smoke",
        description = {
            "Deploy, verify and destroy labs; the exit code is the verdict. Made for CI jobs: never asks.",
            "On --target local in a local cloud of its own, on a free port whatever LABCTL_LOCAL_PORT is, which is"
                    + " removed at the end: several runs on one machine touch neither each other nor your labs."
        },
        footer = {
            "",
            "Exit codes: 0 all labs passed; else the first of these that happened to any lab:",
            "70 a bug in labctl, 4 credentials, 5 the cloud failed (a lab was not deployed, say),",
            "6 timed out, 3 not deployed, 2 wrong usage, 1 a check failed, 7 something was left behind;",
            "130 and 143 when interrupted. Reports are written then, too."
        })
public final class SmokeCommand implements Callable<Integer> {
    @Option(names = "--labs", paramLabel = "LAB", split = ",", description = "Which labs (default: all).")
    private List<Lab> labs = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many labs to work on at once (default: 1); locally each in a cloud of its own.")
    private int parallel = 1;

    @Option(names = "--fail-fast", description = "Begin with no further lab once something has failed.")
    private boolean failFast;

    @Option(names = "--keep", description = "Do not destroy the labs afterwards, nor the local cloud they are in.")
    private boolean keep;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait for a stack (default: 30m).")
    private Duration timeout = Duration.ofMinutes(30);

    @Mixin
    private final ReportOptions reports = new ReportOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public SmokeCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (parallel < 1) {
            throw LabctlException.usage("--parallel must be at least 1", "--parallel 2");
        }
        reports.check();
        Output talk = output.open();
        List<LabGroup> groups = LabGroup.of(labs.isEmpty() ? Labs.all() : labs);
        List<Lab> all = groups.stream().flatMap(group -> group.labs().stream()).toList();
        DeployPlan.of(all.stream().map(this::request).toList());
        all.stream()
                .filter(lab -> !labs.isEmpty() && !labs.contains(lab))
                .forEach(lab -> talk.say("%s is run, too: another lab stands on it".formatted(lab.slug())));
        SmokePlaces places = new SmokePlaces(context, target, keep, talk);
        try (Progress progress = target.progress(talk)) {
            SmokeRun run =
                    new SmokeRun(groups, this::plan, places, settings(), talk, progress, to -> shown(to, progress));
            return run(run, places, talk);
        } finally {
            places.disconnect();
        }
    }

    private int run(SmokeRun run, SmokePlaces places, Output talk) {
        SmokeResult result = context.interrupts().during(run::run, talk, places.whenInterrupted(), () -> {
            run.interrupt();
            try {
                reports.write(run.report());
            } finally {
                places.close();
            }
        });
        talk.write(result);
        if (result.exitCode() == 0) {
            reports.write(result.report());
        } else {
            reports.writeAfterFailure(result.report(), talk);
        }
        return result.exitCode();
    }

    private SmokeSettings settings() {
        return new SmokeSettings(parallel, failFast, keep, target.names(), timeout);
    }

    private DeployPlan plan(Lab lab) {
        return DeployPlan.of(List.of(request(lab)));
    }

    private StackProgress shown(Output talk, Progress progress) {
        return new StackProgress(
                talk,
                progress,
                context.distribution()::template,
                StackProgress.NewStacks.COUNTED,
                (stack, changes) -> true);
    }

    private DeployRequest request(Lab lab) {
        return new DeployRequest(
                lab.slug(),
                context.distribution().template(lab.slug()),
                context.distribution().code(),
                target.names(),
                Map.of(),
                new DatabaseOptions().lookedUp(lab, target.names()),
                Map.of(),
                false,
                true,
                timeout);
    }
}
