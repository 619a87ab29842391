package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.network.Ipv4Block;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** Routes to internet gateways, NAT gateways and network interfaces. */
final class RouteOperations {
    private final Resources resources;

    RouteOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateRouteRequest.class, Permission.on("CreateRoute", CreateRouteRequest::routeTableId), this::create);
        registrar.change(
                ReplaceRouteRequest.class,
                Permission.on("ReplaceRoute", ReplaceRouteRequest::routeTableId),
                this::replace);
        registrar.change(
                DeleteRouteRequest.class, Permission.on("DeleteRoute", DeleteRouteRequest::routeTableId), this::delete);
    }

    private CreateRouteResponse create(CreateRouteRequest request, Call call) {
        refuseOthers(request);
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        Route route = route(
                table,
                request.destinationCidrBlock(),
                request.destinationIpv6CidrBlock(),
                new Target(request.gatewayId(), request.natGatewayId(), request.networkInterfaceId()),
                call.region());
        String destination = Routes.destination(route);
        Route existing = Routes.find(table, destination).orElse(null);
        if (existing != null) {
            if (isSameTarget(existing, route)) {
                return CreateRouteResponse.builder().returnValue(true).build();
            }
            throw Ec2Errors.of("RouteAlreadyExists", "The route identified by " + destination + " already exists.");
        }
        resources.put(Kind.ROUTE_TABLE, call.region(), Routes.with(table, route));
        return CreateRouteResponse.builder().returnValue(true).build();
    }

    /** Destinations and targets that are not kept here. */
    private static void refuseOthers(SdkRequest request) {
        Registrar.refuse(
                request,
                "DestinationPrefixListId",
                "VpcEndpointId",
                "LocalTarget",
                "TransitGatewayId",
                "LocalGatewayId",
                "CarrierGatewayId",
                "CoreNetworkArn",
                "OdbNetworkArn",
                "EgressOnlyInternetGatewayId",
                "InstanceId",
                "VpcPeeringConnectionId");
    }

    /** What a route leads to; exactly one is given. */
    private record Target(
            @Nullable String gatewayId,
            @Nullable String natGatewayId,
            @Nullable String networkInterfaceId) {
        long count() {
            return Stream.of(this.gatewayId == null, natGatewayId == null, networkInterfaceId == null)
                    .filter(isAbsent -> !isAbsent)
                    .count();
        }
    }

    private static boolean isSameTarget(Route left, Route right) {
        return Objects.equals(left.gatewayId(), right.gatewayId())
                && Objects.equals(left.natGatewayId(), right.natGatewayId())
                && Objects.equals(left.networkInterfaceId(), right.networkInterfaceId());
    }

    private Route route(
            RouteTable table, @Nullable String block, @Nullable String ipv6Block, Target target, String region) {
        if ((block == null) == (ipv6Block == null)) {
            throw Ec2Errors.of(
                    "MissingParameter",
                    "The request must contain exactly one of destinationCidrBlock or destinationIpv6CidrBlock");
        }
        if (target.count() != 1) {
            throw Ec2Errors.of(
                    target.count() == 0 ? "MissingParameter" : "InvalidParameterCombination",
                    "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId,"
                            + " vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId,"
                            + " localGatewayId, carrierGatewayId, vpcEndpointId, coreNetworkArn or instanceId");
        }
        requireTarget(table, target, region);
        return Route.builder()
                .destinationCidrBlock(block == null ? null : canonical(table, block, target, region))
                .destinationIpv6CidrBlock(ipv6Block)
                .gatewayId(target.gatewayId())
                .natGatewayId(target.natGatewayId())
                .networkInterfaceId(target.networkInterfaceId())
                .origin(RouteOrigin.CREATE_ROUTE)
                .state("active")
                .build();
    }

    private String canonical(RouteTable table, String text, Target target, String region) {
        Ipv4Block block = Ipv4Block.parse(text)
                .orElseThrow(
                        () -> Ec2Errors.invalidValue(text, "destinationCidrBlock", "This is not a valid CIDR block."));
        boolean isInside = Networks.blocks(resources.get(Kind.VPC, region, table.vpcId())).stream()
                .anyMatch(whole -> whole.contains(block));
        boolean isLocal =
                Routes.find(table, block.toString()).filter(Routes::isLocal).isPresent();
        if (isLocal) {
            throw Ec2Errors.of("RouteAlreadyExists", "The route identified by " + block + " already exists.");
        }
        if (isInside && target.gatewayId() != null) {
            throw Ec2Errors.invalidValue("The destination CIDR block " + block
                    + " is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an"
                    + " interface or an instance.");
        }
        return block.toString();
    }

    private void requireTarget(RouteTable table, Target target, String region) {
        if (target.gatewayId() != null) {
            requireGateway(table, target.gatewayId(), region);
        }
        if (target.natGatewayId() != null) {
            NatGateway gateway = resources
                    .find(Kind.NAT_GATEWAY, region, target.natGatewayId())
                    .filter(found -> !found.stateAsString().equals("deleted"))
                    .orElseThrow(() -> Ec2Errors.of(
                            "InvalidNatGatewayID.NotFound",
                            "The natGateway ID '" + target.natGatewayId() + "' does not exist"));
            requireSameNetwork(table, "natGateway", gateway.natGatewayId(), gateway.vpcId());
        }
        if (target.networkInterfaceId() != null) {
            NetworkInterface networkInterface = resources.get(Kind.INTERFACE, region, target.networkInterfaceId());
            requireSameNetwork(table, "interface", networkInterface.networkInterfaceId(), networkInterface.vpcId());
        }
    }

    private void requireGateway(RouteTable table, String id, String region) {
        InternetGateway gateway = resources
                .find(Kind.INTERNET_GATEWAY, region, id)
                .orElseThrow(
                        () -> Ec2Errors.of("InvalidGatewayID.NotFound", "The gateway ID '" + id + "' does not exist"));
        boolean isAttached = gateway.attachments().stream()
                .anyMatch(attachment -> attachment.vpcId().equals(table.vpcId()));
        if (!isAttached) {
            throw Ec2Errors.invalidValue("route table %s and network gateway %s belong to different networks"
                    .formatted(table.routeTableId(), id));
        }
    }

    private static void requireSameNetwork(RouteTable table, String what, String id, String vpcId) {
        if (!table.vpcId().equals(vpcId)) {
            throw Ec2Errors.invalidValue(
                    "route table %s and %s %s belong to different networks".formatted(table.routeTableId(), what, id));
        }
    }

    private ReplaceRouteResponse replace(ReplaceRouteRequest request, Call call) {
        refuseOthers(request);
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        Route route = route(
                table,
                request.destinationCidrBlock(),
                request.destinationIpv6CidrBlock(),
                new Target(request.gatewayId(), request.natGatewayId(), request.networkInterfaceId()),
                call.region());
        String destination = Routes.destination(route);
        if (Routes.find(table, destination).isEmpty()) {
            throw Ec2Errors.invalidValue(
                    "There is no route defined for '%s' in the route table. Use CreateRoute instead."
                            .formatted(destination));
        }
        resources.put(Kind.ROUTE_TABLE, call.region(), Routes.with(table, route));
        return ReplaceRouteResponse.builder().build();
    }

    private DeleteRouteResponse delete(DeleteRouteRequest request, Call call) {
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        String wanted = Stream.of(
                        request.destinationCidrBlock(),
                        request.destinationIpv6CidrBlock(),
                        request.destinationPrefixListId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> Ec2Errors.missing("destinationCidrBlock"));
        Route route = Routes.find(table, wanted)
                .orElseThrow(() -> Ec2Errors.of(
                        "InvalidRoute.NotFound",
                        "no route with destination-cidr-block " + wanted + " in route table " + table.routeTableId()));
        if (Routes.isLocal(route)) {
            throw Ec2Errors.invalidValue(
                    "cannot remove local route " + wanted + " in route table " + table.routeTableId());
        }
        if (route.gatewayId() != null && route.gatewayId().startsWith(Kind.ENDPOINT.prefix())) {
            throw Ec2Errors.invalidValue(
                    "cannot remove VPC endpoint route " + wanted + " in route table " + table.routeTableId());
        }
        resources.put(Kind.ROUTE_TABLE, call.region(), Routes.without(table, wanted));
        return DeleteRouteResponse.builder().build();
    }
}
