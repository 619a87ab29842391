package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.service.lambda.execution.RoleSession;

/** What a function's execution role may do with the queue, topic or function that its records go to. */
final class RoleAccess {
    private RoleAccess() {}

    /** The action that sending to a target needs, for instance {@code sqs:SendMessage}. */
    static String action(String targetArn) {
        return switch (targetArn.split(":", 4)[2]) {
            case "sqs" -> "sqs:SendMessage";
            case "sns" -> "sns:Publish";
            case "events" -> "events:PutEvents";
            default -> "lambda:InvokeFunction";
        };
    }

    /**
     * Whether the role may send to the target.
     *
     * @throws AwsError as STS does, when Lambda cannot assume the role
     */
    static boolean maySend(CloudEnvironment cloud, String role, FunctionRef function, String targetArn) {
        RoleSession session =
                RoleSession.assume(cloud, role, function.name(), function.functionArn(), function.region());
        return cloud.authorizer()
                .decide(
                        session.caller().principal(),
                        Access.to(action(targetArn), targetArn),
                        session.caller().conditions())
                .isAllowed();
    }
}
