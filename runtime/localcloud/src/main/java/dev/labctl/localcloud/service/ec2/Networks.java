package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.network.Ipv4Block;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockState;

/** Makes VPCs and subnets with what belongs to them. */
final class Networks {
    /** The first four addresses of a subnet and its last are AWS's. */
    private static final int RESERVED = 5;

    private static final int FIRST_FREE = 4;

    private Networks() {}

    /** A new VPC, for which a main route table and a default security group are made. */
    static Vpc newVpc(
            Resources resources, String region, String id, Ipv4Block block, boolean isDefault, String tenancy) {
        String table = Resources.newId("rtb-");
        resources.put(
                Kind.ROUTE_TABLE,
                region,
                RouteTable.builder()
                        .routeTableId(table)
                        .vpcId(id)
                        .ownerId(resources.accountId())
                        .associations(association(table, null, true))
                        .routes(Routes.local(block.toString()))
                        .build());
        SecurityGroup group = SecurityGroup.builder()
                .groupId(Resources.newId("sg-"))
                .groupName(Groups.DEFAULT)
                .description("default VPC security group")
                .vpcId(id)
                .ownerId(resources.accountId())
                .build();
        resources.put(Kind.GROUP, region, group);
        Groups.addDefaultRules(resources, region, group, true);
        return Vpc.builder()
                .vpcId(id)
                .ownerId(resources.accountId())
                .cidrBlock(block.toString())
                .cidrBlockAssociationSet(VpcCidrBlockAssociation.builder()
                        .associationId(Resources.newId("vpc-cidr-assoc-"))
                        .cidrBlock(block.toString())
                        .cidrBlockState(
                                VpcCidrBlockState.builder().state("associated").build())
                        .build())
                .dhcpOptionsId(Shadows.dhcpOptionsId(region))
                .instanceTenancy(tenancy)
                .isDefault(isDefault)
                .state("available")
                .build();
    }

    /** A new association of a route table; of the whole VPC when the subnet is null. */
    static RouteTableAssociation association(String routeTableId, @Nullable String subnetId, boolean isMain) {
        return RouteTableAssociation.builder()
                .routeTableAssociationId(Resources.newId("rtbassoc-"))
                .routeTableId(routeTableId)
                .subnetId(subnetId)
                .main(isMain)
                .associationState(state -> state.state("associated"))
                .build();
    }

    static RouteTable mainTable(Resources resources, String region, String vpcId) {
        return resources.all(Kind.ROUTE_TABLE, region).stream()
                .filter(table -> table.vpcId().equals(vpcId)
                        && table.associations().stream().anyMatch(RouteTableAssociation::main))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(vpcId + " has no main route table"));
    }

    static Subnet newSubnet(
            Resources resources, String region, String id, Vpc vpc, Ipv4Block block, String availabilityZone) {
        return Subnet.builder()
                .subnetId(id)
                .subnetArn("arn:aws:ec2:" + region + ":" + resources.accountId() + ":subnet/" + id)
                .ownerId(resources.accountId())
                .vpcId(vpc.vpcId())
                .cidrBlock(block.toString())
                .availabilityZone(availabilityZone)
                .availabilityZoneId(Zones.id(availabilityZone))
                .availableIpAddressCount((int) block.size() - RESERVED)
                .state("available")
                .defaultForAz(false)
                .mapPublicIpOnLaunch(false)
                .assignIpv6AddressOnCreation(false)
                .mapCustomerOwnedIpOnLaunch(false)
                .enableDns64(false)
                .ipv6Native(false)
                .privateDnsNameOptionsOnLaunch(options -> options.hostnameType("ip-name")
                        .enableResourceNameDnsARecord(false)
                        .enableResourceNameDnsAAAARecord(false))
                .build();
    }

    /** A subnet with the number of addresses that are free now. */
    static Subnet counted(Resources resources, String region, Subnet subnet) {
        int used = usedAddresses(resources, region, subnet.subnetId()).size();
        return subnet.toBuilder()
                .availableIpAddressCount((int) block(subnet).size() - RESERVED - used)
                .build();
    }

    static Ipv4Block block(Subnet subnet) {
        return Ipv4Block.parse(subnet.cidrBlock())
                .orElseThrow(() -> new IllegalStateException("not a block: " + subnet.cidrBlock()));
    }

    static List<Ipv4Block> blocks(Vpc vpc) {
        return vpc.cidrBlockAssociationSet().stream()
                .flatMap(association -> Ipv4Block.parse(association.cidrBlock()).stream())
                .toList();
    }

    private static Set<String> usedAddresses(Resources resources, String region, String subnetId) {
        return resources.all(Kind.INTERFACE, region).stream()
                .filter(networkInterface -> networkInterface.subnetId().equals(subnetId))
                .flatMap(networkInterface -> networkInterface.privateIpAddresses().stream())
                .map(address -> address.privateIpAddress())
                .collect(Collectors.toSet());
    }

    /** A free address of the subnet, or the wanted one. */
    static String address(Resources resources, String region, Subnet subnet, @Nullable String wanted) {
        Ipv4Block block = block(subnet);
        Set<String> used = usedAddresses(resources, region, subnet.subnetId());
        if (wanted != null) {
            long address = Ipv4Block.address(wanted)
                    .filter(block::contains)
                    .orElseThrow(
                            () -> Ec2Errors.invalidValue("Address does not fall within the subnet's address range"));
            if (address < block.first() + FIRST_FREE || address == block.first() + block.size() - 1) {
                throw Ec2Errors.invalidValue("Address " + wanted + " is in subnet's reserved address range");
            }
            if (used.contains(wanted)) {
                throw Ec2Errors.of("InvalidIPAddress.InUse", "Address " + wanted + " is in use.");
            }
            return wanted;
        }
        for (long address = block.first() + FIRST_FREE; address < block.first() + block.size() - 1; address++) {
            String text = Ipv4Block.text(address);
            if (!used.contains(text)) {
                return text;
            }
        }
        throw Ec2Errors.of(
                "InsufficientFreeAddressesInSubnet",
                "The specified subnet does not have enough free addresses to satisfy the request.");
    }
}
