package dev.labctl.cli.lab;

import dev.labctl.cli.stack.Deployment;
import java.util.List;

/** Has a queue of work: {@code labctl queue}. */
public non-sealed interface WorksOffQueue extends Capability {
    @Override
    default String verb() {
        return "queue";
    }

    /**
     * A queue.
     *
     * @param title what is in it: {@code messages}
     */
    record NamedQueue(String title, String url) {}

    /** The queue of work. */
    NamedQueue work(Deployment deployment);

    /** Where messages go that could not be worked off, and can be put back from. */
    NamedQueue deadLetters(Deployment deployment);

    /** Others that something is in only after a failure. */
    List<NamedQueue> failures(Deployment deployment);
}
