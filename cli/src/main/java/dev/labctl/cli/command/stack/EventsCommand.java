package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "Show what happened to a lab's stack, oldest first.")
public final class EventsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", description = "The lab.")
    private Lab lab;

    @Option(names = "--failed", description = "Only failures.")
    private boolean failed;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            description = "Only the last ones (default: 100; 0 for all).")
    private int lines = 100;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public EventsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (lines < 0) {
            throw LabctlException.usage("--lines cannot be " + lines, "--lines 0 shows all");
        }
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            StackDescription stack = DeployedLabs.stack(cloud, target.names(), lab.slug());
            List<StackEvent> events = new ArrayList<>(cloud.cloudFormation()
                    .events(stack.id())
                    .filter(event -> !failed || event.isFailure())
                    .limit(lines == 0 ? Long.MAX_VALUE : lines)
                    .toList());
            Collections.reverse(events);
            talk.write(new Events(events));
            return 0;
        }
    }

    private record Events(List<StackEvent> events) implements Result {
        @Override
        public Object json() {
            return events;
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("AT", "STATUS", "RESOURCE", "TYPE", "REASON"),
                    events.stream().map(event -> row(event, text)).toList());
        }

        private static List<String> row(StackEvent event, Text text) {
            String status = event.isFailure() ? text.styled(Text.Style.BAD, event.status()) : event.status();
            return List.of(event.at().toString(), status, event.logicalId(), event.type(), event.reason());
        }
    }
}
