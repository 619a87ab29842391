package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.Map;

/** {@code AWS::CloudFormation::WaitConditionHandle}: a URL to which signals for a wait condition are put. */
final class WaitConditionHandleType implements ResourceType {
    private final Callbacks callbacks;

    WaitConditionHandleType(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

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
        return new PhysicalResource(callbacks.open(), Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        callbacks.close(request.id());
    }
}
