package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;

/** {@code AWS::IAM::RolePolicy}, {@code UserPolicy} and {@code GroupPolicy}: one inline policy on one of them. */
final class EmbeddedPolicyType implements ResourceType {
    private final String name;
    private final Holder holder;
    private final String holderProperty;

    private EmbeddedPolicyType(String name, Holder holder, String holderProperty) {
        this.name = name;
        this.holder = holder;
        this.holderProperty = holderProperty;
    }

    static EmbeddedPolicyType ofRole() {
        return new EmbeddedPolicyType("AWS::IAM::RolePolicy", Holder.ROLE, "RoleName");
    }

    static EmbeddedPolicyType ofUser() {
        return new EmbeddedPolicyType("AWS::IAM::UserPolicy", Holder.USER, "UserName");
    }

    static EmbeddedPolicyType ofGroup() {
        return new EmbeddedPolicyType("AWS::IAM::GroupPolicy", Holder.GROUP, "GroupName");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .required("PolicyDocument", Schema.JSON)
                .requiredCreateOnly("PolicyName", Schema.STRING)
                .requiredCreateOnly(holderProperty, Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String policy = request.properties().requiredString("PolicyName");
        String holderName = request.properties().requiredString(holderProperty);
        new PolicyTarget(request, holder, holderName)
                .put(policy, IamResources.document(request.properties(), "PolicyDocument"));
        return new PhysicalResource(policy + "|" + holderName, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return create(request);
    }

    @Override
    public void delete(ResourceRequest request) {
        new PolicyTarget(request, holder, request.properties().requiredString(holderProperty))
                .delete(request.properties().requiredString("PolicyName"));
    }
}
