package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.error.LabctlException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "instance", description = "Look into an EC2 instance.", synopsisSubcommandLabel = "VERB")
public final class InstanceCommand implements Runnable, VerbGroup {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    public InstanceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Map<String, Object> verbs() {
        Map<String, Object> verbs = new LinkedHashMap<>();
        verbs.put("logs", new InstanceLogsCommand(context));
        verbs.put("console", new InstanceConsoleCommand(context));
        return verbs;
    }

    @Override
    public void run() {
        throw LabctlException.usage("say what to do with the instance", "labctl instance --help");
    }
}
