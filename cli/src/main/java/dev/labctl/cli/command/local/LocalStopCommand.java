package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "stop", description = "End the local cloud; its state stays.")
final class LocalStopCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalStopCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        LocalCloud local = new Clouds(context).localCloud();
        talk.say(local.stop()
                .map(cloud -> "stopped the local cloud at " + cloud.endpoint())
                .orElse("the local cloud did not run"));
        talk.write(new LocalStatus(local, null));
        return 0;
    }
}
