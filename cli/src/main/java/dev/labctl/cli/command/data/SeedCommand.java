package dev.labctl.cli.command.data;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.error.LabctlException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "seed", description = "Fill a lab's tables.", synopsisSubcommandLabel = "TABLE")
public final class SeedCommand implements Runnable, VerbGroup {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    public SeedCommand(Context context) {
        this.context = context;
    }

    @Override
    public Map<String, Object> verbs() {
        return Map.of("inventory", new SeedInventoryCommand(context));
    }

    @Override
    public void run() {
        throw LabctlException.usage("say which table to fill", "labctl seed inventory");
    }
}
