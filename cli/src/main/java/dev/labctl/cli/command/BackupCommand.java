package dev.labctl.cli.command;

import dev.labctl.cli.error.LabctlException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "backup", description = "Work on one kept backup of a database.", synopsisSubcommandLabel = "VERB")
final class BackupCommand implements Runnable, Verb.Group {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    private final Context context;

    BackupCommand(Context context) {
        this.context = context;
    }

    @Override
    public Map<String, Object> verbs() {
        return Map.of("verify", new BackupVerifyCommand(context));
    }

    @Override
    public void run() {
        throw LabctlException.usage("say what to do with which backup", "labctl backup verify KEY");
    }
}
