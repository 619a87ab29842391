package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.WorksOffQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which lab's queue is meant. */
final class QueueOption {
    private static final String DOING = "work off a queue";

    @Option(names = "--lab", paramLabel = "LAB", description = "The lab (default: the one that works off a queue).")
    private @Nullable Lab lab;

    Lab lab() {
        return lab == null ? Labs.theOneWith(WorksOffQueue.class, DOING) : lab;
    }

    WorksOffQueue able() {
        return Labs.capability(lab(), WorksOffQueue.class, DOING);
    }
}
