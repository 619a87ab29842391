package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** {@code AWS::EC2::Subnet}. */
final class SubnetType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::Subnet";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("VpcId", Schema.STRING)
                .requiredCreateOnly("CidrBlock", Schema.STRING)
                .createOnly("AvailabilityZone", Schema.STRING)
                .createOnly("AvailabilityZoneId", Schema.STRING)
                .optional("MapPublicIpOnLaunch", Schema.BOOLEAN)
                .optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "SubnetId",
                "VpcId",
                "CidrBlock",
                "AvailabilityZone",
                "AvailabilityZoneId",
                "NetworkAclAssociationId",
                "Ipv6CidrBlocks");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = StackCalls.create(
                        request,
                        CreateSubnetRequest.builder()
                                .vpcId(request.properties().requiredString("VpcId"))
                                .cidrBlock(request.properties().requiredString("CidrBlock"))
                                .availabilityZone(request.properties()
                                        .string("AvailabilityZone")
                                        .orElse(null))
                                .availabilityZoneId(request.properties()
                                        .string("AvailabilityZoneId")
                                        .orElse(null))
                                .tagSpecifications(StackCalls.tags(request, Kind.SUBNET))
                                .build(),
                        CreateSubnetResponse.class)
                .subnet()
                .subnetId();
        request.created(id);
        if (request.properties().has("MapPublicIpOnLaunch")) {
            setPublic(request, id);
        }
        return describe(request, id);
    }

    private static void setPublic(ResourceRequest request, String id) {
        boolean isPublic = request.properties().bool("MapPublicIpOnLaunch").orElse(false);
        request.call(
                ModifySubnetAttributeRequest.builder()
                        .subnetId(id)
                        .mapPublicIpOnLaunch(value -> value.value(isPublic))
                        .build(),
                ModifySubnetAttributeResponse.class);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        setPublic(request, request.id());
        StackCalls.retag(request, request.id());
        return describe(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.SUBNET,
                DeleteSubnetRequest.builder().subnetId(request.id()).build(),
                DeleteSubnetResponse.class);
    }

    private static PhysicalResource describe(ResourceRequest request, String id) {
        Subnet subnet = request.call(
                        DescribeSubnetsRequest.builder().subnetIds(id).build(), DescribeSubnetsResponse.class)
                .subnets()
                .get(0);
        return new PhysicalResource(
                id,
                Map.of(
                        "SubnetId", id,
                        "VpcId", subnet.vpcId(),
                        "CidrBlock", subnet.cidrBlock(),
                        "AvailabilityZone", subnet.availabilityZone(),
                        "AvailabilityZoneId", subnet.availabilityZoneId(),
                        "NetworkAclAssociationId",
                                "aclassoc-" + id.substring(Kind.SUBNET.prefix().length()),
                        "Ipv6CidrBlocks", List.of()));
    }
}
