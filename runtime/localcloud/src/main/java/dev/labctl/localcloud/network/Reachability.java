package dev.labctl.localcloud.network;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.Dispatcher;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.network.Firewall.Peer;
import dev.labctl.localcloud.network.Workload.Placement;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * Who reaches whom: by the security groups of both ends, the routes of the subnet, gateways and endpoints, as EC2 describes
 * them at the moment a connection is opened.
 *
 * <p>Network ACLs allow everything, as those do that a VPC is made with.
 */
public final class Reachability implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
    private static final int HTTPS = 443;

    /** An address that stands for those of AWS's services, and one for those that functions without a VPC have. */
    private static final String SERVICE_ADDRESS = "203.0.113.10";

    private static final String LAMBDA_ADDRESS = "198.51.100.10";

    private final Dispatcher dispatcher;
    private final Workloads workloads;
    private final String accountId;

    public Reachability(Dispatcher dispatcher, Workloads workloads, String accountId) {
        this.dispatcher = dispatcher;
        this.workloads = workloads;
        this.accountId = accountId;
        if (!PeerProcess.isKnown()) {
            LOG.warn(
                    "this system does not tell which process opened a connection: security groups, routes and endpoints"
                            + " are kept but nothing is shut off by them");
        }
    }

    @Override
    public boolean admits(InetSocketAddress peer, int localPort, Target target) {
        Workload workload = workloads.behind(peer, localPort).orElse(null);
        return workload == null || reaches(workload, target);
    }

    /** Whether packets of the workload arrive at the target. */
    boolean reaches(Workload workload, Target target) {
        try {
            Placement from = workload.placement();
            List<IpPermission> ingress = ingress(workload.region(), target.securityGroupIds());
            if (from == null) {
                return target.isPublic() && Firewall.allows(ingress, target.port(), Peer.at(LAMBDA_ADDRESS, List.of()));
            }
            List<IpPermission> egress = egress(workload.region(), from.securityGroupIds());
            if (isInside(from, workload.region(), target)) {
                return isLetOut(workload.region(), from.vpcId(), egress, target)
                        && Firewall.allows(ingress, target.port(), Peer.at(from.address(), from.securityGroupIds()));
            }
            Optional<String> publicAddress = publicAddress(workload.region(), from);
            return target.isPublic()
                    && Firewall.allows(egress, target.port(), Peer.at(SERVICE_ADDRESS, List.of()))
                    && publicAddress
                            .filter(address -> Firewall.allows(ingress, target.port(), Peer.at(address, List.of())))
                            .isPresent();
        } catch (AwsError e) {
            // Something of what the way depends on is gone.
            LOG.debug("{} does not reach {}: {}", workload.name(), target, e.message());
            return false;
        }
    }

    /** Whether the target stands in the same VPC; where it does not say, its groups tell. */
    private boolean isInside(Placement from, String region, Target target) {
        return target.vpcId().isEmpty()
                ? groups(region, target.securityGroupIds()).stream()
                        .anyMatch(group -> group.vpcId().equals(from.vpcId()))
                : target.vpcId().equals(from.vpcId());
    }

    /** A target's own address is not known: it may be any of its VPC. */
    private boolean isLetOut(String region, String vpcId, List<IpPermission> egress, Target target) {
        return call(region, DescribeVpcsRequest.builder().vpcIds(vpcId).build(), DescribeVpcsResponse.class)
                .vpcs()
                .stream()
                .flatMap(vpc -> Ipv4Block.parse(vpc.cidrBlock()).stream())
                .anyMatch(block -> Firewall.allows(
                        egress, target.port(), new Peer(block, Set.copyOf(target.securityGroupIds()), Set.of())));
    }

    /**
     * Whether a workload reaches the API of an AWS service.
     *
     * @param service the service in the scope of signatures, for instance {@code secretsmanager}
     * @param region the region of the API
     */
    public boolean reachesApi(Workload workload, String service, String region) {
        Placement from = workload.placement();
        if (from == null) {
            return true;
        }
        try {
            List<IpPermission> egress = egress(workload.region(), from.securityGroupIds());
            List<VpcEndpoint> endpoints =
                    workload.region().equals(region) ? endpoints(from, service, region) : List.of();
            for (VpcEndpoint endpoint : endpoints) {
                boolean isNamed = Boolean.TRUE.equals(endpoint.privateDnsEnabled());
                if (isNamed) {
                    // The service's name leads here, whatever other ways there are.
                    return isLetThrough(workload.region(), from, egress, endpoint);
                }
            }
            RouteTable routes = routes(workload.region(), from.vpcId(), from.subnetId());
            for (VpcEndpoint endpoint : endpoints) {
                Optional<Route> route = routes.routes().stream()
                        .filter(each -> endpoint.vpcEndpointId().equals(each.gatewayId()))
                        .findFirst();
                if (route.isPresent()) {
                    Set<String> list = Set.of(route.get().destinationPrefixListId());
                    return Firewall.allows(egress, HTTPS, new Peer(Firewall.single(SERVICE_ADDRESS), Set.of(), list));
                }
            }
            return Firewall.allows(egress, HTTPS, Peer.at(SERVICE_ADDRESS, List.of()))
                    && publicAddress(workload.region(), from).isPresent();
        } catch (AwsError e) {
            LOG.debug("{} does not reach {}: {}", workload.name(), service, e.message());
            return false;
        }
    }

    private List<VpcEndpoint> endpoints(Placement from, String service, String region) {
        return call(
                        region,
                        DescribeVpcEndpointsRequest.builder()
                                .filters(
                                        filter("vpc-id", from.vpcId()),
                                        filter("service-name", "com.amazonaws." + region + "." + service))
                                .build(),
                        DescribeVpcEndpointsResponse.class)
                .vpcEndpoints();
    }

    private boolean isLetThrough(String region, Placement from, List<IpPermission> egress, VpcEndpoint endpoint) {
        List<String> groups =
                endpoint.groups().stream().map(SecurityGroupIdentifier::groupId).toList();
        Target target = new Target(from.vpcId(), groups, false, HTTPS);
        return !endpoint.networkInterfaceIds().isEmpty()
                && isLetOut(region, from.vpcId(), egress, target)
                && Firewall.allows(ingress(region, groups), HTTPS, Peer.at(from.address(), from.securityGroupIds()));
    }

    /** The address that packets to the internet come from: its own, or that of a NAT gateway with a way out itself. */
    private Optional<String> publicAddress(String region, Placement from) {
        Route route = toInternet(routes(region, from.vpcId(), from.subnetId()));
        if (route == null || !route.stateAsString().equals("active")) {
            return Optional.empty();
        }
        if (route.natGatewayId() == null) {
            return isToInternetGateway(route) ? Optional.ofNullable(from.publicAddress()) : Optional.empty();
        }
        NatGateway gateway = call(
                        region,
                        DescribeNatGatewaysRequest.builder()
                                .natGatewayIds(route.natGatewayId())
                                .build(),
                        DescribeNatGatewaysResponse.class)
                .natGateways()
                .get(0);
        Route onward = toInternet(routes(region, gateway.vpcId(), gateway.subnetId()));
        boolean leadsOut = onward != null
                && isToInternetGateway(onward)
                && onward.stateAsString().equals("active");
        String address = gateway.natGatewayAddresses().get(0).publicIp();
        return leadsOut ? Optional.ofNullable(address) : Optional.empty();
    }

    private static boolean isToInternetGateway(Route route) {
        return route.gatewayId() != null && route.gatewayId().startsWith("igw-");
    }

    /** The most specific route to an address outside of AWS's VPCs. */
    private static @Nullable Route toInternet(RouteTable table) {
        long address = Firewall.single(SERVICE_ADDRESS).first();
        return table.routes().stream()
                .filter(route ->
                        block(route).filter(block -> block.contains(address)).isPresent())
                .max(Comparator.comparingInt(
                        route -> block(route).map(Ipv4Block::prefix).orElse(-1)))
                .orElse(null);
    }

    private static Optional<Ipv4Block> block(Route route) {
        return Optional.ofNullable(route.destinationCidrBlock()).flatMap(Ipv4Block::parse);
    }

    /** The subnet's own route table, else the main one of its VPC. */
    private RouteTable routes(String region, String vpcId, String subnetId) {
        List<RouteTable> own = tables(region, filter("association.subnet-id", subnetId));
        return own.isEmpty()
                ? tables(region, filter("vpc-id", vpcId), filter("association.main", "true"))
                        .get(0)
                : own.get(0);
    }

    private List<RouteTable> tables(String region, Filter... filters) {
        return call(
                        region,
                        DescribeRouteTablesRequest.builder().filters(filters).build(),
                        DescribeRouteTablesResponse.class)
                .routeTables();
    }

    private List<IpPermission> ingress(String region, Collection<String> groupIds) {
        List<IpPermission> all = new ArrayList<>();
        groups(region, groupIds).forEach(group -> all.addAll(group.ipPermissions()));
        return all;
    }

    private List<IpPermission> egress(String region, Collection<String> groupIds) {
        List<IpPermission> all = new ArrayList<>();
        groups(region, groupIds).forEach(group -> all.addAll(group.ipPermissionsEgress()));
        return all;
    }

    private List<SecurityGroup> groups(String region, Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : call(
                                region,
                                DescribeSecurityGroupsRequest.builder()
                                        .groupIds(ids)
                                        .build(),
                                DescribeSecurityGroupsResponse.class)
                        .securityGroups();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private <R extends SdkResponse> R call(String region, SdkRequest request, Class<R> responseType) {
        return dispatcher.call(Caller.of(Principal.root(accountId), region), request, responseType);
    }
}
