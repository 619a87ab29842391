package dev.labctl.cli.command.shared;

import dev.labctl.cli.output.Output;
import java.util.function.Supplier;

/** How work learns that its user, or whoever started labctl, wants it to end. */
public interface Interrupts {
    /** Does the work, and the task when that happens before the work has ended. */
    <T> T during(Supplier<T> work, Runnable task);

    /**
     * Does the work; when it is interrupted, tells the user what becomes of it, and removes what must not stay.
     *
     * @param becomes what becomes of the work, and what to do
     */
    default <T> T during(Supplier<T> work, Output talk, String becomes, Runnable cleanUp) {
        return during(work, () -> {
            talk.area().retire();
            talk.say("labctl: interrupted; " + becomes);
            cleanUp.run();
        });
    }
}
