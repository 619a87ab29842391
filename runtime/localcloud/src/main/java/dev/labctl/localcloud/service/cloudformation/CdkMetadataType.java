package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * {@code AWS::CDK::Metadata}: what the AWS CDK adds to every template it writes. It only tells AWS which constructs were
 * used; there is nothing behind it, there as here.
 */
final class CdkMetadataType implements ResourceType {
    @Override
    public String name() {
        return "AWS::CDK::Metadata";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().recordedOnly("Analytics", Schema.STRING).recordedOnly("Modules", Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        byte[] token = request.token().getBytes(StandardCharsets.UTF_8);
        return new PhysicalResource(UUID.nameUUIDFromBytes(token).toString(), Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        // nothing was made
    }
}
