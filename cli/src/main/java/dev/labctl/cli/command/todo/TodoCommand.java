package dev.labctl.cli.command.todo;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.KeepsTodos;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Output;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "todo",
        description = {
            "Work with the users and todos of the todo API.",
            "Without a verb, on a terminal: a session that takes one verb after the other."
        },
        synopsisSubcommandLabel = "[VERB]")
public final class TodoCommand extends TodoVerbs implements Callable<Integer>, VerbGroup {
    private static final String DOING = "keep todos";

    @Spec
    private CommandSpec spec;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final CloudOptions verbTarget;
    private final OutputOptions verbOutput;
    private final Context context;

    public TodoCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
        verbTarget = new CloudOptions(context);
        verbOutput = new OutputOptions(context);
    }

    @Override
    public Map<String, Object> verbs() {
        CommandLine users = new CommandLine(new TodoUsersCommand(this, context));
        leaves(spec.subcommands().values()).forEach(this::addOptions);
        leaves(users.getSubcommands().values()).forEach(this::addOptions);
        return Map.of("users", users);
    }

    private void addOptions(CommandLine verb) {
        verb.getCommandSpec().addMixin("target", CommandSpec.forAnnotatedObject(verbTarget));
        verb.getCommandSpec().addMixin("output", CommandSpec.forAnnotatedObject(verbOutput));
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        if (!talk.isInteractive()) {
            throw LabctlException.usage(
                    "say what to do: there is no terminal for a session",
                    "labctl todo " + String.join("|", spec.subcommands().keySet()));
        }
        return open(target, talk, (client, open) -> new TodoShell(context, client, open).run());
    }

    /** Runs a verb that stands on the command line. */
    @Override
    public int run(Work work) {
        requireNothingBefore();
        return open(verbTarget, verbOutput.open(), (client, talk) -> {
            work.with(client, talk);
            return 0;
        });
    }

    private int open(CloudOptions wanted, Output talk, BiFunction<TodoClient, Output, Integer> work) {
        Lab lab = Labs.theOneWith(KeepsTodos.class, DOING);
        KeepsTodos able = Labs.capability(lab, KeepsTodos.class, DOING);
        try (Cloud cloud = new Clouds(context).open(wanted, talk)) {
            return work.apply(able.client(DeployedLabs.usable(cloud, wanted.names(), lab.slug())), talk);
        }
    }

    /** What stands before the verb belongs to the session, which there is none of then. */
    private void requireNothingBefore() {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .findFirst()
                .ifPresent(option -> {
                    throw LabctlException.usage(
                            "%s stands before the verb".formatted(option.longestName()),
                            "labctl todo VERB %s ...".formatted(option.longestName()));
                });
    }
}
