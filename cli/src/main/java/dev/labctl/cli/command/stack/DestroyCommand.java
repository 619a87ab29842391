package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Artifacts;
import dev.labctl.cli.stack.Destroy;
import dev.labctl.cli.stack.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "destroy", description = "Take labs away with all their data, and prove that nothing is left.")
public final class DestroyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "0..*", description = "The labs to destroy.")
    private List<Lab> labs = new ArrayList<>();

    @Option(names = "--all", description = "Every deployed lab, and the bucket with their code.")
    private boolean all;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; on a terminal, destroying on AWS is asked about.")
    private boolean yes;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait for a stack (default: 30m).")
    private Duration timeout = Duration.ofMinutes(30);

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public DestroyCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (all == !labs.isEmpty()) {
            throw LabctlException.usage(
                    "name the labs to destroy, or give --all", "labctl status shows what is deployed");
        }
        Output talk = output.open();
        List<Lab> doomed = all ? Labs.all() : labs.stream().distinct().toList();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            if (!agreed(cloud, talk, doomed)) {
                throw LabctlException.usage("nothing was destroyed", "answer y, or give --yes");
            }
            StackProgress shown = new StackProgress(
                    talk,
                    progress,
                    context.distribution()::template,
                    StackProgress.NewStacks.LISTED,
                    (stack, changes) -> true);
            DestroyResult result = new DestroyResult(context.interrupts()
                    .during(
                            () -> destroy(cloud, shown, doomed),
                            talk,
                            "labs may be half destroyed, which labctl status shows; the same command again finishes the work",
                            () -> {}));
            talk.write(result);
            return result.exitCode();
        }
    }

    private boolean agreed(Cloud cloud, Output talk, List<Lab> doomed) {
        boolean ask = !yes && talk.isInteractive() && cloud.target().kind() == Target.Kind.AWS;
        return !ask
                || talk.confirm("Destroy %s and all their data in %s?"
                        .formatted(
                                String.join(", ", doomed.stream().map(Lab::slug).toList()),
                                cloud.target().title()));
    }

    private List<Receipt> destroy(Cloud cloud, StackProgress progress, List<Lab> doomed) {
        Destroy destroy = new Destroy(cloud, progress);
        List<Receipt> receipts = destroy.labs(Labs.lastFirst(doomed), target.names(), timeout);
        forgetWhatIsBroken(cloud, doomed);
        if (all) {
            Artifacts.of(cloud, target.names()).remove();
        }
        return receipts;
    }

    /** Labs that were broken for practice need no healing any more. */
    private void forgetWhatIsBroken(Cloud cloud, List<Lab> destroyed) {
        Path home = context.settings().home();
        if (BrokenLabs.areKept(home)) {
            BrokenLabs records = BrokenLabs.of(home, cloud);
            destroyed.forEach(lab -> records.forget(target.names().of(lab.slug())));
        }
    }
}
