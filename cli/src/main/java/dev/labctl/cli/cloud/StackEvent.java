package dev.labctl.cli.cloud;

import java.time.Instant;

/**
 * Something that happened to a stack or to one of its resources.
 *
 * @param reason empty when none was given
 */
public record StackEvent(
        String id, Instant at, String logicalId, String physicalId, String type, String status, String reason) {
    /** Whether this is about the stack itself. */
    public boolean isOfStack() {
        return type.equals("AWS::CloudFormation::Stack");
    }

    /** Whether something failed. */
    public boolean isFailure() {
        return status.endsWith("_FAILED");
    }
}
