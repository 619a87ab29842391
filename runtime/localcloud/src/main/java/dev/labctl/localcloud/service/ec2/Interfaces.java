package dev.labctl.localcloud.service.ec2;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Makes network interfaces, for requests and for gateways and endpoints that own one in each subnet. */
final class Interfaces {
    private static final Random RANDOM = new Random();

    private Interfaces() {}

    /**
     * What makes an interface.
     *
     * @param type {@code interface}, {@code nat_gateway}, {@code vpc_endpoint}, {@code lambda}
     * @param owner who manages it, for instance {@code amazon-aws}; null for the account itself
     */
    record Use(String type, String description, @Nullable String owner) {}

    /** A new interface in the subnet, with an address of it. */
    static NetworkInterface of(
            Resources resources,
            String region,
            String id,
            Subnet subnet,
            List<String> groupIds,
            @Nullable String wantedAddress,
            Use use) {
        String address = Networks.address(resources, region, subnet, wantedAddress);
        String name = privateName(region, address);
        boolean isManaged = use.owner() != null;
        return NetworkInterface.builder()
                .networkInterfaceId(id)
                .interfaceType(use.type())
                .description(use.description())
                .ownerId(resources.accountId())
                .requesterId(use.owner())
                .requesterManaged(isManaged)
                .subnetId(subnet.subnetId())
                .vpcId(subnet.vpcId())
                .availabilityZone(subnet.availabilityZone())
                .availabilityZoneId(subnet.availabilityZoneId())
                .groups(groups(resources, region, subnet.vpcId(), groupIds))
                .macAddress(macAddress())
                .privateIpAddress(address)
                .privateDnsName(name)
                .privateIpAddresses(NetworkInterfacePrivateIpAddress.builder()
                        .primary(true)
                        .privateIpAddress(address)
                        .privateDnsName(name)
                        .build())
                .sourceDestCheck(!use.type().equals("nat_gateway"))
                .status(isManaged ? "in-use" : "available")
                .build();
    }

    /** The groups with these ids, which must stand in the VPC. */
    static List<GroupIdentifier> groups(Resources resources, String region, String vpcId, List<String> ids) {
        return ids.stream()
                .map(id -> {
                    SecurityGroup group = resources.get(Kind.GROUP, region, id);
                    if (!group.vpcId().equals(vpcId)) {
                        throw Ec2Errors.of(
                                "InvalidParameter",
                                "You have specified two resources that belong to different networks.");
                    }
                    return GroupIdentifier.builder()
                            .groupId(group.groupId())
                            .groupName(group.groupName())
                            .build();
                })
                .toList();
    }

    /** The groups asked for; the VPC's default one when none are. */
    static List<String> orDefault(Resources resources, String region, String vpcId, List<String> ids) {
        Optional<SecurityGroup> standard =
                ids.isEmpty() ? Groups.named(resources, region, vpcId, Groups.DEFAULT) : Optional.empty();
        return standard.map(group -> List.of(group.groupId())).orElse(ids);
    }

    private static String privateName(String region, String address) {
        String domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
        return "ip-" + address.replace('.', '-') + "." + domain;
    }

    private static String macAddress() {
        return "02:%02x:%02x:%02x:%02x:%02x"
                .formatted(
                        RANDOM.nextInt(256),
                        RANDOM.nextInt(256),
                        RANDOM.nextInt(256),
                        RANDOM.nextInt(256),
                        RANDOM.nextInt(256));
    }
}
