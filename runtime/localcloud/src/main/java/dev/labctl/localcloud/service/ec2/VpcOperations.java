package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.network.Ipv4Block;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** VPCs and their attributes. */
final class VpcOperations {
    private static final int LARGEST = 16;
    private static final int SMALLEST = 28;

    private final Resources resources;
    private final DefaultNetwork defaults;

    VpcOperations(Resources resources, DefaultNetwork defaults) {
        this.resources = resources;
        this.defaults = defaults;
    }

    void register(Registrar registrar) {
        registrar.change(CreateVpcRequest.class, Permission.create("CreateVpc", Kind.VPC), this::create);
        registrar.change(CreateDefaultVpcRequest.class, Permission.any("CreateDefaultVpc"), this::createDefault);
        registrar.change(DeleteVpcRequest.class, Permission.on("DeleteVpc", DeleteVpcRequest::vpcId), this::delete);
        registrar.describe(
                DescribeVpcsRequest.class,
                Kind.VPC,
                DescribeVpcsRequest::vpcIds,
                (vpcs, token) -> DescribeVpcsResponse.builder()
                        .vpcs(vpcs)
                        .nextToken(token)
                        .build());
        registrar.read(
                DescribeVpcAttributeRequest.class,
                Permission.on("DescribeVpcAttribute", DescribeVpcAttributeRequest::vpcId),
                this::describeAttribute);
        registrar.change(
                ModifyVpcAttributeRequest.class,
                Permission.on("ModifyVpcAttribute", ModifyVpcAttributeRequest::vpcId),
                this::modifyAttribute);
    }

    private CreateVpcResponse create(CreateVpcRequest request, Call call) {
        Registrar.refuse(
                request,
                "Ipv6Pool",
                "Ipv6CidrBlock",
                "Ipv4IpamPoolId",
                "Ipv4NetmaskLength",
                "Ipv6IpamPoolId",
                "Ipv6NetmaskLength",
                "Ipv6CidrBlockNetworkBorderGroup",
                "VpcEncryptionControl",
                "AmazonProvidedIpv6CidrBlock");
        Ipv4Block block = block(request.cidrBlock(), "InvalidVpc.Range");
        String tenancy = request.instanceTenancyAsString() == null ? "default" : request.instanceTenancyAsString();
        Vpc vpc = Creation.once(
                resources,
                Kind.VPC,
                request,
                call,
                id -> Networks.newVpc(resources, call.region(), id, block, false, tenancy));
        return CreateVpcResponse.builder()
                .vpc(vpc.toBuilder().state("pending").build())
                .build();
    }

    /** A block of a size that VPCs and subnets may have. */
    static Ipv4Block block(@Nullable String text, String rangeCode) {
        if (text == null) {
            throw Ec2Errors.missing("cidrBlock");
        }
        Ipv4Block block = Ipv4Block.parse(text)
                .orElseThrow(() -> Ec2Errors.invalidValue(text, "cidrBlock", "This is not a valid CIDR block."));
        if (block.prefix() < LARGEST || block.prefix() > SMALLEST) {
            throw Ec2Errors.of(rangeCode, "The CIDR '" + text + "' is invalid.");
        }
        return block;
    }

    private CreateDefaultVpcResponse createDefault(CreateDefaultVpcRequest request, Call call) {
        boolean isThere = resources.all(Kind.VPC, call.region()).stream().anyMatch(Vpc::isDefault);
        if (isThere) {
            throw Ec2Errors.of(
                    "DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region.");
        }
        return CreateDefaultVpcResponse.builder()
                .vpc(defaults.make(call.region()))
                .build();
    }

    private DeleteVpcResponse delete(DeleteVpcRequest request, Call call) {
        String region = call.region();
        Vpc vpc = resources.get(Kind.VPC, region, request.vpcId());
        if (isUsed(region, vpc.vpcId())) {
            throw Ec2Errors.hasDependencies("vpc", vpc.vpcId());
        }
        resources.all(Kind.GROUP, region).stream()
                .filter(group -> group.vpcId().equals(vpc.vpcId()))
                .forEach(group -> Groups.remove(resources, region, group));
        resources.all(Kind.ROUTE_TABLE, region).stream()
                .filter(table -> table.vpcId().equals(vpc.vpcId()))
                .forEach(table -> resources.remove(Kind.ROUTE_TABLE, region, table.routeTableId()));
        VpcAttributes.remove(resources, region, vpc.vpcId());
        resources.remove(Kind.VPC, region, vpc.vpcId());
        return DeleteVpcResponse.builder().build();
    }

    /** Whether there is more in the VPC than what it was made with. */
    private boolean isUsed(String region, String vpcId) {
        return resources.all(Kind.SUBNET, region).stream()
                        .anyMatch(subnet -> subnet.vpcId().equals(vpcId))
                || resources.all(Kind.GROUP, region).stream()
                        .anyMatch(group -> group.vpcId().equals(vpcId) && !isDefault(group))
                || resources.all(Kind.INTERNET_GATEWAY, region).stream()
                        .anyMatch(gateway -> gateway.attachments().stream()
                                .anyMatch(attachment -> attachment.vpcId().equals(vpcId)))
                || resources.all(Kind.ENDPOINT, region).stream()
                        .anyMatch(endpoint -> endpoint.vpcId().equals(vpcId))
                || resources.all(Kind.ROUTE_TABLE, region).stream()
                        .anyMatch(table -> table.vpcId().equals(vpcId)
                                && table.associations().stream().noneMatch(RouteTableAssociation::main));
    }

    private static boolean isDefault(SecurityGroup group) {
        return group.groupName().equals(Groups.DEFAULT);
    }

    private DescribeVpcAttributeResponse describeAttribute(DescribeVpcAttributeRequest request, Call call) {
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        VpcAttributes attributes = VpcAttributes.of(resources, call.region(), vpc.vpcId());
        DescribeVpcAttributeResponse.Builder response =
                DescribeVpcAttributeResponse.builder().vpcId(vpc.vpcId());
        String wanted = request.attributeAsString() == null ? "" : request.attributeAsString();
        switch (wanted) {
            case "enableDnsSupport" -> response.enableDnsSupport(value(attributes.dnsSupport()));
            case "enableDnsHostnames" -> response.enableDnsHostnames(value(attributes.dnsHostnames()));
            case "enableNetworkAddressUsageMetrics" ->
                response.enableNetworkAddressUsageMetrics(value(attributes.usageMetrics()));
            default -> throw Ec2Errors.invalidValue(wanted, "attribute", "Unknown attribute.");
        }
        return response.build();
    }

    private static AttributeBooleanValue value(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    private ModifyVpcAttributeResponse modifyAttribute(ModifyVpcAttributeRequest request, Call call) {
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        VpcAttributes before = VpcAttributes.of(resources, call.region(), vpc.vpcId());
        VpcAttributes.put(
                resources,
                call.region(),
                vpc.vpcId(),
                new VpcAttributes(
                        given(request.enableDnsSupport(), before.dnsSupport()),
                        given(request.enableDnsHostnames(), before.dnsHostnames()),
                        given(request.enableNetworkAddressUsageMetrics(), before.usageMetrics())));
        return ModifyVpcAttributeResponse.builder().build();
    }

    private static boolean given(@Nullable AttributeBooleanValue value, boolean before) {
        Boolean given = value == null ? null : value.value();
        return given == null ? before : given;
    }
}
