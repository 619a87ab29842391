package dev.labctl.cli.command.local;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.error.LabctlException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "local", description = "The local cloud: start, stop, look into it.", synopsisSubcommandLabel = "VERB")
public final class LocalCommand implements Runnable, VerbGroup {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    public LocalCommand(Context context) {
        this.context = context;
    }

    @Override
    public Map<String, Object> verbs() {
        Map<String, Object> verbs = new LinkedHashMap<>();
        verbs.put("start", new LocalStartCommand(context));
        verbs.put("stop", new LocalStopCommand(context));
        verbs.put("status", new LocalStatusCommand(context));
        verbs.put("env", new LocalEnvCommand(context));
        verbs.put("reset", new LocalResetCommand(context));
        verbs.put("logs", new LocalLogsCommand(context));
        verbs.put("coverage", new LocalCoverageCommand(context));
        verbs.put("requests", new LocalRequestsCommand(context));
        verbs.put("clock", new LocalClockCommand(context));
        verbs.put("chaos", new LocalChaosCommand(context));
        return verbs;
    }

    @Override
    public void run() {
        throw LabctlException.usage("say what to do with the local cloud", "labctl local --help");
    }
}
