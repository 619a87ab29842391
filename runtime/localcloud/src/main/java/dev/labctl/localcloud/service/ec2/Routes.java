package dev.labctl.localcloud.service.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** The routes of a table. */
final class Routes {
    private static final String LOCAL = "local";

    private Routes() {}

    /** The route to everything inside of the VPC, which each table has. */
    static Route local(String block) {
        return Route.builder()
                .destinationCidrBlock(block)
                .gatewayId(LOCAL)
                .origin(RouteOrigin.CREATE_ROUTE_TABLE)
                .state("active")
                .build();
    }

    static boolean isLocal(Route route) {
        return LOCAL.equals(route.gatewayId());
    }

    /** Where a route goes: a block or a prefix list. */
    static String destination(Route route) {
        return Stream.of(
                        route.destinationCidrBlock(), route.destinationIpv6CidrBlock(), route.destinationPrefixListId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    static Optional<Route> find(RouteTable table, String destination) {
        return table.routes().stream()
                .filter(route -> destination(route).equals(destination))
                .findFirst();
    }

    static RouteTable with(RouteTable table, Route added) {
        List<Route> routes = new ArrayList<>(table.routes());
        routes.removeIf(route -> destination(route).equals(destination(added)));
        routes.add(added);
        return table.toBuilder().routes(routes).build();
    }

    static RouteTable without(RouteTable table, String destination) {
        return table.toBuilder()
                .routes(table.routes().stream()
                        .filter(route -> !destination(route).equals(destination))
                        .toList())
                .build();
    }

    /** The table that decides where a subnet's packets go: its own, else the VPC's main one. */
    static RouteTable tableOf(Resources resources, String region, String vpcId, @Nullable String subnetId) {
        return resources.all(Kind.ROUTE_TABLE, region).stream()
                .filter(table -> table.associations().stream()
                        .map(RouteTableAssociation::subnetId)
                        .anyMatch(id -> id != null && id.equals(subnetId)))
                .findFirst()
                .orElseGet(() -> Networks.mainTable(resources, region, vpcId));
    }

    /** A table as it is shown: a route whose target is gone is a black hole. */
    static RouteTable shown(Resources resources, String region, RouteTable table) {
        return table.toBuilder()
                .routes(table.routes().stream()
                        .map(route -> route.toBuilder()
                                .state(isAlive(resources, region, route) ? "active" : "blackhole")
                                .build())
                        .toList())
                .build();
    }

    private static boolean isAlive(Resources resources, String region, Route route) {
        if (route.natGatewayId() != null) {
            return resources
                    .find(Kind.NAT_GATEWAY, region, route.natGatewayId())
                    .filter(gateway -> gateway.stateAsString().equals("available"))
                    .isPresent();
        }
        String gateway = route.gatewayId();
        if (gateway != null && gateway.startsWith(Kind.INTERNET_GATEWAY.prefix())) {
            return resources
                    .find(Kind.INTERNET_GATEWAY, region, gateway)
                    .filter(found -> !found.attachments().isEmpty())
                    .isPresent();
        }
        return route.networkInterfaceId() == null
                || resources
                        .find(Kind.INTERFACE, region, route.networkInterfaceId())
                        .isPresent();
    }
}
