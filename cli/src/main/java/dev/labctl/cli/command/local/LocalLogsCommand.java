package dev.labctl.cli.command.local;

import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "logs", description = "Show the end of the local cloud's own log.")
final class LocalLogsCommand implements Callable<Integer> {
    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            description = "How many lines (default: 100).")
    private int lines = 100;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalLogsCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (lines < 1) {
            throw LabctlException.usage("--lines cannot be " + lines, "--lines 100");
        }
        Output talk = output.open();
        talk.write(new Lines(new Clouds(context).localCloud().logTail(lines)));
        return 0;
    }

    private record Lines(List<String> lines) implements Result {
        @Override
        public Object json() {
            return lines;
        }

        @Override
        public void print(Text text) {
            lines.forEach(text::line);
        }
    }
}
