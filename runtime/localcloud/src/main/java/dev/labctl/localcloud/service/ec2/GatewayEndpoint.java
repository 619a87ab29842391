package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.ec2.EndpointServices.EndpointService;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** An endpoint that route tables lead to, by the prefix list of its service. */
final class GatewayEndpoint {
    private final Resources resources;
    private final String region;

    GatewayEndpoint(Resources resources, String region) {
        this.resources = resources;
        this.region = region;
    }

    static AwsError invalid(String what) {
        return Ec2Errors.of("InvalidParameter", "Endpoints of type Gateway do not take " + what + ".");
    }

    VpcEndpoint make(String id, EndpointService service, CreateVpcEndpointRequest request) {
        Vpc vpc = resources.get(Kind.VPC, region, request.vpcId());
        if (!request.subnetIds().isEmpty() || !request.securityGroupIds().isEmpty()) {
            throw invalid("subnets and security groups");
        }
        if (Boolean.TRUE.equals(request.privateDnsEnabled())) {
            throw Ec2Errors.of(
                    "InvalidParameter",
                    "Private DNS can't be enabled because the service " + service.fullName()
                            + " does not provide a private DNS name.");
        }
        VpcEndpoint endpoint = VpcEndpoint.builder()
                .vpcEndpointId(id)
                .vpcEndpointType("Gateway")
                .vpcId(vpc.vpcId())
                .serviceName(service.fullName())
                .serviceRegion(region)
                .state("available")
                .policyDocument(
                        request.policyDocument() == null
                                ? EndpointPolicy.FULL_ACCESS
                                : EndpointPolicy.checked(request.policyDocument()))
                .routeTableIds(List.of())
                .privateDnsEnabled(false)
                .requesterManaged(false)
                .ownerId(resources.accountId())
                .creationTimestamp(resources.now())
                .build();
        List<String> tables = List.copyOf(new java.util.LinkedHashSet<>(request.routeTableIds()));
        reroute(endpoint, tables);
        return endpoint.toBuilder().routeTableIds(tables).build();
    }

    /** Has just these route tables lead to the endpoint. */
    void reroute(VpcEndpoint endpoint, List<String> tables) {
        String list = PrefixLists.ofService(region, endpoint.serviceName())
                .orElseThrow()
                .id();
        for (String added : tables) {
            if (!endpoint.routeTableIds().contains(added)) {
                lead(endpoint, resources.get(Kind.ROUTE_TABLE, region, added), list);
            }
        }
        for (String removed : endpoint.routeTableIds()) {
            if (!tables.contains(removed)) {
                resources
                        .find(Kind.ROUTE_TABLE, region, removed)
                        .ifPresent(table -> resources.put(Kind.ROUTE_TABLE, region, Routes.without(table, list)));
            }
        }
    }

    private void lead(VpcEndpoint endpoint, RouteTable table, String list) {
        if (!table.vpcId().equals(endpoint.vpcId())) {
            throw Ec2Errors.of(
                    "InvalidParameter",
                    "Route table " + table.routeTableId() + " does not belong to VPC " + endpoint.vpcId());
        }
        if (Routes.find(table, list).isPresent()) {
            throw Ec2Errors.of(
                    "RouteAlreadyExists",
                    "route table " + table.routeTableId() + " already has a route with destination-prefix-list-id "
                            + list);
        }
        resources.put(
                Kind.ROUTE_TABLE,
                region,
                Routes.with(
                        table,
                        Route.builder()
                                .destinationPrefixListId(list)
                                .gatewayId(endpoint.vpcEndpointId())
                                .origin(RouteOrigin.CREATE_ROUTE)
                                .state("active")
                                .build()));
    }
}
