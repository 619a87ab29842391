package dev.labctl.cli.cloud;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/** IAM: roles and their policies. Documents are JSON text. */
public final class Iam implements AutoCloseable {
    private final IamClient client;

    Iam(ClientFactory clients) {
        client = clients.client(IamClient.builder());
    }

    /** Who may assume a role: its trust policy. */
    public String trustPolicy(String role) {
        return decoded(client.getRole(request -> request.roleName(role)).role().assumeRolePolicyDocument());
    }

    /** A role's inline policies by name. */
    public Map<String, String> inlinePolicies(String role) {
        Map<String, String> policies = new TreeMap<>();
        client.listRolePoliciesPaginator(request -> request.roleName(role)).policyNames().stream()
                .forEach(name -> policies.put(
                        name,
                        decoded(client.getRolePolicy(
                                        request -> request.roleName(role).policyName(name))
                                .policyDocument())));
        return policies;
    }

    /** The ARNs of the managed policies attached to a role. */
    public List<String> attachedPolicies(String role) {
        return client.listAttachedRolePoliciesPaginator(request -> request.roleName(role)).attachedPolicies().stream()
                .map(AttachedPolicy::policyArn)
                .toList();
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

    /** Writes an inline policy over the one of that name. */
    public void putInlinePolicy(String role, String name, String document) {
        client.putRolePolicy(request -> request.roleName(role).policyName(name).policyDocument(document));
    }

    @Override
    public void close() {
        client.close();
    }

    private static String decoded(String document) {
        return URLDecoder.decode(document, StandardCharsets.UTF_8);
    }
}
