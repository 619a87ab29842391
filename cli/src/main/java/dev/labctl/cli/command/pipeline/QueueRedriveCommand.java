package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.WorksOffQueue.NamedQueue;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "redrive", description = "Put dead letters back into the queue that they come from.")
final class QueueRedriveCommand implements Callable<Integer> {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long to wait until all are put back (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Mixin
    private final QueueOption queue = new QueueOption();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    QueueRedriveCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Deployment deployment =
                    DeployedLabs.usable(cloud, target.names(), queue.lab().slug());
            NamedQueue deadLetters = queue.able().deadLetters(deployment);
            if (cloud.sqs().depths(deadLetters.url()).all() == 0) {
                talk.write(new Redriven(0));
                return 0;
            }
            Sqs.Move move = cloud.sqs().redrive(deadLetters.url());
            Sqs.Move end = cloud.poller()
                    .until(
                            "the dead letters to be put back",
                            timeout,
                            () -> cloud.sqs().redriven(deadLetters.url(), move),
                            found -> !found.isRunning());
            if (!end.isComplete()) {
                throw new LabctlException(
                        Failure.CLOUD,
                        "%,d of %,d dead letters were put back, then: %s"
                                .formatted(end.moved(), end.toMove(), end.failure()),
                        "run it again for the rest");
            }
            talk.write(new Redriven(end.moved()));
            return 0;
        }
    }

    private record Redriven(long moved) implements Result {
        @Override
        public Object json() {
            return Map.of("moved", moved);
        }

        @Override
        public void print(Text text) {
            text.line(moved == 0 ? "there are no dead letters" : "put %,d dead letters back".formatted(moved));
        }
    }
}
