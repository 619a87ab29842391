package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;

/** {@code AWS::EC2::NatGateway}. */
final class NatGatewayType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::NatGateway";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("SubnetId", Schema.STRING)
                .createOnly("AllocationId", Schema.STRING)
                .createOnly("ConnectivityType", Schema.STRING)
                .createOnly("PrivateIpAddress", Schema.STRING)
                .recordedOnly("MaxDrainDurationSeconds", Schema.INTEGER)
                .optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("NatGatewayId", "EniId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        NatGateway made = StackCalls.create(
                        request,
                        CreateNatGatewayRequest.builder()
                                .subnetId(properties.requiredString("SubnetId"))
                                .allocationId(properties.string("AllocationId").orElse(null))
                                .connectivityType(
                                        properties.string("ConnectivityType").orElse(null))
                                .privateIpAddress(
                                        properties.string("PrivateIpAddress").orElse(null))
                                .tagSpecifications(StackCalls.tags(request, Kind.NAT_GATEWAY))
                                .build(),
                        CreateNatGatewayResponse.class)
                .natGateway();
        return physical(made);
    }

    private static PhysicalResource physical(NatGateway gateway) {
        return new PhysicalResource(
                gateway.natGatewayId(),
                Map.of(
                        "NatGatewayId",
                        gateway.natGatewayId(),
                        "EniId",
                        gateway.natGatewayAddresses().get(0).networkInterfaceId()));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        StackCalls.retag(request, request.id());
        return physical(request.call(
                        DescribeNatGatewaysRequest.builder()
                                .natGatewayIds(request.id())
                                .build(),
                        DescribeNatGatewaysResponse.class)
                .natGateways()
                .get(0));
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.NAT_GATEWAY,
                DeleteNatGatewayRequest.builder().natGatewayId(request.id()).build(),
                DeleteNatGatewayResponse.class);
    }
}
