package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.identity.Access;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationRequest;

/** What a request needs that may hand CloudFormation a role. */
final class PassedRoles {
    private PassedRoles() {}

    /** The permission for an operation on a stack, and for passing the role that the request names. */
    static <Q extends CloudFormationRequest> AccessRule<Q> rule(
            String action, AccessRule.ResourceOf<Q> stack, Function<Q, @Nullable String> role) {
        return (request, call) -> {
            Access access = Access.to("cloudformation:" + action, stack.arn(request, call));
            String roleArn = role.apply(request);
            return roleArn == null ? List.of(access) : List.of(access, access(roleArn));
        };
    }

    /** The permission to pass a role to CloudFormation. */
    static Access access(String roleArn) {
        return new Access("iam:PassRole", roleArn, Map.of("iam:PassedToService", "cloudformation.amazonaws.com"));
    }
}
