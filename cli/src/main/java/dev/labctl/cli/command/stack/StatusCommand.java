package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.SuggestedCommand;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.stack.FailedStack;
import dev.labctl.cli.stack.StackNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Show which labs are deployed, and how they are.")
public final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "0..*", description = "Only these labs.")
    private List<Lab> labs = new ArrayList<>();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final Context context;

    public StatusCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        StackNames names = target.names();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Map<String, StackDescription> stacks = cloud.cloudFormation().list().stream()
                    .collect(Collectors.toMap(StackDescription::name, Function.identity(), (a, b) -> a));
            List<Lab> shown = labs.isEmpty() ? Labs.all() : labs;
            talk.write(new StatusResult(shown.stream()
                    .map(lab -> line(cloud, lab.slug(), names.of(lab.slug()), stacks))
                    .toList()));
            return 0;
        }
    }

    private StatusResult.Line line(Cloud cloud, String slug, String stack, Map<String, StackDescription> stacks) {
        StackDescription found = stacks.get(stack);
        if (found == null) {
            return new StatusResult.Line(slug, stack, null, false, "", "");
        }
        if (BrokenLabs.isBroken(context.settings().home(), cloud, found)) {
            return new StatusResult.Line(
                    slug, stack, found, true, "broken for practice", suggested("labctl heal " + slug));
        }
        boolean isFailed = found.isSettled() && !found.isUsable();
        return isFailed
                ? new StatusResult.Line(
                        slug,
                        stack,
                        found,
                        false,
                        new FailedStack(cloud, slug, found).cause().orElse("CloudFormation gave no reason"),
                        suggested("labctl verify " + slug))
                : new StatusResult.Line(slug, stack, found, false, "", "");
    }

    /** The command for the cloud that this one was given. */
    private String suggested(String command) {
        return new SuggestedCommand(spec.root().commandLine().getParseResult()).complete(command);
    }
}
