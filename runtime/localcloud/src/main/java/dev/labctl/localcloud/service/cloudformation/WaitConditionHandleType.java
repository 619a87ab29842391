package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.Map;

/**
 * {@code AWS::CloudFormation::WaitConditionHandle}: a resource without properties, often used so that a template has one.
 * Nothing waits for its URL locally, because there is no WaitCondition.
 */
final class WaitConditionHandleType implements ResourceType {
    @Override
    public String name() {
        return "AWS::CloudFormation::WaitConditionHandle";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of();
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        return new PhysicalResource(
                "https://cloudformation-waitcondition-" + request.caller().region() + ".s3.amazonaws.com/"
                        + request.stackId() + "/" + request.logicalId() + "/" + request.token(),
                Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        // there is nothing behind the URL
    }
}
