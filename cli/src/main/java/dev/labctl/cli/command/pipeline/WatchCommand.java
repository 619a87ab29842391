package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.lab.WorksOffQueue;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Show a lab at work until Ctrl-C: items by status, its queue, its instances, items a second.",
            "A terminal shows it in place; else, and with -o json, each look is a line of its own."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final String DOING = "be watched";

    @Parameters(arity = "0..1", paramLabel = "LAB", description = "The lab (default: the one that processes files).")
    private @Nullable Lab lab;

    @Option(names = "--interval", paramLabel = "DURATION", description = "How often to look (default: 1s, on AWS 5s).")
    private @Nullable Duration interval;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public WatchCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (interval != null && interval.isZero()) {
            throw LabctlException.usage("--interval must be longer than nothing", "--interval 2s");
        }
        Lab asked = lab == null ? Labs.theOneWith(ProcessesItems.class, DOING) : lab;
        ProcessesItems items = Labs.capability(asked, ProcessesItems.class, DOING);
        WorksOffQueue queues = Labs.capability(asked, WorksOffQueue.class, DOING);
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Deployment deployment = DeployedLabs.usable(cloud, target.names(), asked.slug());
            Duration pause = interval != null
                    ? interval
                    : Duration.ofSeconds(cloud.target().endpoint() == null ? 5 : 1);
            Watched.Source source = new Watched.Source(deployment, items, queues);
            boolean inPlace = talk.isInteractive() && !talk.isJson();
            Watched before = source.look(null);
            talk.stream(inPlace ? before.block(false) : before);
            // Whoever reads may have seen enough: labctl watch | head
            while (talk.isRead()) {
                Thread.sleep(pause.toMillis());
                Watched next = source.look(before);
                talk.stream(inPlace ? next.block(true) : next);
                before = next;
            }
            return 0;
        }
    }
}
