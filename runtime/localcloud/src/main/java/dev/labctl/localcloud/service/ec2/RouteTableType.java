package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;

/** {@code AWS::EC2::RouteTable}. */
final class RouteTableType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::RouteTable";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().requiredCreateOnly("VpcId", Schema.STRING).optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("RouteTableId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = StackCalls.create(
                        request,
                        CreateRouteTableRequest.builder()
                                .vpcId(request.properties().requiredString("VpcId"))
                                .tagSpecifications(StackCalls.tags(request, Kind.ROUTE_TABLE))
                                .build(),
                        CreateRouteTableResponse.class)
                .routeTable()
                .routeTableId();
        return new PhysicalResource(id, Map.of("RouteTableId", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        StackCalls.retag(request, request.id());
        return new PhysicalResource(request.id(), Map.of("RouteTableId", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.ROUTE_TABLE,
                DeleteRouteTableRequest.builder().routeTableId(request.id()).build(),
                DeleteRouteTableResponse.class);
    }
}
