package dev.labctl.cli.cloud;

import software.amazon.awssdk.services.iam.IamClient;

/** IAM: roles, and what they may do. */
public final class Iam implements AutoCloseable {
    private final IamClient client;

    Iam(ClientFactory clients) {
        client = clients.client(IamClient.builder());
    }

    /** The ARN of the role of that name. */
    public String roleArn(String role) {
        return client.getRole(request -> request.roleName(role)).role().arn();
    }

    /**
     * What IAM would decide, were the role to ask for this.
     *
     * @param resourceArn what the action is on
     * @return {@code allowed}, {@code implicitDeny} or {@code explicitDeny}
     */
    public String simulate(String role, String action, String resourceArn) {
        String roleArn =
                client.getRole(request -> request.roleName(role)).role().arn();
        return client.simulatePrincipalPolicy(request ->
                        request.policySourceArn(roleArn).actionNames(action).resourceArns(resourceArn))
                .evaluationResults()
                .get(0)
                .evalDecisionAsString();
    }

    @Override
    public void close() {
        client.close();
    }
}
