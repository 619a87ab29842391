package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;

/** {@code AWS::EC2::SubnetRouteTableAssociation}. */
final class SubnetRouteTableAssociationType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::SubnetRouteTableAssociation";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("RouteTableId", Schema.STRING)
                .requiredCreateOnly("SubnetId", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = request.call(
                        AssociateRouteTableRequest.builder()
                                .routeTableId(request.properties().requiredString("RouteTableId"))
                                .subnetId(request.properties().requiredString("SubnetId"))
                                .build(),
                        AssociateRouteTableResponse.class)
                .associationId();
        return new PhysicalResource(id, Map.of("Id", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.unless(
                Set.of("InvalidAssociationID.NotFound"),
                () -> request.call(
                        DisassociateRouteTableRequest.builder()
                                .associationId(request.id())
                                .build(),
                        DisassociateRouteTableResponse.class));
    }
}
