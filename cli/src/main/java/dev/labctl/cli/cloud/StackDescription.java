package dev.labctl.cli.cloud;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stack as CloudFormation describes it.
 *
 * @param status {@code CREATE_COMPLETE} and kin
 * @param statusReason why it has that status, or null
 * @param parameters by name; NoEcho ones are masked by the service
 */
public record StackDescription(
        String id,
        String name,
        String status,
        @Nullable String statusReason,
        Map<String, String> parameters,
        Map<String, String> outputs,
        Map<String, String> tags,
        Instant createdAt,
        @Nullable Instant updatedAt) {
    public StackDescription {
        parameters = Map.copyOf(parameters);
        outputs = Map.copyOf(outputs);
        tags = Map.copyOf(tags);
    }

    /** Whether nothing is going on: the status will not change by itself. */
    public boolean isSettled() {
        return !status.endsWith("_IN_PROGRESS");
    }

    /** Whether the stack's resources are all there, after a create or an update, or after a rolled back update. */
    public boolean isUsable() {
        return status.equals("CREATE_COMPLETE")
                || status.equals("UPDATE_COMPLETE")
                || status.equals("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
                || status.equals("UPDATE_ROLLBACK_COMPLETE");
    }

    @Override
    public String toString() {
        return name + " " + status;
    }
}
