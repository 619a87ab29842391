package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackEvent;
import java.util.function.Supplier;

/** Hears what a deploy or a destroy is doing. */
public interface DeployListener {
    /** A step begins: {@code uploading the code}. */
    void step(String doing);

    /** CloudFormation is about to begin with this; its events follow. */
    void begin(StackWork work);

    /** Nothing goes on in the stack any more, whatever became of it. */
    void end(StackWork work);

    /** Has it be heard from when an operation begins until it has ended. */
    default <T> T during(StackWork work, Supplier<T> operation) {
        begin(work);
        try {
            return operation.get();
        } finally {
            end(work);
        }
    }

    /** Something happened to the stack. */
    void event(StackEvent event);

    /**
     * The change set is worked out.
     *
     * @return whether to execute it
     */
    boolean approve(String stackName, ChangeSet changes);
}
