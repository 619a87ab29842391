package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackEvent;

/** Hears what a deploy or a destroy is doing. */
public interface DeployListener {
    /** A step begins: {@code uploading the code}. */
    void step(String doing);

    /** Something happened to the stack. */
    void event(StackEvent event);

    /**
     * The change set is worked out.
     *
     * @return whether to execute it
     */
    boolean approve(String stackName, ChangeSet changes);
}
