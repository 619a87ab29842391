package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deploy;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.DeployRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "deploy", description = "Deploy labs, or bring deployed ones up to date.")
public final class DeployCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "1..*", description = "The labs to deploy; see labctl labs.")
    private List<Lab> labs;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; on a terminal, deploys to AWS are asked about.")
    private boolean yes;

    @Option(names = "--parameter", paramLabel = "KEY=VALUE", description = "A parameter of the template.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--tags", paramLabel = "KEY=VALUE", split = ",", description = "Tags for everything in the stack.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--replace-failed", description = "Delete a stack that failed to deploy, then deploy it anew.")
    private boolean replaceFailed;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait for a stack (default: 30m).")
    private Duration timeout = Duration.ofMinutes(30);

    @ArgGroup(validate = false, heading = "What rds-backup stands beside:%n")
    private final DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public DeployCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        database.requireUse(labs);
        Output talk = output.open();
        DeployPlan plan =
                DeployPlan.of(labs.stream().distinct().map(this::request).toList());
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            boolean ask =
                    !yes && !dryRun && talk.isInteractive() && cloud.target().kind() == Target.Kind.AWS;
            StackProgress shown = new StackProgress(
                    talk,
                    progress,
                    context.distribution()::template,
                    StackProgress.NewStacks.LISTED,
                    (stack, changes) -> !ask || asked(talk, stack, changes));
            talk.write(new DeployResult(context.interrupts()
                    .during(
                            () -> new Deploy(cloud, shown).run(plan),
                            talk,
                            "what CloudFormation has begun goes on; the same command again continues",
                            () -> {})));
            labs.stream().distinct().forEach(lab -> tellOfFault(cloud, lab, talk));
            return 0;
        }
    }

    /** CloudFormation takes a lab that is broken for practice to be as its template says. */
    private void tellOfFault(Cloud cloud, Lab lab, Output talk) {
        Path home = context.settings().home();
        if (BrokenLabs.areKept(home)) {
            cloud.cloudFormation()
                    .describe(target.names().of(lab.slug()))
                    .filter(stack -> BrokenLabs.isBroken(home, cloud, stack))
                    .ifPresent(stack -> talk.say("%s is still broken for practice: labctl heal %s puts it back"
                            .formatted(lab.slug(), lab.slug())));
        }
    }

    private static boolean asked(Output talk, String stack, ChangeSet changes) {
        return talk.confirm(
                "Make these %d changes to %s?".formatted(changes.changes().size(), stack));
    }

    private DeployRequest request(Lab lab) {
        return new DeployRequest(
                lab.slug(),
                context.distribution().template(lab.slug()),
                context.distribution().code(),
                target.names(),
                parameters,
                database.lookedUp(lab, target.names()),
                tags,
                dryRun,
                replaceFailed,
                timeout);
    }
}
