package dev.labctl.cli.cloud;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * An EC2 instance.
 *
 * @param state for instance {@code shutting-down}
 * @param type for instance {@code t3.micro}
 * @param profile the name of its instance profile; empty for none
 * @param reason why it ended or could not start, in EC2's words; empty for none
 */
public record Instance(
        String id,
        String state,
        String type,
        String profile,
        Instant launchedAt,
        String reason,
        Map<String, String> tags) {
    private static final Set<String> ALIVE = Set.of("pending", "running");

    public Instance {
        tags = Map.copyOf(tags);
    }

    /** Whether it starts or runs. */
    public boolean isStartingOrRunning() {
        return ALIVE.contains(state);
    }

    /** Whether a stack made it, or something launched it with an instance profile of that stack. */
    public boolean isOf(String stack) {
        return stack.equals(tags.get("aws:cloudformation:stack-name")) || profile.startsWith(stack + "-");
    }

    /** What a person wants to know who waits for it. */
    @Override
    public String toString() {
        return id + " " + state;
    }
}
