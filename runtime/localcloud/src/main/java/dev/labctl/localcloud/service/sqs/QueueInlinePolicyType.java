package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;

/** {@code AWS::SQS::QueueInlinePolicy}: the policy of one queue. */
final class QueueInlinePolicyType implements ResourceType {
    private static final String QUEUE = "Queue";

    @Override
    public String name() {
        return "AWS::SQS::QueueInlinePolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().required("PolicyDocument", Schema.JSON).requiredCreateOnly(QUEUE, Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String queue = request.properties().requiredString(QUEUE);
        QueuePolicyType.setPolicy(request, queue, QueuePolicyType.document(request.properties()));
        return new PhysicalResource(queue, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        QueuePolicyType.setPolicy(request, request.id(), QueuePolicyType.document(request.properties()));
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        QueuePolicyType.clearPolicy(request, request.id());
    }
}
