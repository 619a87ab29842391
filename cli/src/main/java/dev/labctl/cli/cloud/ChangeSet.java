package dev.labctl.cli.cloud;

import java.util.List;

/**
 * What executing it would do to a stack.
 *
 * @param status {@code CREATE_COMPLETE}, {@code FAILED} and kin
 * @param reason why it failed; empty when it did not
 */
public record ChangeSet(String id, String name, String status, String reason, List<Change> changes) {
    /**
     * What happens to one resource.
     *
     * @param action {@code Add}, {@code Modify}, {@code Remove}
     * @param replacement {@code True}, {@code False}, {@code Conditional}, or empty
     * @param properties the properties that change
     */
    public record Change(
            String action,
            String logicalId,
            String physicalId,
            String type,
            String replacement,
            List<String> properties) {
        public Change {
            properties = List.copyOf(properties);
        }
    }

    public ChangeSet {
        changes = List.copyOf(changes);
    }

    /** Whether CloudFormation has finished working it out. */
    public boolean isSettled() {
        return status.equals("CREATE_COMPLETE") || status.equals("FAILED") || status.startsWith("DELETE");
    }

    /** Whether it failed for the one good reason: the stack already is as the template says. */
    public boolean isEmpty() {
        return status.equals("FAILED")
                && (reason.contains("didn't contain changes")
                        || reason.contains("No updates are to be performed")
                        || reason.contains("did not contain changes"));
    }

    @Override
    public String toString() {
        return name + " " + status + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
