package dev.labctl.cli.lab;

import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.stack.Deployment;
import java.util.List;

/** Can tell the way of a file, an item, a backup or a request through its parts: {@code labctl trace}. */
public non-sealed interface Traceable extends Capability {
    @Override
    default String verb() {
        return "trace";
    }

    /** What can be asked for, in a few words: {@code object keys, request ids}. */
    String subjects();

    /** What the deployed lab knows of what was asked for; empty when it knows nothing of it. */
    List<Trace> traces(Deployment deployment, Asked asked);
}
