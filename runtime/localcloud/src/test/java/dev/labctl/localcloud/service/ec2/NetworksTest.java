package dev.labctl.localcloud.service.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** VPCs, subnets, routes, gateways and endpoints. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class NetworksTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Ec2Client ec2;

    @BeforeEach
    void connect() {
        ec2 = cloud.client(Ec2Client.builder());
    }

    static void refused(ThrowingCallable call, String code, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Ec2Exception.class, error -> {
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
            for (String word : words) {
                assertThat(error.awsErrorDetails().errorMessage()).contains(word);
            }
        });
    }

    private String vpc(String block) {
        return ec2.createVpc(request -> request.cidrBlock(block)).vpc().vpcId();
    }

    private String subnet(String vpcId, String block, String zone) {
        return ec2.createSubnet(request -> request.vpcId(vpcId).cidrBlock(block).availabilityZone(zone))
                .subnet()
                .subnetId();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    @Test
    void everyRegionOfANewAccountHasADefaultVpcWithAPublicSubnetInEachZone() {
        for (Region region : List.of(Region.US_EAST_1, Region.EU_WEST_1)) {
            Ec2Client there = cloud.client(Ec2Client.builder(), region);
            Vpc vpc = there.describeVpcs(request -> request.filters(filter("is-default", "true")))
                    .vpcs()
                    .get(0);
            assertThat(vpc.cidrBlock()).isEqualTo("172.31.0.0/16");
            List<Subnet> subnets = there.describeSubnets(request -> request.filters(filter("vpc-id", vpc.vpcId())))
                    .subnets();
            assertThat(subnets)
                    .extracting(Subnet::availabilityZone)
                    .containsExactlyInAnyOrderElementsOf(there.describeAvailabilityZones().availabilityZones().stream()
                            .map(zone -> zone.zoneName())
                            .toList());
            assertThat(subnets).allMatch(subnet -> subnet.defaultForAz() && subnet.mapPublicIpOnLaunch());
            assertThat(subnets.get(0).availableIpAddressCount()).isEqualTo(4091);
            assertThat(there.describeRouteTables(request -> request.filters(filter("association.main", "true")))
                            .routeTables()
                            .get(0)
                            .routes())
                    .extracting(Route::destinationCidrBlock)
                    .containsExactly("172.31.0.0/16", "0.0.0.0/0");
            assertThat(there.describeSecurityGroups(request -> request.filters(filter("group-name", "default")))
                            .securityGroups()
                            .get(0)
                            .ipPermissions()
                            .get(0)
                            .userIdGroupPairs())
                    .hasSize(1);
        }
    }

    @Test
    void blocksAreCheckedAsEc2ChecksThem() {
        refused(() -> vpc("10.0.0.0/8"), "InvalidVpc.Range", "10.0.0.0/8");
        refused(() -> vpc("10.0.0/16"), "InvalidParameterValue", "not a valid CIDR block");
        String vpc = vpc("10.0.7.7/16");
        assertThat(ec2.describeVpcs(request -> request.vpcIds(vpc))
                        .vpcs()
                        .get(0)
                        .cidrBlock())
                .isEqualTo("10.0.0.0/16");
        subnet(vpc, "10.0.0.0/24", "us-east-1a");
        refused(() -> subnet(vpc, "10.0.0.128/25", "us-east-1a"), "InvalidSubnet.Conflict", "10.0.0.128/25");
        refused(() -> subnet(vpc, "10.1.0.0/24", "us-east-1a"), "InvalidSubnet.Range", "10.1.0.0/24");
        refused(() -> subnet(vpc, "10.0.1.0/29", "us-east-1a"), "InvalidSubnet.Range", "10.0.1.0/29");
        refused(() -> subnet(vpc, "10.0.1.0/24", "us-east-1z"), "InvalidParameterValue", "us-east-1a, us-east-1b");
        refused(() -> subnet("vpc-0123456789abcdef0", "10.0.1.0/24", "us-east-1a"), "InvalidVpcID.NotFound");
    }

    @Test
    void aVpcGoesOnlyWhenNothingIsLeftInIt() {
        String vpc = vpc("10.0.0.0/16");
        String subnet = subnet(vpc, "10.0.0.0/24", "us-east-1a");
        refused(() -> ec2.deleteVpc(request -> request.vpcId(vpc)), "DependencyViolation", vpc);
        ec2.deleteSubnet(request -> request.subnetId(subnet));
        ec2.deleteVpc(request -> request.vpcId(vpc));
        refused(() -> ec2.describeVpcs(request -> request.vpcIds(vpc)), "InvalidVpcID.NotFound", vpc);
        assertThat(ec2.describeSecurityGroups(request -> request.filters(filter("vpc-id", vpc)))
                        .securityGroups())
                .isEmpty();
    }

    @Test
    void routesLeadToGatewaysOfTheSameVpcAndTurnBlackWhenTheyAreGone() {
        String vpc = vpc("10.0.0.0/16");
        String subnet = subnet(vpc, "10.0.0.0/24", "us-east-1a");
        String table =
                ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
        String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
        refused(
                () -> ec2.createRoute(request -> request.routeTableId(table)
                        .destinationCidrBlock("0.0.0.0/0")
                        .gatewayId(gateway)),
                "InvalidParameterValue",
                "belong to different networks");
        ec2.attachInternetGateway(request -> request.internetGatewayId(gateway).vpcId(vpc));
        ec2.createRoute(request ->
                request.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(subnet));
        String address = ec2.allocateAddress(request -> request.domain("vpc")).allocationId();
        String nat = ec2.createNatGateway(request -> request.subnetId(subnet).allocationId(address))
                .natGateway()
                .natGatewayId();
        refused(
                () -> ec2.detachInternetGateway(
                        request -> request.internetGatewayId(gateway).vpcId(vpc)),
                "DependencyViolation");
        refused(
                () -> ec2.createRoute(request -> request.routeTableId(table)
                        .destinationCidrBlock("0.0.0.0/0")
                        .natGatewayId(nat)),
                "RouteAlreadyExists",
                "0.0.0.0/0");
        ec2.createRoute(request -> request.routeTableId(table)
                .destinationCidrBlock("192.168.0.0/16")
                .natGatewayId(nat));
        ec2.deleteNatGateway(request -> request.natGatewayId(nat));
        assertThat(ec2.describeNatGateways(request -> request.natGatewayIds(nat))
                        .natGateways()
                        .get(0)
                        .state())
                .isEqualTo(NatGatewayState.DELETED);
        assertThat(ec2.describeRouteTables(request -> request.routeTableIds(table))
                        .routeTables()
                        .get(0)
                        .routes())
                .filteredOn(route -> nat.equals(route.natGatewayId()))
                .extracting(Route::state)
                .containsExactly(RouteState.BLACKHOLE);
        ec2.releaseAddress(request -> request.allocationId(address));
        refused(
                () -> ec2.deleteRouteTable(request -> request.routeTableId(table)),
                "DependencyViolation",
                "routeTable");
    }

    @Test
    void aGatewayEndpointIsARouteInItsTables() {
        String vpc = vpc("10.0.0.0/16");
        String table =
                ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
        VpcEndpoint endpoint = ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(table))
                .vpcEndpoint();
        assertThat(endpoint.vpcEndpointTypeAsString()).isEqualTo("Gateway");
        assertThat(ec2.describeRouteTables(request -> request.routeTableIds(table))
                        .routeTables()
                        .get(0)
                        .routes())
                .filteredOn(route -> endpoint.vpcEndpointId().equals(route.gatewayId()))
                .extracting(Route::destinationPrefixListId)
                .containsExactly(ec2.describePrefixLists(
                                request -> request.filters(filter("prefix-list-name", "com.amazonaws.us-east-1.s3")))
                        .prefixLists()
                        .get(0)
                        .prefixListId());
        refused(
                () -> ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(table)),
                "RouteAlreadyExists");
        ec2.deleteVpcEndpoints(request -> request.vpcEndpointIds(endpoint.vpcEndpointId()));
        assertThat(ec2.describeRouteTables(request -> request.routeTableIds(table))
                        .routeTables()
                        .get(0)
                        .routes())
                .hasSize(1);
    }

    @Test
    void anInterfaceEndpointHasAnInterfaceInEachSubnetAndNeedsDnsForPrivateNames() {
        String vpc = vpc("10.0.0.0/16");
        String first = subnet(vpc, "10.0.0.0/24", "us-east-1a");
        String second = subnet(vpc, "10.0.1.0/24", "us-east-1b");
        ThrowingCallable create = () -> ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                .vpcEndpointType("Interface")
                .serviceName("com.amazonaws.us-east-1.secretsmanager")
                .subnetIds(first, second));
        refused(create, "InvalidParameter", "enableDnsHostnames");
        ec2.modifyVpcAttribute(request -> request.vpcId(vpc).enableDnsHostnames(value -> value.value(true)));
        assertThat(ec2.describeVpcAttribute(
                                request -> request.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                        .enableDnsHostnames()
                        .value())
                .isTrue();
        VpcEndpoint made = ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                        .vpcEndpointType("Interface")
                        .serviceName("com.amazonaws.us-east-1.secretsmanager")
                        .subnetIds(first, second))
                .vpcEndpoint();
        assertThat(made.dnsEntries())
                .anyMatch(entry -> entry.dnsName().equals("secretsmanager.us-east-1.amazonaws.com"));
        assertThat(ec2.describeNetworkInterfaces(request -> request.networkInterfaceIds(made.networkInterfaceIds()))
                        .networkInterfaces())
                .extracting(each -> each.subnetId())
                .containsExactlyInAnyOrder(first, second);
        refused(create, "InvalidParameter", "conflicting DNS domain");
        refused(() -> ec2.deleteSubnet(request -> request.subnetId(first)), "DependencyViolation");
        refused(
                () -> ec2.createVpcEndpoint(request ->
                        request.vpcId(vpc).vpcEndpointType("Interface").serviceName("com.amazonaws.us-east-1.nothing")),
                "InvalidServiceName",
                "com.amazonaws.us-east-1.nothing");
    }

    @Test
    void tagsAreSearchedAndResourcesComeInPages() {
        List<String> made = Stream.of("a", "b", "c", "d", "e", "f", "g")
                .map(name -> ec2.createInternetGateway(request ->
                                request.tagSpecifications(tags -> tags.resourceType(ResourceType.INTERNET_GATEWAY)
                                        .tags(Tag.builder()
                                                .key("Name")
                                                .value("gate-" + name)
                                                .build())))
                        .internetGateway()
                        .internetGatewayId())
                .toList();
        assertThat(ec2.describeInternetGatewaysPaginator(
                                request -> request.maxResults(5).filters(filter("tag:Name", "gate-?")))
                        .internetGateways())
                .extracting(gateway -> gateway.internetGatewayId())
                .containsExactlyInAnyOrderElementsOf(made);
        ec2.deleteTags(request -> request.resources(made.get(0)));
        assertThat(ec2.describeTags(request -> request.filters(filter("resource-type", "internet-gateway")))
                        .tags())
                .hasSize(6);
        refused(
                () -> ec2.createTags(request -> request.resources(made.get(0))
                        .tags(Tag.builder().key("aws:x").value("y").build())),
                "InvalidParameterValue",
                "aws:");
        refused(
                () -> ec2.describeVpcs(request -> request.filters(filter("colour", "red"))),
                "InvalidParameterValue",
                "The filter 'colour' is invalid");
        refused(() -> ec2.describeVpcs(request -> request.maxResults(2)), "InvalidParameterValue", "maxResults");
        refused(() -> ec2.describeVpcs(request -> request.dryRun(true)), "DryRunOperation", "would have succeeded");
    }

    @Test
    void networksAreKeptOverARestart() {
        String vpc = vpc("10.0.0.0/16");
        ec2.createTags(request -> request.resources(vpc)
                .tags(Tag.builder().key("Name").value("kept").build()));
        cloud.restart();
        assertThat(ec2.describeVpcs(request -> request.filters(filter("tag:Name", "kept")))
                        .vpcs())
                .extracting(Vpc::vpcId)
                .containsExactly(vpc);
        assertThat(ec2.describeVpcs(request -> request.filters(filter("isDefault", "true")))
                        .vpcs())
                .hasSize(1);
    }
}
