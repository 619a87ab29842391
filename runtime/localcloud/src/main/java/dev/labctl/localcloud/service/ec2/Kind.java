package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A kind of resource: how it is named, kept, tagged and searched.
 *
 * @param type the resource type of ARNs and tag specifications, for instance {@code route-table}
 * @param prefix what ids start with, for instance {@code rtb-}
 * @param notFound the error code for an id that does not exist
 * @param notFoundMessage its message, with a place for the id
 * @param builder makes an empty one
 * @param id the id of one
 * @param tagged gives one other tags
 * @param aliases filters whose names do not follow from the members', and the names that would
 */
record Kind<T extends SdkPojo>(
        String type,
        String prefix,
        String notFound,
        String notFoundMessage,
        Supplier<? extends SdkBuilder<?, T>> builder,
        Function<T, String> id,
        BiFunction<T, List<Tag>, T> tagged,
        Map<String, String> aliases) {

    static final Kind<Vpc> VPC = new Kind<>(
            "vpc",
            "vpc-",
            "InvalidVpcID.NotFound",
            "The vpc ID '%s' does not exist",
            Vpc::builder,
            Vpc::vpcId,
            (vpc, tags) -> vpc.toBuilder().tags(tags).build(),
            Map.of(
                    "cidr", "cidr-block",
                    "cidrBlock", "cidr-block",
                    "isDefault", "is-default",
                    "cidr-block-association.state", "cidr-block-association.cidr-block-state.state"));

    static final Kind<Subnet> SUBNET = new Kind<>(
            "subnet",
            "subnet-",
            "InvalidSubnetID.NotFound",
            "The subnet ID '%s' does not exist",
            Subnet::builder,
            Subnet::subnetId,
            (subnet, tags) -> subnet.toBuilder().tags(tags).build(),
            Map.of(
                    "cidr", "cidr-block",
                    "cidrBlock", "cidr-block",
                    "availabilityZone", "availability-zone",
                    "availabilityZoneId", "availability-zone-id",
                    "defaultForAz", "default-for-az"));

    static final Kind<RouteTable> ROUTE_TABLE = new Kind<>(
            "route-table",
            "rtb-",
            "InvalidRouteTableID.NotFound",
            "The routeTable ID '%s' does not exist",
            RouteTable::builder,
            RouteTable::routeTableId,
            (table, tags) -> table.toBuilder().tags(tags).build(),
            Map.of("association.route-table-association-id", "association.route-table-association-id"));

    static final Kind<InternetGateway> INTERNET_GATEWAY = new Kind<>(
            "internet-gateway",
            "igw-",
            "InvalidInternetGatewayID.NotFound",
            "The internetGateway ID '%s' does not exist",
            InternetGateway::builder,
            InternetGateway::internetGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            Map.of());

    static final Kind<NatGateway> NAT_GATEWAY = new Kind<>(
            "natgateway",
            "nat-",
            "NatGatewayNotFound",
            "NatGateway %s was not found",
            NatGateway::builder,
            NatGateway::natGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            Map.of());

    static final Kind<Address> ADDRESS = new Kind<>(
            "elastic-ip",
            "eipalloc-",
            "InvalidAllocationID.NotFound",
            "The allocation ID '%s' does not exist",
            Address::builder,
            Address::allocationId,
            (address, tags) -> address.toBuilder().tags(tags).build(),
            Map.of());

    static final Kind<VpcEndpoint> ENDPOINT = new Kind<>(
            "vpc-endpoint",
            "vpce-",
            "InvalidVpcEndpointId.NotFound",
            "The Vpc Endpoint Id '%s' does not exist",
            VpcEndpoint::builder,
            VpcEndpoint::vpcEndpointId,
            (endpoint, tags) -> endpoint.toBuilder().tags(tags).build(),
            Map.of("vpc-endpoint-state", "state"));

    static final Kind<SecurityGroup> GROUP = new Kind<>(
            "security-group",
            "sg-",
            "InvalidGroup.NotFound",
            "The security group '%s' does not exist",
            SecurityGroup::builder,
            SecurityGroup::groupId,
            (group, tags) -> group.toBuilder().tags(tags).build(),
            Map.ofEntries(
                    Map.entry("ip-permission.protocol", "ip-permission.ip-protocol"),
                    Map.entry("ip-permission.cidr", "ip-permission.ip-range.cidr-ip"),
                    Map.entry("ip-permission.ipv6-cidr", "ip-permission.ipv6-range.cidr-ipv6"),
                    Map.entry("ip-permission.group-id", "ip-permission.user-id-group-pair.group-id"),
                    Map.entry("ip-permission.user-id", "ip-permission.user-id-group-pair.user-id"),
                    Map.entry("ip-permission.prefix-list-id", "ip-permission.prefix-list-id.prefix-list-id"),
                    Map.entry("egress.ip-permission.protocol", "ip-permissions-egress.ip-protocol"),
                    Map.entry("egress.ip-permission.from-port", "ip-permissions-egress.from-port"),
                    Map.entry("egress.ip-permission.to-port", "ip-permissions-egress.to-port"),
                    Map.entry("egress.ip-permission.cidr", "ip-permissions-egress.ip-range.cidr-ip"),
                    Map.entry("egress.ip-permission.group-id", "ip-permissions-egress.user-id-group-pair.group-id")));

    static final Kind<SecurityGroupRule> RULE = new Kind<>(
            "security-group-rule",
            "sgr-",
            "InvalidSecurityGroupRuleId.NotFound",
            "The security group rule ID '%s' does not exist",
            SecurityGroupRule::builder,
            SecurityGroupRule::securityGroupRuleId,
            (rule, tags) -> rule.toBuilder().tags(tags).build(),
            Map.of());

    static final Kind<NetworkInterface> INTERFACE = new Kind<>(
            "network-interface",
            "eni-",
            "InvalidNetworkInterfaceID.NotFound",
            "The networkInterface ID '%s' does not exist",
            NetworkInterface::builder,
            NetworkInterface::networkInterfaceId,
            (networkInterface, tags) ->
                    networkInterface.toBuilder().tagSet(tags).build(),
            Map.of(
                    "group-id", "group.group-id",
                    "group-name", "group.group-name",
                    "addresses.private-ip-address", "private-ip-address.private-ip-address",
                    "addresses.primary", "private-ip-address.primary"));

    static final Kind<Instance> INSTANCE = new Kind<>(
            "instance",
            "i-",
            "InvalidInstanceID.NotFound",
            "The instance ID '%s' does not exist",
            Instance::builder,
            Instance::instanceId,
            (instance, tags) -> instance.toBuilder().tags(tags).build(),
            Map.ofEntries(
                    Map.entry("instance-state-name", "state.name"),
                    Map.entry("instance-state-code", "state.code"),
                    Map.entry("availability-zone", "placement.availability-zone"),
                    Map.entry("tenancy", "placement.tenancy"),
                    Map.entry("ip-address", "public-ip-address"),
                    Map.entry("dns-name", "public-dns-name"),
                    Map.entry("launch-index", "ami-launch-index"),
                    Map.entry("reason", "state-transition-reason"),
                    Map.entry("state-reason-code", "state-reason.code"),
                    Map.entry("state-reason-message", "state-reason.message"),
                    Map.entry("monitoring-state", "monitoring.state"),
                    Map.entry("instance.group-id", "security-group.group-id"),
                    Map.entry("instance.group-name", "security-group.group-name"),
                    Map.entry("group-id", "security-group.group-id"),
                    Map.entry("group-name", "security-group.group-name"),
                    Map.entry("block-device-mapping.volume-id", "block-device-mapping.ebs.volume-id"),
                    Map.entry("block-device-mapping.status", "block-device-mapping.ebs.status")));

    /** All kinds. */
    static List<Kind<?>> all() {
        return List.of(
                VPC,
                SUBNET,
                ROUTE_TABLE,
                INTERNET_GATEWAY,
                NAT_GATEWAY,
                ADDRESS,
                ENDPOINT,
                GROUP,
                RULE,
                INTERFACE,
                INSTANCE);
    }

    AwsError missing(String missingId) {
        return Ec2Errors.of(notFound, notFoundMessage.formatted(missingId));
    }
}
