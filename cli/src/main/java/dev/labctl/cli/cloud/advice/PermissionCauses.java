package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/**
 * Permissions that are missing.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access denied error
 *     messages</a>
 */
final class PermissionCauses {
    private static final String ACTION = "not authorized to perform: (\\S+)";
    private static final String RESOURCE = " on resource: \"?((?:role |user |policy )?[^\\s\"]+)\"?";

    static final List<Cause> ALL = List.of(
            when(
                    ACTION + RESOURCE + " with an explicit deny in an? ([a-z -]+[a-z])",
                    "a policy forbids it, and nothing that allows it lifts that",
                    "whoever keeps the policies must except $1 on $2 from the $3, or use other credentials: --profile"),
            when(
                    ACTION + RESOURCE + " because no (permissions boundary|service control policy|session policy)",
                    "that user's or role's $3 leaves it out, whatever its own policies allow",
                    "add $1 on $2 to the $3, or use other credentials: --profile"),
            when(
                    "not authorized to perform: iam:PassRole" + RESOURCE,
                    "to give a role to what it makes, CloudFormation needs your permission to pass that role",
                    "allow iam:PassRole on $1 to that user or role"),
            when(ACTION + RESOURCE, "", "allow $1 on $2 to that user or role, or use other credentials: --profile"),
            when(ACTION, "", "allow $1 to that user or role, or use other credentials: --profile"),
            when(
                    "Access denied for operation '|You are not authorized to perform this operation",
                    "the service does not say which permission is missing",
                    "look for the error in CloudTrail's event history, which names the action, and allow that"));

    private PermissionCauses() {}
}
