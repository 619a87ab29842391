package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationState;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Route tables and the subnets they are for. */
final class RouteTableOperations {
    private static final RouteTableAssociationState ASSOCIATED =
            RouteTableAssociationState.builder().state("associated").build();

    private final Resources resources;

    RouteTableOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateRouteTableRequest.class,
                Permission.create("CreateRouteTable", Kind.ROUTE_TABLE, CreateRouteTableRequest::vpcId),
                this::create);
        registrar.change(
                DeleteRouteTableRequest.class,
                Permission.on("DeleteRouteTable", DeleteRouteTableRequest::routeTableId),
                this::delete);
        registrar.describe(
                DescribeRouteTablesRequest.class,
                Kind.ROUTE_TABLE,
                DescribeRouteTablesRequest::routeTableIds,
                (region, table) -> Routes.shown(resources, region, table),
                (tables, token) -> DescribeRouteTablesResponse.builder()
                        .routeTables(tables)
                        .nextToken(token)
                        .build());
        registrar.change(
                AssociateRouteTableRequest.class,
                Permission.on(
                        "AssociateRouteTable",
                        AssociateRouteTableRequest::routeTableId,
                        AssociateRouteTableRequest::subnetId),
                this::associate);
        registrar.change(
                DisassociateRouteTableRequest.class, Permission.on("DisassociateRouteTable"), this::disassociate);
        registrar.change(
                ReplaceRouteTableAssociationRequest.class,
                Permission.on("ReplaceRouteTableAssociation", ReplaceRouteTableAssociationRequest::routeTableId),
                this::replaceAssociation);
    }

    private CreateRouteTableResponse create(CreateRouteTableRequest request, Call call) {
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        RouteTable table = Creation.once(resources, Kind.ROUTE_TABLE, request, call, id -> RouteTable.builder()
                .routeTableId(id)
                .vpcId(vpc.vpcId())
                .ownerId(call.accountId())
                .routes(Networks.blocks(vpc).stream()
                        .map(block -> Routes.local(block.toString()))
                        .toList())
                .build());
        return CreateRouteTableResponse.builder().routeTable(table).build();
    }

    private DeleteRouteTableResponse delete(DeleteRouteTableRequest request, Call call) {
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        if (!table.associations().isEmpty()) {
            throw Ec2Errors.hasDependencies("routeTable", table.routeTableId());
        }
        resources.all(Kind.ENDPOINT, call.region()).stream()
                .filter(endpoint -> endpoint.routeTableIds().contains(table.routeTableId()))
                .forEach(endpoint -> resources.put(
                        Kind.ENDPOINT,
                        call.region(),
                        endpoint.toBuilder()
                                .routeTableIds(endpoint.routeTableIds().stream()
                                        .filter(id -> !id.equals(table.routeTableId()))
                                        .toList())
                                .build()));
        resources.remove(Kind.ROUTE_TABLE, call.region(), table.routeTableId());
        return DeleteRouteTableResponse.builder().build();
    }

    private AssociateRouteTableResponse associate(AssociateRouteTableRequest request, Call call) {
        Registrar.refuse(request, "GatewayId", "PublicIpv4Pool");
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        Subnet subnet = resources.get(Kind.SUBNET, call.region(), request.subnetId());
        if (!table.vpcId().equals(subnet.vpcId())) {
            throw Ec2Errors.invalidValue("route table %s and subnet %s belong to different networks"
                    .formatted(table.routeTableId(), subnet.subnetId()));
        }
        RouteTable current = Routes.tableOf(resources, call.region(), subnet.vpcId(), subnet.subnetId());
        for (RouteTableAssociation each : current.associations()) {
            if (subnet.subnetId().equals(each.subnetId())) {
                if (current.routeTableId().equals(table.routeTableId())) {
                    return associated(each.routeTableAssociationId());
                }
                throw Ec2Errors.of(
                        "Resource.AlreadyAssociated",
                        "the specified association for route table %s conflicts with an existing association"
                                .formatted(table.routeTableId()));
            }
        }
        RouteTableAssociation added = Networks.association(table.routeTableId(), subnet.subnetId(), false);
        resources.put(Kind.ROUTE_TABLE, call.region(), with(table, added));
        return associated(added.routeTableAssociationId());
    }

    private static AssociateRouteTableResponse associated(String id) {
        return AssociateRouteTableResponse.builder()
                .associationId(id)
                .associationState(ASSOCIATED)
                .build();
    }

    private static RouteTable with(RouteTable table, RouteTableAssociation added) {
        List<RouteTableAssociation> all = new ArrayList<>(table.associations());
        all.add(added);
        return table.toBuilder().associations(all).build();
    }

    private static RouteTable without(RouteTable table, String associationId) {
        return table.toBuilder()
                .associations(table.associations().stream()
                        .filter(each -> !each.routeTableAssociationId().equals(associationId))
                        .toList())
                .build();
    }

    private RouteTableAssociation association(String region, @Nullable String id) {
        return resources.all(Kind.ROUTE_TABLE, region).stream()
                .flatMap(table -> table.associations().stream())
                .filter(each -> each.routeTableAssociationId().equals(id))
                .findFirst()
                .orElseThrow(() -> Ec2Errors.of(
                        "InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist"));
    }

    private DisassociateRouteTableResponse disassociate(DisassociateRouteTableRequest request, Call call) {
        RouteTableAssociation doomed = association(call.region(), request.associationId());
        if (doomed.main()) {
            throw Ec2Errors.invalidValue(
                    "cannot disassociate the main route table association " + doomed.routeTableAssociationId());
        }
        RouteTable table = resources.get(Kind.ROUTE_TABLE, call.region(), doomed.routeTableId());
        resources.put(Kind.ROUTE_TABLE, call.region(), without(table, doomed.routeTableAssociationId()));
        return DisassociateRouteTableResponse.builder().build();
    }

    private ReplaceRouteTableAssociationResponse replaceAssociation(
            ReplaceRouteTableAssociationRequest request, Call call) {
        RouteTableAssociation before = association(call.region(), request.associationId());
        RouteTable to = resources.get(Kind.ROUTE_TABLE, call.region(), request.routeTableId());
        RouteTable from = resources.get(Kind.ROUTE_TABLE, call.region(), before.routeTableId());
        if (!from.vpcId().equals(to.vpcId())) {
            throw Ec2Errors.invalidValue("route table %s and association %s belong to different networks"
                    .formatted(to.routeTableId(), before.routeTableAssociationId()));
        }
        resources.put(Kind.ROUTE_TABLE, call.region(), without(from, before.routeTableAssociationId()));
        RouteTableAssociation added = Networks.association(to.routeTableId(), before.subnetId(), before.main());
        RouteTable target = resources.get(Kind.ROUTE_TABLE, call.region(), to.routeTableId());
        resources.put(Kind.ROUTE_TABLE, call.region(), with(target, added));
        return ReplaceRouteTableAssociationResponse.builder()
                .newAssociationId(added.routeTableAssociationId())
                .associationState(ASSOCIATED)
                .build();
    }
}
