package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a deploy did.
 *
 * @param outputs the stack's outputs; empty when nothing was executed
 */
public record DeployOutcome(
        String lab,
        String stack,
        Action action,
        List<ChangeSet.Change> changes,
        Map<String, String> outputs,
        Duration took) {
    /** What became of the stack. */
    public enum Action {
        CREATED,
        UPDATED,
        UNCHANGED,
        PLANNED,
        DECLINED
    }

    public DeployOutcome {
        changes = List.copyOf(changes);
        outputs = new TreeMap<>(outputs);
    }
}
