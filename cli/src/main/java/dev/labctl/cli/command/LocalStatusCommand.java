package dev.labctl.cli.command;

import dev.labctl.cli.cloud.local.LocalCloud;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Show whether the local cloud runs, and where.")
final class LocalStatusCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalStatusCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        LocalCloud local = new Clouds(context).localCloud();
        output.open().write(new LocalStatus(local, local.running().orElse(null)));
        return 0;
    }
}
