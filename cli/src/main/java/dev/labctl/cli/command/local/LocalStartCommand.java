package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "start", description = "Start the local cloud, if it does not run; other verbs do so by themselves.")
final class LocalStartCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalStartCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        LocalCloud local = new Clouds(context).localCloud();
        LocalCloud.Started started = local.start(talk::say);
        talk.write(new LocalStatus(local, started.cloud()));
        return 0;
    }
}
