package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = UseCommand.WORD,
        description = "Choose the cloud for the commands that follow: use --target aws --region eu-west-1.")
final class UseCommand implements Runnable {
    static final String WORD = "use";

    @Mixin
    private final CloudOptions target;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    UseCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
    }

    /** Fails when there is no such target. */
    @Override
    public void run() {
        target.target();
    }

    /** The context that was chosen: that of the process, but for what was said. */
    Context chosen() {
        return context.with(target.asEnvironment());
    }
}
