package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;

/** {@code AWS::EC2::Route}; its id is {@code <route table>|<destination>}. */
final class RouteType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::Route";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("RouteTableId", Schema.STRING)
                .createOnly("DestinationCidrBlock", Schema.STRING)
                .createOnly("DestinationIpv6CidrBlock", Schema.STRING)
                .optional("GatewayId", Schema.STRING)
                .optional("NatGatewayId", Schema.STRING)
                .optional("NetworkInterfaceId", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("CidrBlock");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        CreateRouteRequest route = route(request.properties());
        request.call(route, CreateRouteResponse.class);
        return physical(request.properties());
    }

    private static CreateRouteRequest route(Properties properties) {
        return CreateRouteRequest.builder()
                .routeTableId(properties.requiredString("RouteTableId"))
                .destinationCidrBlock(properties.string("DestinationCidrBlock").orElse(null))
                .destinationIpv6CidrBlock(
                        properties.string("DestinationIpv6CidrBlock").orElse(null))
                .gatewayId(properties.string("GatewayId").orElse(null))
                .natGatewayId(properties.string("NatGatewayId").orElse(null))
                .networkInterfaceId(properties.string("NetworkInterfaceId").orElse(null))
                .build();
    }

    private static PhysicalResource physical(Properties properties) {
        String destination = properties
                .string("DestinationCidrBlock")
                .or(() -> properties.string("DestinationIpv6CidrBlock"))
                .orElse("");
        return new PhysicalResource(
                properties.requiredString("RouteTableId") + "|" + destination, Map.of("CidrBlock", destination));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        request.call(
                SdkState.copy(route(request.properties()), ReplaceRouteRequest.builder())
                        .build(),
                ReplaceRouteResponse.class);
        return physical(request.properties());
    }

    @Override
    public void delete(ResourceRequest request) {
        CreateRouteRequest route = route(request.properties());
        StackCalls.unless(
                Set.of("InvalidRoute.NotFound", Kind.ROUTE_TABLE.notFound()),
                () -> request.call(
                        DeleteRouteRequest.builder()
                                .routeTableId(route.routeTableId())
                                .destinationCidrBlock(route.destinationCidrBlock())
                                .destinationIpv6CidrBlock(route.destinationIpv6CidrBlock())
                                .build(),
                        DeleteRouteResponse.class));
    }
}
