package dev.labctl.cli.lab.fault;

import dev.labctl.cli.stack.Deployment;
import java.util.List;

/**
 * A way to break a lab, as it happens in real systems.
 *
 * @param name how {@code --scenario} calls it; it does not give the cause away
 * @param about what no longer works, in a few words that do not give the cause away
 * @param checks those of {@code labctl verify} that name the symptom
 * @param happened what was done to the lab, in one sentence without a full stop
 * @param hints where to look, the vague one first; the last hint, the cause, is made of what happened
 * @param part what is set wrongly
 * @param spoiler how
 */
public record Fault(
        String name,
        String about,
        List<String> checks,
        String happened,
        List<String> hints,
        Target part,
        Spoiler spoiler) {
    public Fault {
        checks = List.copyOf(checks);
        hints = List.copyOf(hints);
        if (!name.matches("[a-z]+(-[a-z]+)*")) {
            throw new IllegalArgumentException("a scenario is named in lower-case words with dashes, not " + name);
        }
    }

    /** Finds what is set wrongly. */
    @FunctionalInterface
    public interface Target {
        /** The part of this deployed lab. */
        Part in(Deployment deployment);
    }

    /** Makes a wrong value of a right one. */
    @FunctionalInterface
    public interface Spoiler {
        /** The wrong value. Equal to {@code before} when it is wrong already, so that nothing can be broken. */
        String spoiled(Deployment deployment, String before);
    }
}
