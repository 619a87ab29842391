package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.network.Ipv4Block;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Subnets. */
final class SubnetOperations {
    private final Resources resources;
    private final Random random = new Random();

    SubnetOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateSubnetRequest.class,
                Permission.create("CreateSubnet", Kind.SUBNET, CreateSubnetRequest::vpcId),
                this::create);
        registrar.change(
                DeleteSubnetRequest.class, Permission.on("DeleteSubnet", DeleteSubnetRequest::subnetId), this::delete);
        registrar.describe(
                DescribeSubnetsRequest.class,
                Kind.SUBNET,
                DescribeSubnetsRequest::subnetIds,
                (region, subnet) -> Networks.counted(resources, region, subnet),
                (subnets, token) -> DescribeSubnetsResponse.builder()
                        .subnets(subnets)
                        .nextToken(token)
                        .build());
        registrar.change(
                ModifySubnetAttributeRequest.class,
                Permission.on("ModifySubnetAttribute", ModifySubnetAttributeRequest::subnetId),
                this::modify);
    }

    private CreateSubnetResponse create(CreateSubnetRequest request, Call call) {
        Registrar.refuse(
                request,
                "Ipv6CidrBlock",
                "OutpostArn",
                "Ipv6Native",
                "Ipv4IpamPoolId",
                "Ipv4NetmaskLength",
                "Ipv6IpamPoolId",
                "Ipv6NetmaskLength");
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        Ipv4Block block = VpcOperations.block(request.cidrBlock(), "InvalidSubnet.Range");
        String zone = zone(request, call.region());
        Subnet subnet = Creation.once(resources, Kind.SUBNET, request, call, id -> {
            requireRoom(vpc, block, call.region());
            return Networks.newSubnet(resources, call.region(), id, vpc, block, zone);
        });
        return CreateSubnetResponse.builder().subnet(subnet).build();
    }

    private void requireRoom(Vpc vpc, Ipv4Block block, String region) {
        if (Networks.blocks(vpc).stream().noneMatch(whole -> whole.contains(block))) {
            throw Ec2Errors.of("InvalidSubnet.Range", "The CIDR '" + block + "' is invalid.");
        }
        boolean isTaken = resources.all(Kind.SUBNET, region).stream()
                .anyMatch(other -> other.vpcId().equals(vpc.vpcId())
                        && Networks.block(other).overlaps(block));
        if (isTaken) {
            throw Ec2Errors.of("InvalidSubnet.Conflict", "The CIDR '" + block + "' conflicts with another subnet");
        }
    }

    /** The zone asked for; one of the region's when none is. */
    private String zone(CreateSubnetRequest request, String region) {
        List<String> zones = Zones.of(region);
        String byId = request.availabilityZoneId();
        String wanted = request.availabilityZone() == null ? byId : request.availabilityZone();
        if (wanted == null) {
            return zones.get(random.nextInt(zones.size()));
        }
        return Zones.find(region, wanted)
                .orElseThrow(() -> Ec2Errors.invalidValue(
                        wanted,
                        request.availabilityZone() == null ? "availabilityZoneId" : "availabilityZone",
                        "Subnets can currently only be created in the following availability zones: "
                                + String.join(", ", zones) + "."));
    }

    private DeleteSubnetResponse delete(DeleteSubnetRequest request, Call call) {
        String region = call.region();
        Subnet subnet = resources.get(Kind.SUBNET, region, request.subnetId());
        String id = subnet.subnetId();
        boolean isUsed = resources.all(Kind.INTERFACE, region).stream()
                        .anyMatch(networkInterface -> id.equals(networkInterface.subnetId()))
                || resources.all(Kind.NAT_GATEWAY, region).stream()
                        .anyMatch(gateway -> id.equals(gateway.subnetId()) && isAlive(gateway));
        if (isUsed) {
            throw Ec2Errors.hasDependencies("subnet", id);
        }
        resources.all(Kind.ROUTE_TABLE, region).stream()
                .filter(table -> table.associations().stream().anyMatch(each -> id.equals(each.subnetId())))
                .forEach(table -> resources.put(
                        Kind.ROUTE_TABLE,
                        region,
                        table.toBuilder()
                                .associations(table.associations().stream()
                                        .filter(each -> !id.equals(each.subnetId()))
                                        .toList())
                                .build()));
        resources.remove(Kind.SUBNET, region, id);
        return DeleteSubnetResponse.builder().build();
    }

    private static boolean isAlive(NatGateway gateway) {
        return !gateway.stateAsString().equals("deleted");
    }

    private ModifySubnetAttributeResponse modify(ModifySubnetAttributeRequest request, Call call) {
        Registrar.refuse(
                request,
                "CustomerOwnedIpv4Pool",
                "EnableLniAtDeviceIndex",
                "MapCustomerOwnedIpOnLaunch",
                "DisableLniAtDeviceIndex");
        Subnet subnet = resources.get(Kind.SUBNET, call.region(), request.subnetId());
        Subnet.Builder changed = subnet.toBuilder();
        if (request.mapPublicIpOnLaunch() != null) {
            changed.mapPublicIpOnLaunch(request.mapPublicIpOnLaunch().value());
        }
        if (request.enableDns64() != null) {
            changed.enableDns64(request.enableDns64().value());
        }
        if (request.assignIpv6AddressOnCreation() != null
                && Boolean.TRUE.equals(request.assignIpv6AddressOnCreation().value())) {
            throw Ec2Errors.of(
                    "InvalidSubnet.Range",
                    "The subnet '" + subnet.subnetId() + "' has no IPv6 CIDR block associated with it.");
        }
        changed.privateDnsNameOptionsOnLaunch(
                subnet.privateDnsNameOptionsOnLaunch().copy(options -> {
                    if (request.privateDnsHostnameTypeOnLaunch() != null) {
                        options.hostnameType(request.privateDnsHostnameTypeOnLaunch());
                    }
                    if (request.enableResourceNameDnsARecordOnLaunch() != null) {
                        options.enableResourceNameDnsARecord(
                                request.enableResourceNameDnsARecordOnLaunch().value());
                    }
                    if (request.enableResourceNameDnsAAAARecordOnLaunch() != null) {
                        options.enableResourceNameDnsAAAARecord(request.enableResourceNameDnsAAAARecordOnLaunch()
                                .value());
                    }
                }));
        resources.put(Kind.SUBNET, call.region(), changed.build());
        return ModifySubnetAttributeResponse.builder().build();
    }
}
