package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "items", description = "Print the items that were submitted, as NDJSON with -o json.")
public final class ItemsCommand implements Callable<Integer> {
    private static final long LOCAL_PAUSE_MILLIS = 250;
    private static final long REMOTE_PAUSE_MILLIS = 2_000;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are ${COMPLETION-CANDIDATES}, in whatever case.")
    private @Nullable ItemStatus status;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on and print each item when its status changes, until all are finished or failed.")
    private boolean watch;

    @Option(names = "--lab", paramLabel = "LAB", description = "The lab (default: the one that processes files).")
    private @Nullable Lab lab;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public ItemsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Lab asked = lab == null ? Labs.theOneWith(ProcessesItems.class, "process files") : lab;
        ProcessesItems able = Labs.capability(asked, ProcessesItems.class, "process files");
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Deployment deployment = DeployedLabs.usable(cloud, target.names(), asked.slug());
            if (watch) {
                watch(able, deployment, talk);
            } else {
                try (Stream<Item> items = able.items(deployment, Optional.ofNullable(status))) {
                    items.forEach(item -> talk.stream(new ItemLine(item)));
                }
            }
            return 0;
        }
    }

    private void watch(ProcessesItems able, Deployment deployment, Output talk) throws InterruptedException {
        Map<String, String> seen = new HashMap<>();
        boolean isDone = false;
        // Whoever reads may have seen enough: labctl items --watch | head
        while (!isDone && talk.isRead()) {
            isDone = look(able, deployment, talk, seen);
            if (!isDone) {
                Thread.sleep(deployment.cloud().target().endpoint() == null ? REMOTE_PAUSE_MILLIS : LOCAL_PAUSE_MILLIS);
            }
        }
    }

    /** Prints what has changed; tells whether nothing will change any more by itself. */
    private boolean look(ProcessesItems able, Deployment deployment, Output talk, Map<String, String> seen) {
        boolean[] allDone = {true};
        // All of them, whatever is printed: an index of statuses lags behind, and an item leaves what it is asked for.
        try (Stream<Item> items = able.items(deployment, Optional.empty())) {
            items.forEach(item -> {
                allDone[0] &= item.isDone();
                boolean isNew = !item.status().equals(seen.put(item.id(), item.status()));
                if (isNew && (status == null || status.name().equals(item.status()))) {
                    talk.stream(new ItemLine(item));
                }
            });
        }
        return allDone[0];
    }
}
