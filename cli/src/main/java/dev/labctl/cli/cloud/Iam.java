package dev.labctl.cli.cloud;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

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

    /**
     * What IAM would decide by the policies of a user or a role, were it to ask for this.
     *
     * @param principalArn of a user or a role, not of a session
     * @param resourceArn what the action is on
     * @param conditions the values of condition keys, by their names
     * @return {@code allowed}, {@code implicitDeny} or {@code explicitDeny}
     */
    public String simulate(String principalArn, String action, String resourceArn, Map<String, String> conditions) {
        return client.simulatePrincipalPolicy(request -> request.policySourceArn(principalArn)
                        .actionNames(action)
                        .resourceArns(resourceArn)
                        .contextEntries(conditions.entrySet().stream()
                                .map(Iam::contextEntry)
                                .toList()))
                .evaluationResults()
                .get(0)
                .evalDecisionAsString();
    }

    /**
     * What of these IAM would refuse by the policies of a user or a role.
     *
     * @param principalArn of a user or a role, not of a session
     * @param resourceArn what the actions are on
     */
    public List<String> refused(String principalArn, List<String> actions, String resourceArn) {
        return client
                .simulatePrincipalPolicyPaginator(request -> request.policySourceArn(principalArn)
                        .actionNames(actions)
                        .resourceArns(resourceArn))
                .evaluationResults()
                .stream()
                .filter(each -> each.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
                .map(EvaluationResult::evalActionName)
                .toList();
    }

    private static ContextEntry contextEntry(Map.Entry<String, String> condition) {
        boolean isBoolean =
                condition.getValue().equals("true") || condition.getValue().equals("false");
        return ContextEntry.builder()
                .contextKeyName(condition.getKey())
                .contextKeyType(isBoolean ? ContextKeyTypeEnum.BOOLEAN : ContextKeyTypeEnum.STRING)
                .contextKeyValues(condition.getValue())
                .build();
    }

    /** An inline policy of a role as JSON, if it has one of that name. */
    public Optional<String> rolePolicy(String role, String policy) {
        try {
            String encoded = client.getRolePolicy(
                            request -> request.roleName(role).policyName(policy))
                    .policyDocument();
            return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        } catch (CloudException e) {
            if (e.notFound() || e.is("NoSuchEntity")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sets an inline policy of a role. */
    public void setRolePolicy(String role, String policy, String json) {
        client.putRolePolicy(
                request -> request.roleName(role).policyName(policy).policyDocument(json));
    }

    @Override
    public void close() {
        client.close();
    }
}
