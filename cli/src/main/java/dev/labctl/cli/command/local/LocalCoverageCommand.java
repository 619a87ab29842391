package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.Tree;
import dev.labctl.cli.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "coverage", description = "Show which operations and resource types the local cloud implements.")
final class LocalCoverageCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalCoverageCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        Admin admin =
                new Admin(new Clouds(context).localCloud().start(talk::say).cloud());
        talk.write(new Tree(admin.coverage()));
        return 0;
    }
}
