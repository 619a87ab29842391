package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "clock",
        description = "Show the local cloud's clock, or move it forward: labctl local clock advance 1h.")
final class LocalClockCommand implements Callable<Integer> {
    @Parameters(paramLabel = "advance DURATION", arity = "0..2", description = "How far to move the clock forward.")
    private List<String> words = new ArrayList<>();

    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalClockCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        boolean understood =
                words.isEmpty() || (words.size() == 2 && words.get(0).equals("advance"));
        if (!understood) {
            throw LabctlException.usage(
                    "'" + String.join(" ", words) + "' is nothing a clock can do", "labctl local clock advance 1h");
        }
        Duration by = words.isEmpty() ? Duration.ZERO : Durations.parse(words.get(1));
        Output talk = output.open();
        Admin admin =
                new Admin(new Clouds(context).localCloud().start(talk::say).cloud());
        talk.write(new Clock(by.isZero() ? admin.clock() : admin.advance(by)));
        return 0;
    }

    /** As the local cloud tells it; for people, how far it is ahead in hours and minutes. */
    private record Clock(Map<String, Object> told) implements Result {
        @Override
        public Object json() {
            return told;
        }

        @Override
        public void print(Text text) {
            text.line("now: " + told.get("now"));
            text.line("ahead: " + Durations.readable(Duration.parse(String.valueOf(told.get("offset")))));
        }
    }
}
