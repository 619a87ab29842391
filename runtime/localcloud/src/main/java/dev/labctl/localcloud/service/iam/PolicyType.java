package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::IAM::Policy}: one inline policy on several users, groups and roles. */
final class PolicyType implements ResourceType {
    private static final Schema NAMES = Schema.listOf(Schema.STRING);

    @Override
    public String name() {
        return "AWS::IAM::Policy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .required("PolicyName", Schema.STRING)
                .required("PolicyDocument", Schema.JSON)
                .optional("Roles", NAMES)
                .optional("Users", NAMES)
                .optional("Groups", NAMES);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = request.generatedName(64);
        List<PolicyTarget> targets = PolicyTarget.listed(request, request.properties());
        request.created(id);
        PolicyTarget.requireSome(targets);
        put(request.properties(), targets);
        return new PhysicalResource(id, Map.of("Id", id));
    }

    private static void put(Properties properties, List<PolicyTarget> targets) {
        String document = IamResources.document(properties, "PolicyDocument");
        targets.forEach(target -> target.put(policyName(properties), document));
    }

    private static String policyName(Properties properties) {
        return properties.requiredString("PolicyName");
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        List<PolicyTarget> targets = PolicyTarget.listed(request, request.properties());
        PolicyTarget.requireSome(targets);
        put(request.properties(), targets);
        String before = policyName(request.previousProperties());
        boolean isRenamed = !before.equals(policyName(request.properties()));
        for (PolicyTarget old : PolicyTarget.listed(request, request.previousProperties())) {
            if (isRenamed || !old.isIn(targets)) {
                old.delete(before);
            }
        }
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    /** A policy that could not be made because it names nobody cannot be deleted either, as on AWS. */
    @Override
    public void delete(ResourceRequest request) {
        List<PolicyTarget> targets = PolicyTarget.listed(request, request.properties());
        PolicyTarget.requireSome(targets);
        for (PolicyTarget target : targets) {
            target.delete(policyName(request.properties()));
        }
    }
}
