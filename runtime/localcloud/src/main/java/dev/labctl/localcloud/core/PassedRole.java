package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Authorizer;
import java.util.function.Supplier;

/**
 * What happens when a caller hands a role to a service, as with {@code CreateFunction}: the caller needs {@code
 * iam:PassRole} on it, and the role must exist and trust the service.
 *
 * <p>A service calls this in its handler, before it keeps the role's ARN:
 *
 * <pre>{@code
 * Caller lambda = Caller.service("lambda.amazonaws.com", call.region(), functionArn, call.accountId());
 * PassedRole.require(environment, call.caller(), request.role(), lambda, () -> AwsError.of(
 *         400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."));
 * }</pre>
 *
 * <p>Later it gets the role's credentials by calling STS as that same caller: {@code dispatcher.call(lambda,
 * AssumeRoleRequest..., AssumeRoleResponse.class)}.
 */
public final class PassedRole {
    private PassedRole() {}

    /**
     * Returns when the caller may pass the role to the service, and the service may assume it.
     *
     * @param service the service, acting for the resource that gets the role
     * @param unusable the service's own error for a role that does not exist or does not trust it
     * @throws AwsError AccessDenied when the caller lacks {@code iam:PassRole}; else {@code unusable}
     */
    public static void require(
            CloudEnvironment environment, Caller caller, String roleArn, Caller service, Supplier<AwsError> unusable) {
        Access pass = Access.to("iam:PassRole", roleArn)
                .with("iam:PassedToService", service.principal().arn());
        String resource = service.conditions().get("aws:SourceArn");
        environment
                .dispatcher()
                .require(caller, resource == null ? pass : pass.with("iam:AssociatedResourceArn", resource));
        Authorizer.Decision trusted = environment
                .authorizer()
                .decide(service.principal(), Access.to("sts:AssumeRole", roleArn), service.conditions());
        if (!trusted.isAllowed()) {
            throw unusable.get();
        }
    }
}
