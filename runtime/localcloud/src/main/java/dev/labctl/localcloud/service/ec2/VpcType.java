package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** {@code AWS::EC2::VPC}. */
final class VpcType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::VPC";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("CidrBlock", Schema.STRING)
                .optional("EnableDnsSupport", Schema.BOOLEAN)
                .optional("EnableDnsHostnames", Schema.BOOLEAN)
                .recordedOnly("InstanceTenancy", Schema.STRING)
                .optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "VpcId",
                "CidrBlock",
                "CidrBlockAssociations",
                "DefaultNetworkAcl",
                "DefaultSecurityGroup",
                "Ipv6CidrBlocks");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = StackCalls.create(
                        request,
                        CreateVpcRequest.builder()
                                .cidrBlock(request.properties().requiredString("CidrBlock"))
                                .instanceTenancy(request.properties()
                                        .string("InstanceTenancy")
                                        .orElse(null))
                                .tagSpecifications(StackCalls.tags(request, Kind.VPC))
                                .build(),
                        CreateVpcResponse.class)
                .vpc()
                .vpcId();
        request.created(id);
        setAttributes(request, id);
        return describe(request, id);
    }

    /** One attribute a call, as EC2 wants it. */
    private static void setAttributes(ResourceRequest request, String id) {
        boolean support = request.properties().bool("EnableDnsSupport").orElse(true);
        boolean hostnames = request.properties().bool("EnableDnsHostnames").orElse(false);
        request.call(
                ModifyVpcAttributeRequest.builder()
                        .vpcId(id)
                        .enableDnsSupport(value -> value.value(support))
                        .build(),
                ModifyVpcAttributeResponse.class);
        request.call(
                ModifyVpcAttributeRequest.builder()
                        .vpcId(id)
                        .enableDnsHostnames(value -> value.value(hostnames))
                        .build(),
                ModifyVpcAttributeResponse.class);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        setAttributes(request, request.id());
        StackCalls.retag(request, request.id());
        return describe(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.VPC,
                DeleteVpcRequest.builder().vpcId(request.id()).build(),
                DeleteVpcResponse.class);
    }

    private static PhysicalResource describe(ResourceRequest request, String id) {
        Vpc vpc = request.call(DescribeVpcsRequest.builder().vpcIds(id).build(), DescribeVpcsResponse.class)
                .vpcs()
                .get(0);
        String group = request.call(
                        DescribeSecurityGroupsRequest.builder()
                                .filters(filter("vpc-id", id), filter("group-name", Groups.DEFAULT))
                                .build(),
                        DescribeSecurityGroupsResponse.class)
                .securityGroups()
                .get(0)
                .groupId();
        return new PhysicalResource(
                id,
                Map.of(
                        "VpcId",
                        id,
                        "CidrBlock",
                        vpc.cidrBlock(),
                        "CidrBlockAssociations",
                        vpc.cidrBlockAssociationSet().stream()
                                .map(association -> association.associationId())
                                .toList(),
                        "DefaultNetworkAcl",
                        "acl-" + id.substring(Kind.VPC.prefix().length()),
                        "DefaultSecurityGroup",
                        group,
                        "Ipv6CidrBlocks",
                        List.of()));
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
