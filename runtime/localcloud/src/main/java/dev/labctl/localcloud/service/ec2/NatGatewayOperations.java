package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** NAT gateways. A deleted one is shown for about an hour. */
final class NatGatewayOperations {
    private static final String DELETED = "deleted";
    private static final Duration SHOWN = Duration.ofHours(1);

    private final Resources resources;

    NatGatewayOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateNatGatewayRequest.class,
                Permission.create(
                        "CreateNatGateway",
                        Kind.NAT_GATEWAY,
                        CreateNatGatewayRequest::subnetId,
                        CreateNatGatewayRequest::allocationId),
                this::create);
        registrar.change(
                DeleteNatGatewayRequest.class,
                Permission.on("DeleteNatGateway", DeleteNatGatewayRequest::natGatewayId),
                this::delete);
        registrar.describe(
                DescribeNatGatewaysRequest.class,
                Kind.NAT_GATEWAY,
                DescribeNatGatewaysRequest::natGatewayIds,
                (gateways, token) -> DescribeNatGatewaysResponse.builder()
                        .natGateways(gateways)
                        .nextToken(token)
                        .build());
    }

    private CreateNatGatewayResponse create(CreateNatGatewayRequest request, Call call) {
        Registrar.refuse(
                request,
                "AvailabilityMode",
                "VpcId",
                "AvailabilityZoneAddresses",
                "SecondaryAllocationIds",
                "SecondaryPrivateIpAddresses",
                "SecondaryPrivateIpAddressCount");
        removeOld(call.region());
        Subnet subnet = resources.get(Kind.SUBNET, call.region(), request.subnetId());
        boolean isPublic = !"private".equals(request.connectivityTypeAsString());
        if (isPublic && request.allocationId() == null) {
            throw Ec2Errors.missing("AllocationId");
        }
        if (!isPublic && request.allocationId() != null) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination", "AllocationId cannot be specified for a private NAT gateway.");
        }
        if (isPublic && !hasInternetGateway(call.region(), subnet.vpcId())) {
            throw Ec2Errors.of(
                    "Gateway.NotAttached", "Network " + subnet.vpcId() + " has no Internet gateway attached");
        }
        NatGateway made = Creation.once(
                resources, Kind.NAT_GATEWAY, request, call, id -> make(id, request, subnet, isPublic, call.region()));
        return CreateNatGatewayResponse.builder()
                .natGateway(made.toBuilder().state("pending").build())
                .clientToken(request.clientToken())
                .build();
    }

    private boolean hasInternetGateway(String region, String vpcId) {
        return resources.all(Kind.INTERNET_GATEWAY, region).stream()
                .flatMap(gateway -> gateway.attachments().stream())
                .anyMatch(attachment -> attachment.vpcId().equals(vpcId));
    }

    private NatGateway make(
            String id, CreateNatGatewayRequest request, Subnet subnet, boolean isPublic, String region) {
        Address address = isPublic ? freeAddress(region, request.allocationId()) : null;
        NetworkInterface own = Interfaces.of(
                resources,
                region,
                Resources.newId(Kind.INTERFACE.prefix()),
                subnet,
                List.of(),
                request.privateIpAddress(),
                new Interfaces.Use("nat_gateway", "Interface for NAT Gateway " + id, "amazon-nat"));
        NatGatewayAddress.Builder shown = NatGatewayAddress.builder()
                .networkInterfaceId(own.networkInterfaceId())
                .privateIp(own.privateIpAddress())
                .isPrimary(true)
                .status("succeeded");
        NetworkInterface.Builder kept = own.toBuilder();
        if (address != null) {
            String association = Resources.newId("eipassoc-");
            shown.allocationId(address.allocationId())
                    .publicIp(address.publicIp())
                    .associationId(association);
            kept.association(NetworkInterfaceAssociation.builder()
                    .allocationId(address.allocationId())
                    .associationId(association)
                    .publicIp(address.publicIp())
                    .ipOwnerId(resources.accountId())
                    .build());
            resources.put(
                    Kind.ADDRESS,
                    region,
                    address.toBuilder()
                            .associationId(association)
                            .networkInterfaceId(own.networkInterfaceId())
                            .networkInterfaceOwnerId(resources.accountId())
                            .privateIpAddress(own.privateIpAddress())
                            .build());
        }
        resources.put(Kind.INTERFACE, region, kept.build());
        return NatGateway.builder()
                .natGatewayId(id)
                .subnetId(subnet.subnetId())
                .vpcId(subnet.vpcId())
                .connectivityType(isPublic ? "public" : "private")
                .createTime(resources.now())
                .state("available")
                .natGatewayAddresses(shown.build())
                .build();
    }

    private Address freeAddress(String region, @Nullable String allocationId) {
        Address address = resources.get(Kind.ADDRESS, region, allocationId);
        if (address.associationId() != null) {
            throw Ec2Errors.of(
                    "Resource.AlreadyAssociated",
                    "Elastic IP address [" + address.allocationId() + "] is already associated");
        }
        return address;
    }

    private DeleteNatGatewayResponse delete(DeleteNatGatewayRequest request, Call call) {
        removeOld(call.region());
        NatGateway gateway = resources.get(Kind.NAT_GATEWAY, call.region(), request.natGatewayId());
        if (!gateway.stateAsString().equals(DELETED)) {
            for (NatGatewayAddress own : gateway.natGatewayAddresses()) {
                resources.remove(Kind.INTERFACE, call.region(), own.networkInterfaceId());
                if (own.allocationId() != null) {
                    resources
                            .find(Kind.ADDRESS, call.region(), own.allocationId())
                            .ifPresent(address -> resources.put(Kind.ADDRESS, call.region(), freed(address)));
                }
            }
            resources.put(
                    Kind.NAT_GATEWAY,
                    call.region(),
                    gateway.toBuilder()
                            .state(DELETED)
                            .deleteTime(resources.now())
                            .build());
        }
        return DeleteNatGatewayResponse.builder()
                .natGatewayId(gateway.natGatewayId())
                .build();
    }

    private static Address freed(Address address) {
        return address.toBuilder()
                .associationId(null)
                .networkInterfaceId(null)
                .networkInterfaceOwnerId(null)
                .privateIpAddress(null)
                .build();
    }

    private void removeOld(String region) {
        resources.all(Kind.NAT_GATEWAY, region).stream()
                .filter(gateway -> gateway.deleteTime() != null
                        && gateway.deleteTime().plus(SHOWN).isBefore(resources.now()))
                .forEach(gateway -> resources.remove(Kind.NAT_GATEWAY, region, gateway.natGatewayId()));
    }
}
