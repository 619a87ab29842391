package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;

/** {@code AWS::SNS::TopicInlinePolicy}: the policy of one topic. */
final class TopicInlinePolicyType implements ResourceType {
    @Override
    public String name() {
        return "AWS::SNS::TopicInlinePolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().required("PolicyDocument", Schema.JSON).requiredCreateOnly("TopicArn", Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String topic = request.properties().requiredString("TopicArn");
        TopicPolicyType.setPolicy(request, topic);
        return new PhysicalResource(topic, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        TopicPolicyType.setPolicy(request, request.id());
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        TopicPolicyType.resetPolicy(request, request.id());
    }
}
