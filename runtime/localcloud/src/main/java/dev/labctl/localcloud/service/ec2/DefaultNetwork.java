package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.network.Ipv4Block;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * The default VPC that a new account has in every region: 172.31.0.0/16, a public subnet in each zone, an internet gateway
 * and a route to it. Made when a region's networks are first asked for.
 *
 * <p>See <a href="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html">Default VPC
 * components</a>.
 */
final class DefaultNetwork {
    private static final String REGION_KIND = "region-made";
    private static final int SUBNET_PREFIX = 20;
    private static final Ipv4Block BLOCK =
            new Ipv4Block(Ipv4Block.address("172.31.0.0").orElseThrow(), 16);

    private final Resources resources;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    DefaultNetwork(Resources resources) {
        this.resources = resources;
    }

    /** Makes the region's default VPC unless that was done before, even if it was deleted since. */
    void ensure(String region) {
        if (made.contains(region)) {
            return;
        }
        resources.change(() -> {
            if (resources.madeBefore(region, REGION_KIND, "default").isEmpty()) {
                resources.made(region, REGION_KIND, "default", make(region).vpcId());
            }
            return made.add(region);
        });
    }

    /** Makes a default VPC; within a change. */
    Vpc make(String region) {
        Vpc vpc = Networks.newVpc(resources, region, Resources.newId("vpc-"), BLOCK, true, "default");
        resources.put(Kind.VPC, region, vpc);
        VpcAttributes.put(resources, region, vpc.vpcId(), new VpcAttributes(true, true, false));
        InternetGateway gateway = InternetGateway.builder()
                .internetGatewayId(Resources.newId("igw-"))
                .ownerId(resources.accountId())
                .attachments(InternetGatewayAttachment.builder()
                        .vpcId(vpc.vpcId())
                        .state("available")
                        .build())
                .build();
        resources.put(Kind.INTERNET_GATEWAY, region, gateway);
        RouteTable main = Networks.mainTable(resources, region, vpc.vpcId());
        resources.put(
                Kind.ROUTE_TABLE,
                region,
                Routes.with(
                        main,
                        Route.builder()
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(gateway.internetGatewayId())
                                .origin(RouteOrigin.CREATE_ROUTE)
                                .state("active")
                                .build()));
        List<String> zones = Zones.of(region);
        for (int i = 0; i < zones.size(); i++) {
            Ipv4Block block = new Ipv4Block(BLOCK.first() + i * (1L << (32 - SUBNET_PREFIX)), SUBNET_PREFIX);
            resources.put(
                    Kind.SUBNET,
                    region,
                    Networks.newSubnet(resources, region, Resources.newId("subnet-"), vpc, block, zones.get(i))
                            .toBuilder()
                            .defaultForAz(true)
                            .mapPublicIpOnLaunch(true)
                            .build());
        }
        return vpc;
    }
}
