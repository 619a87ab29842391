package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.ec2.EndpointServices.EndpointService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItemError;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Endpoints of AWS's services inside of a VPC. */
final class EndpointOperations {
    private final Resources resources;

    EndpointOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        AccessRule<DeleteVpcEndpointsRequest> delete =
                (request, call) -> Permission.onAll("DeleteVpcEndpoints", request.vpcEndpointIds(), call);
        registrar.change(
                CreateVpcEndpointRequest.class,
                Permission.create(
                        "CreateVpcEndpoint",
                        Kind.ENDPOINT,
                        CreateVpcEndpointRequest::vpcId,
                        CreateVpcEndpointRequest::routeTableIds,
                        CreateVpcEndpointRequest::subnetIds,
                        CreateVpcEndpointRequest::securityGroupIds),
                this::create);
        registrar.change(
                ModifyVpcEndpointRequest.class,
                Permission.on("ModifyVpcEndpoint", ModifyVpcEndpointRequest::vpcEndpointId),
                this::modify);
        registrar.change(DeleteVpcEndpointsRequest.class, delete, this::delete);
        registrar.describe(
                DescribeVpcEndpointsRequest.class,
                Kind.ENDPOINT,
                DescribeVpcEndpointsRequest::vpcEndpointIds,
                (endpoints, token) -> DescribeVpcEndpointsResponse.builder()
                        .vpcEndpoints(endpoints)
                        .nextToken(token)
                        .build());
        registrar.read(
                DescribeVpcEndpointServicesRequest.class,
                Permission.any("DescribeVpcEndpointServices"),
                EndpointOperations::services);
    }

    private CreateVpcEndpointResponse create(CreateVpcEndpointRequest request, Call call) {
        Registrar.refuse(
                request, "SubnetConfigurations", "ServiceNetworkArn", "ResourceConfigurationArn", "DnsOptions");
        String type = request.vpcEndpointTypeAsString() == null ? "Gateway" : request.vpcEndpointTypeAsString();
        boolean isGateway = type.equals("Gateway");
        if (!isGateway && !type.equals("Interface")) {
            throw Ec2Errors.notImplemented("endpoints of type " + type);
        }
        if (request.ipAddressTypeAsString() != null
                && !request.ipAddressTypeAsString().equals("ipv4")) {
            throw Ec2Errors.notImplemented("endpoints with addresses of type " + request.ipAddressTypeAsString());
        }
        String name = request.serviceName() == null ? "" : request.serviceName();
        EndpointService service = EndpointServices.find(call.region(), name, isGateway)
                .orElseThrow(() ->
                        Ec2Errors.of("InvalidServiceName", "The Vpc Endpoint Service '" + name + "' does not exist"));
        VpcEndpoint made = Creation.once(
                resources,
                Kind.ENDPOINT,
                request,
                call,
                id -> isGateway
                        ? new GatewayEndpoint(resources, call.region()).make(id, service, request)
                        : new InterfaceEndpoint(resources, call.region()).make(id, service, request));
        return CreateVpcEndpointResponse.builder()
                .vpcEndpoint(
                        isGateway ? made : made.toBuilder().state("pending").build())
                .clientToken(request.clientToken())
                .build();
    }

    static boolean isGateway(VpcEndpoint endpoint) {
        return "Gateway".equals(endpoint.vpcEndpointTypeAsString());
    }

    private ModifyVpcEndpointResponse modify(ModifyVpcEndpointRequest request, Call call) {
        Registrar.refuse(request, "SubnetConfigurations", "DnsOptions");
        VpcEndpoint before = resources.get(Kind.ENDPOINT, call.region(), request.vpcEndpointId());
        VpcEndpoint.Builder changed = before.toBuilder();
        if (Boolean.TRUE.equals(request.resetPolicy())) {
            changed.policyDocument(EndpointPolicy.FULL_ACCESS);
        } else if (request.policyDocument() != null) {
            changed.policyDocument(EndpointPolicy.checked(request.policyDocument()));
        }
        if (isGateway(before)) {
            if (!request.addSubnetIds().isEmpty()
                    || !request.addSecurityGroupIds().isEmpty()) {
                throw GatewayEndpoint.invalid("subnets and security groups");
            }
            List<String> tables =
                    changed(before.routeTableIds(), request.addRouteTableIds(), request.removeRouteTableIds());
            new GatewayEndpoint(resources, call.region()).reroute(before, tables);
            changed.routeTableIds(tables);
        } else {
            new InterfaceEndpoint(resources, call.region()).modify(before, request, changed);
        }
        resources.put(Kind.ENDPOINT, call.region(), changed.build());
        return ModifyVpcEndpointResponse.builder().returnValue(true).build();
    }

    /** A list with some added and some removed. */
    static List<String> changed(List<String> before, List<String> added, List<String> removed) {
        Set<String> after = new LinkedHashSet<>(before);
        after.addAll(added);
        removed.forEach(after::remove);
        return List.copyOf(after);
    }

    private DeleteVpcEndpointsResponse delete(DeleteVpcEndpointsRequest request, Call call) {
        List<UnsuccessfulItem> failed = new ArrayList<>();
        for (String id : request.vpcEndpointIds()) {
            VpcEndpoint endpoint =
                    resources.find(Kind.ENDPOINT, call.region(), id).orElse(null);
            if (endpoint == null) {
                failed.add(UnsuccessfulItem.builder()
                        .resourceId(id)
                        .error(UnsuccessfulItemError.builder()
                                .code(Kind.ENDPOINT.notFound())
                                .message(Kind.ENDPOINT.notFoundMessage().formatted(id))
                                .build())
                        .build());
                continue;
            }
            if (isGateway(endpoint)) {
                new GatewayEndpoint(resources, call.region()).reroute(endpoint, List.of());
            }
            endpoint.networkInterfaceIds().forEach(own -> resources.remove(Kind.INTERFACE, call.region(), own));
            resources.remove(Kind.ENDPOINT, call.region(), id);
        }
        return DeleteVpcEndpointsResponse.builder().unsuccessful(failed).build();
    }

    private static DescribeVpcEndpointServicesResponse services(DescribeVpcEndpointServicesRequest request, Call call) {
        List<ServiceDetail> all = EndpointServices.of(call.region()).stream()
                .map(EndpointService::detail)
                .filter(detail -> request.serviceNames().isEmpty()
                        || request.serviceNames().contains(detail.serviceName()))
                .toList();
        for (String name : request.serviceNames()) {
            if (all.stream().noneMatch(detail -> detail.serviceName().equals(name))) {
                throw Ec2Errors.of("InvalidServiceName", "The Vpc Endpoint Service '" + name + "' does not exist");
            }
        }
        return Registrar.page(
                request,
                all,
                detail -> detail.serviceName() + "/" + detail.serviceId(),
                Map.of("service-type", "service-type.service-type"),
                (page, token) -> DescribeVpcEndpointServicesResponse.builder()
                        .serviceDetails(page)
                        .serviceNames(page.stream()
                                .map(ServiceDetail::serviceName)
                                .distinct()
                                .toList())
                        .nextToken(token)
                        .build(),
                ServiceDetail.builder());
    }

    static SecurityGroupIdentifier identifier(software.amazon.awssdk.services.ec2.model.GroupIdentifier group) {
        return SecurityGroupIdentifier.builder()
                .groupId(group.groupId())
                .groupName(group.groupName())
                .build();
    }
}
