package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.lab.WorksOffQueue;
import dev.labctl.cli.lab.WorksOffQueue.NamedQueue;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "queue",
        description = "Show how full a lab's queues are, or put dead letters back: labctl queue redrive.")
public final class QueueCommand implements Callable<Integer>, VerbGroup {
    @Mixin
    private final QueueOption queue = new QueueOption();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public QueueCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Map<String, Object> verbs() {
        return Map.of("redrive", new QueueRedriveCommand(context));
    }

    @Override
    public Integer call() {
        WorksOffQueue able = queue.able();
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Deployment deployment =
                    DeployedLabs.usable(cloud, target.names(), queue.lab().slug());
            List<NamedQueue> queues = new ArrayList<>(List.of(able.work(deployment), able.deadLetters(deployment)));
            queues.addAll(able.failures(deployment));
            talk.write(new Listing(
                    queues.stream().map(each -> QueueState.of(cloud, each)).toList()));
            return 0;
        }
    }

    private record Listing(List<QueueState> queues) implements Result {
        private static final List<String> HEADER = List.of("QUEUE", "WAITING", "IN FLIGHT", "DELAYED", "OLDEST");

        @Override
        public Object json() {
            return queues.stream().map(QueueState::json).toList();
        }

        @Override
        public void print(Text text) {
            text.table(HEADER, queues.stream().map(Listing::row).toList());
        }

        private static List<String> row(QueueState state) {
            return List.of(
                    state.queue().title(),
                    "%,d".formatted(state.depth().waiting()),
                    "%,d".formatted(state.depth().inFlight()),
                    "%,d".formatted(state.depth().delayed()),
                    state.oldestSeconds().isEmpty()
                            ? ""
                            : Durations.readable(Duration.ofSeconds(
                                    (long) state.oldestSeconds().getAsDouble())));
        }
    }
}
