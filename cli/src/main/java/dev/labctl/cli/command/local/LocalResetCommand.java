package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "reset", description = "End the local cloud and delete all that is in it.")
final class LocalResetCommand implements Callable<Integer> {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalResetCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        LocalCloud local = new Clouds(context).localCloud();
        boolean agreed = yes || (talk.isInteractive() && talk.confirm("Delete everything in " + local.state() + "?"));
        if (!agreed) {
            throw LabctlException.usage("nothing was deleted", "labctl local reset --yes");
        }
        local.reset();
        talk.say("deleted " + local.state());
        talk.write(new LocalStatus(local, null));
        return 0;
    }
}
