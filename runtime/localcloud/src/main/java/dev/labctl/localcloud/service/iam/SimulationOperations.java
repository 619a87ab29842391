package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.PolicySimulator;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.identity.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/** The policy simulator: what given policies, or those of a user, group or role, would decide. */
final class SimulationOperations {
    private final IamContext iam;
    private final PolicySimulator simulator;

    SimulationOperations(IamContext iam, PolicySimulator simulator) {
        this.iam = iam;
        this.simulator = simulator;
    }

    void register(Operations operations) {
        operations.on(
                SimulateCustomPolicyRequest.class, AccessRule.anyResource("iam:SimulateCustomPolicy"), this::custom);
        operations.on(
                SimulatePrincipalPolicyRequest.class,
                (request, call) ->
                        List.of(Access.to("iam:SimulatePrincipalPolicy", String.valueOf(request.policySourceArn()))),
                this::principal);
    }

    private SimulateCustomPolicyResponse custom(SimulateCustomPolicyRequest request, Call call) {
        Map<String, String> identity = inputList(request.policyInputList());
        PolicySimulator.Policies policies = new PolicySimulator.Policies(
                identity, request.permissionsBoundaryPolicyInputList(), request.resourcePolicy());
        Page<EvaluationResult> page = page(
                call.caller().principal(),
                request.actionNames(),
                request.resourceArns(),
                context(request.contextEntries()),
                policies,
                request.marker(),
                request.maxItems());
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private SimulatePrincipalPolicyResponse principal(SimulatePrincipalPolicyRequest request, Call call) {
        String source = IamValidation.required(request.policySourceArn(), "policySourceArn");
        Map<String, String> identity = new LinkedHashMap<>(inputList(request.policyInputList()));
        List<String> boundaries = new ArrayList<>(request.permissionsBoundaryPolicyInputList());
        for (Grants grants : grantsOf(source)) {
            identity.putAll(grants.inline());
            grants.attached()
                    .forEach(arn -> identity.put(name(arn), iam.policy(arn).document()));
            if (grants.boundary() != null
                    && request.permissionsBoundaryPolicyInputList().isEmpty()) {
                boundaries.add(iam.policy(grants.boundary()).document());
            }
        }
        Page<EvaluationResult> page = page(
                new Principal(Principal.Type.USER, source, source),
                request.actionNames(),
                request.resourceArns(),
                context(request.contextEntries()),
                new PolicySimulator.Policies(identity, boundaries, request.resourcePolicy()),
                request.marker(),
                request.maxItems());
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    /** The policies of the source, and for a user those of its groups. */
    private List<Grants> grantsOf(String source) {
        String path = source.substring(source.lastIndexOf(':') + 1);
        if (path.startsWith("user/")) {
            User user = iam.user(name(source));
            List<Grants> all = new ArrayList<>(List.of(user.grants()));
            user.groups().forEach(group -> all.add(iam.group(group).grants()));
            return all;
        }
        if (path.startsWith("group/")) {
            return List.of(iam.group(name(source)).grants());
        }
        if (path.startsWith("role/")) {
            return List.of(iam.role(name(source)).grants());
        }
        throw IamErrors.invalidInput(
                "Invalid Entity Arn: " + source + " does not clearly define entity type and name.");
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static Map<String, String> inputList(List<String> documents) {
        Map<String, String> named = new LinkedHashMap<>();
        documents.forEach(document -> named.put("PolicyInputList." + (named.size() + 1), document));
        return named;
    }

    private static Map<String, List<String>> context(List<ContextEntry> entries) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        entries.forEach(entry -> context.put(entry.contextKeyName(), entry.contextKeyValues()));
        return context;
    }

    private Page<EvaluationResult> page(
            Principal caller,
            List<String> actions,
            List<String> resources,
            Map<String, List<String>> context,
            PolicySimulator.Policies policies,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        List<EvaluationResult> results = new ArrayList<>();
        for (String action : actions) {
            for (String resource : resources.isEmpty() ? List.of("*") : resources) {
                results.add(evaluate(caller, action, resource, context, policies));
            }
        }
        return Page.of(results, result -> "%08d".formatted(results.indexOf(result)), marker, maxItems);
    }

    private EvaluationResult evaluate(
            Principal caller,
            String action,
            String resource,
            Map<String, List<String>> context,
            PolicySimulator.Policies policies) {
        PolicySimulator.Result result;
        try {
            result = simulator.simulate(caller, action, resource, context, policies);
        } catch (MalformedPolicyException e) {
            throw IamErrors.invalidInput(e.message());
        }
        EvaluationResult.Builder shown = EvaluationResult.builder()
                .evalActionName(action)
                .evalResourceName(resource)
                .evalDecision(decision(result.outcome()))
                .matchedStatements(result.matched().stream()
                        .map(policy -> software.amazon.awssdk.services.iam.model.Statement.builder()
                                .sourcePolicyId(policy)
                                .build())
                        .toList())
                .missingContextValues(result.missingKeys().stream().sorted().toList());
        if (!policies.boundaries().isEmpty()) {
            shown.permissionsBoundaryDecisionDetail(PermissionsBoundaryDecisionDetail.builder()
                    .allowedByPermissionsBoundary(result.isWithinBoundary())
                    .build());
        }
        return shown.build();
    }

    private static PolicyEvaluationDecisionType decision(PolicySimulator.Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> PolicyEvaluationDecisionType.ALLOWED;
            case EXPLICIT_DENY -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case IMPLICIT_DENY -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }
}
