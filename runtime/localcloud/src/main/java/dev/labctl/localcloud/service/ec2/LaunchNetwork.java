package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * Where a launch puts its instances.
 *
 * @param subnet the subnet of their network interfaces
 * @param groupIds their security groups
 * @param address the private address asked for; null for a free one
 * @param isPublic whether they get public addresses
 * @param description the description of their network interfaces
 */
record LaunchNetwork(
        Subnet subnet, List<String> groupIds, @Nullable String address, boolean isPublic, String description) {
    /** Addresses of TEST-NET-2 (RFC 5737), which belong to nobody. */
    private static final String PUBLIC_BLOCK = "198.51.100.";

    private static final int LARGEST_HOST = 254;
    private static final Random RANDOM = new Random();

    LaunchNetwork {
        groupIds = List.copyOf(groupIds);
    }

    /** The subnet that a request names, in whichever of the two places. */
    static @Nullable String subnetId(RunInstancesRequest request) {
        return request.subnetId() != null
                ? request.subnetId()
                : card(request)
                        .map(InstanceNetworkInterfaceSpecification::subnetId)
                        .orElse(null);
    }

    /** The groups that a request names by id. */
    static List<String> groupIds(RunInstancesRequest request) {
        return card(request).map(InstanceNetworkInterfaceSpecification::groups).orElse(request.securityGroupIds());
    }

    private static Optional<InstanceNetworkInterfaceSpecification> card(RunInstancesRequest request) {
        return request.networkInterfaces().stream().findFirst();
    }

    static LaunchNetwork of(Resources resources, String region, RunInstancesRequest request) {
        Optional<InstanceNetworkInterfaceSpecification> card = card(request);
        card.ifPresent(given -> check(request, given));
        Subnet subnet = subnet(resources, region, request);
        List<String> groups = groupIds(request);
        if (!request.securityGroups().isEmpty()) {
            groups = request.securityGroups().stream()
                    .map(name -> Groups.named(resources, region, subnet.vpcId(), name)
                            .map(SecurityGroup::groupId)
                            .orElseThrow(() -> Kind.GROUP.missing(name)))
                    .toList();
        }
        String address = card.map(InstanceNetworkInterfaceSpecification::privateIpAddress)
                .orElse(request.privateIpAddress());
        if (address != null && request.maxCount() > 1) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination",
                    "The parameter 'privateIpAddress' may not be used when more than one instance is launched.");
        }
        boolean isPublic = card.map(InstanceNetworkInterfaceSpecification::associatePublicIpAddress)
                .orElse(Boolean.TRUE.equals(subnet.mapPublicIpOnLaunch()));
        return new LaunchNetwork(
                subnet,
                Interfaces.orDefault(resources, region, subnet.vpcId(), groups),
                address,
                isPublic,
                card.map(InstanceNetworkInterfaceSpecification::description).orElse(""));
    }

    private static void check(RunInstancesRequest request, InstanceNetworkInterfaceSpecification card) {
        if (request.networkInterfaces().size() > 1) {
            throw Ec2Errors.notImplemented("more than one of NetworkInterfaces of RunInstances");
        }
        if (card.networkInterfaceId() != null) {
            throw Ec2Errors.notImplemented("NetworkInterfaceId of RunInstances");
        }
        if (card.deviceIndex() == null || card.deviceIndex() != 0) {
            throw Ec2Errors.invalidValue(
                    "Each network interface requires a device index, and the first one's must be 0.");
        }
        if (request.subnetId() != null) {
            throw combination("subnet ID");
        }
        if (!request.securityGroupIds().isEmpty() || !request.securityGroups().isEmpty()) {
            throw combination("security groups");
        }
        if (request.privateIpAddress() != null) {
            throw combination("private IP address");
        }
    }

    private static AwsError combination(String what) {
        return Ec2Errors.of(
                "InvalidParameterCombination",
                "Network interfaces and an instance-level " + what + " may not be specified on the same request");
    }

    private static Subnet subnet(Resources resources, String region, RunInstancesRequest request) {
        Placement placement = request.placement();
        String zone = placement == null ? null : placement.availabilityZone();
        boolean isPlain = placement == null
                || Placement.builder()
                        .availabilityZone(zone)
                        .tenancy(placement.tenancyAsString())
                        .build()
                        .equals(placement);
        boolean isShared = placement == null
                || placement.tenancyAsString() == null
                || placement.tenancyAsString().equals("default");
        if (!isPlain || !isShared) {
            throw Ec2Errors.notImplemented("a Placement of RunInstances beyond a zone");
        }
        String id = subnetId(request);
        if (id != null) {
            Subnet subnet = resources.get(Kind.SUBNET, region, id);
            if (zone != null && !zone.equals(subnet.availabilityZone())) {
                throw Ec2Errors.invalidValue("The specified availability zone does not match the subnet's.");
            }
            return subnet;
        }
        return resources.all(Kind.SUBNET, region).stream()
                .filter(subnet -> Boolean.TRUE.equals(subnet.defaultForAz()))
                .filter(subnet -> zone == null || zone.equals(subnet.availabilityZone()))
                .findFirst()
                .orElseThrow(() ->
                        Ec2Errors.of("MissingInput", "No subnets found for the default VPC. Please specify a subnet."));
    }

    /** A new network interface, attached to the instance. */
    NetworkInterface card(Resources resources, String region, String instanceId) {
        NetworkInterface made = Interfaces.of(
                resources,
                region,
                Resources.newId(Kind.INTERFACE.prefix()),
                subnet,
                groupIds,
                address,
                new Interfaces.Use("interface", description, null));
        NetworkInterface.Builder attached = made.toBuilder().status("in-use").attachment(attachment -> attachment
                .attachmentId(Resources.newId("eni-attach-"))
                .instanceId(instanceId)
                .instanceOwnerId(resources.accountId())
                .deviceIndex(0)
                .deleteOnTermination(true)
                .attachTime(resources.now())
                .status("attached"));
        if (isPublic) {
            String publicIp = PUBLIC_BLOCK + (1 + RANDOM.nextInt(LARGEST_HOST));
            attached.association(NetworkInterfaceAssociation.builder()
                    .publicIp(publicIp)
                    .publicDnsName(publicName(region, publicIp))
                    .ipOwnerId("amazon")
                    .build());
        }
        return attached.build();
    }

    private static String publicName(String region, String address) {
        String domain = region.equals("us-east-1") ? "compute-1" : region + ".compute";
        return "ec2-" + address.replace('.', '-') + "." + domain + ".amazonaws.com";
    }
}
