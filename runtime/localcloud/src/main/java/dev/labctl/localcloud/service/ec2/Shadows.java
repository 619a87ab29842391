package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.DhcpOptions;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * What every VPC has and nobody can change here: its default network ACL, which allows everything, and the region's
 * default DHCP options. They follow from the VPCs and are not kept.
 */
final class Shadows {
    private static final int LAST_RULE = 32_767;
    private static final int FIRST_RULE = 100;

    private final Resources resources;

    Shadows(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.read(DescribeNetworkAclsRequest.class, Permission.any("DescribeNetworkAcls"), this::networkAcls);
        registrar.read(DescribeDhcpOptionsRequest.class, Permission.any("DescribeDhcpOptions"), this::dhcpOptions);
    }

    private DescribeNetworkAclsResponse networkAcls(DescribeNetworkAclsRequest request, Call call) {
        List<Subnet> subnets = resources.all(Kind.SUBNET, call.region());
        List<NetworkAcl> all = resources.all(Kind.VPC, call.region()).stream()
                .map(vpc -> networkAcl(vpc, subnets))
                .filter(acl -> request.networkAclIds().isEmpty()
                        || request.networkAclIds().contains(acl.networkAclId()))
                .toList();
        request.networkAclIds().stream()
                .filter(id -> all.stream().noneMatch(acl -> acl.networkAclId().equals(id)))
                .findFirst()
                .ifPresent(id -> {
                    throw Ec2Errors.of("InvalidNetworkAclID.NotFound", "The networkAcl ID '" + id + "' does not exist");
                });
        return Registrar.page(
                request,
                all,
                NetworkAcl::networkAclId,
                Map.of("default", "is-default"),
                (page, token) -> DescribeNetworkAclsResponse.builder()
                        .networkAcls(page)
                        .nextToken(token)
                        .build(),
                NetworkAcl.builder());
    }

    private static NetworkAcl networkAcl(Vpc vpc, List<Subnet> subnets) {
        String id = "acl-" + vpc.vpcId().substring(Kind.VPC.prefix().length());
        return NetworkAcl.builder()
                .networkAclId(id)
                .vpcId(vpc.vpcId())
                .ownerId(vpc.ownerId())
                .isDefault(true)
                .associations(subnets.stream()
                        .filter(subnet -> subnet.vpcId().equals(vpc.vpcId()))
                        .map(subnet -> NetworkAclAssociation.builder()
                                .networkAclAssociationId("aclassoc-"
                                        + subnet.subnetId()
                                                .substring(Kind.SUBNET.prefix().length()))
                                .networkAclId(id)
                                .subnetId(subnet.subnetId())
                                .build())
                        .toList())
                .entries(Stream.of(true, false)
                        .flatMap(isEgress ->
                                Stream.of(entry(isEgress, FIRST_RULE, "allow"), entry(isEgress, LAST_RULE, "deny")))
                        .toList())
                .build();
    }

    private static NetworkAclEntry entry(boolean isEgress, int number, String action) {
        return NetworkAclEntry.builder()
                .cidrBlock("0.0.0.0/0")
                .egress(isEgress)
                .protocol("-1")
                .ruleAction(action)
                .ruleNumber(number)
                .build();
    }

    /** The id of the region's default DHCP options. */
    static String dhcpOptionsId(String region) {
        return "dopt-0%08x".formatted(region.hashCode());
    }

    private DescribeDhcpOptionsResponse dhcpOptions(DescribeDhcpOptionsRequest request, Call call) {
        String domain = call.region().equals("us-east-1") ? "ec2.internal" : call.region() + ".compute.internal";
        DhcpOptions options = DhcpOptions.builder()
                .dhcpOptionsId(dhcpOptionsId(call.region()))
                .ownerId(call.accountId())
                .dhcpConfigurations(
                        configuration("domain-name", domain), configuration("domain-name-servers", "AmazonProvidedDNS"))
                .build();
        for (String id : request.dhcpOptionsIds()) {
            if (!id.equals(options.dhcpOptionsId())) {
                throw Ec2Errors.of("InvalidDhcpOptionID.NotFound", "The dhcpOption ID '" + id + "' does not exist");
            }
        }
        return Registrar.page(
                request,
                List.of(options),
                DhcpOptions::dhcpOptionsId,
                Map.of(),
                Shadows::answer,
                DhcpOptions.builder());
    }

    private static DescribeDhcpOptionsResponse answer(List<DhcpOptions> page, @Nullable String token) {
        return DescribeDhcpOptionsResponse.builder()
                .dhcpOptions(page)
                .nextToken(token)
                .build();
    }

    private static DhcpConfiguration configuration(String key, String value) {
        return DhcpConfiguration.builder()
                .key(key)
                .values(AttributeValue.builder().value(value).build())
                .build();
    }
}
