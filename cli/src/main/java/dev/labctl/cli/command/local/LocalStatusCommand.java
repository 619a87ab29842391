package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.output.Output;
import java.util.Map;
import java.util.Optional;
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
        Output talk = output.open();
        Optional<RunningCloud> running = local.running();
        // One of another version may have no such page.
        Map<String, Object> chaos = running.filter(cloud -> cloud.version().equals(Distribution.version()))
                .map(cloud -> new Admin(cloud).chaos())
                .orElse(Map.of());
        talk.write(new LocalStatus(local, running.orElse(null), chaos));
        return 0;
    }
}
