package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.cloud.local.Admin.Requests;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "requests",
        description = "Show how often each operation was asked for since the local cloud started, and by whom.")
final class LocalRequestsCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalRequestsCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        Admin admin =
                new Admin(new Clouds(context).localCloud().start(talk::say).cloud());
        talk.write(new Listing(admin.requests()));
        return 0;
    }

    private record Listing(List<Requests> requests) implements Result {
        private static final List<String> HEADER = List.of("PRINCIPAL", "SERVICE", "OPERATION", "REQUESTS", "ERRORS");

        @Override
        public Object json() {
            return requests;
        }

        @Override
        public void print(Text text) {
            if (requests.isEmpty()) {
                text.line("nothing was asked of the local cloud since it started");
            }
            text.table(HEADER, requests.stream().map(Listing::row).toList());
        }

        private static List<String> row(Requests line) {
            return List.of(
                    line.principal(),
                    line.service(),
                    line.operation(),
                    "%,d".formatted(line.requests()),
                    line.errors() == 0 ? "" : "%,d".formatted(line.errors()));
        }
    }
}
