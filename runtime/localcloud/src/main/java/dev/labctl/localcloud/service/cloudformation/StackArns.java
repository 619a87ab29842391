package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.Call;
import org.jspecify.annotations.Nullable;

/** How stacks are named in requests and permissions. */
final class StackArns {
    private static final String PATTERN = "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*";
    private static final int MAX_LENGTH = 128;

    private StackArns() {}

    /** The ARN that permissions for a stack are checked on; one that is not there yet has any id. */
    static String of(Stacks stacks, Call call, @Nullable String nameOrId) {
        if (nameOrId == null) {
            return "*";
        }
        if (nameOrId.startsWith("arn:")) {
            return nameOrId;
        }
        return stacks.find(call.region(), nameOrId)
                .map(Stack::id)
                .orElseGet(() -> call.arn("cloudformation", "stack/" + nameOrId + "/*"));
    }

    /** @throws dev.labctl.localcloud.core.AwsError ValidationError when it cannot be a stack's name or id */
    static String requireName(@Nullable String nameOrId) {
        if (nameOrId == null) {
            throw Definitions.invalid("1 validation error detected: Value null at 'stackName' failed to satisfy"
                    + " constraint: Member must not be null");
        }
        if (!nameOrId.matches(PATTERN)) {
            throw Definitions.invalid("1 validation error detected: Value '" + nameOrId
                    + "' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + PATTERN);
        }
        if (!nameOrId.startsWith("arn:") && nameOrId.length() > MAX_LENGTH) {
            throw Definitions.invalid("1 validation error detected: Value '" + nameOrId
                    + "' at 'stackName' failed to satisfy constraint: Member must have length less than or equal to "
                    + MAX_LENGTH);
        }
        return nameOrId;
    }
}
