package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;

/** {@code AWS::EC2::VPCGatewayAttachment} of an internet gateway; its id is {@code IGW|<VPC>}. */
final class VpcGatewayAttachmentType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::VPCGatewayAttachment";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("VpcId", Schema.STRING)
                .required("InternetGatewayId", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("AttachmentType");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        if (!request.resumed() || !isAttached(request, properties)) {
            attach(request, properties);
        }
        return physical(properties);
    }

    private static boolean isAttached(ResourceRequest request, Properties properties) {
        return request
                .call(
                        DescribeInternetGatewaysRequest.builder()
                                .internetGatewayIds(properties.requiredString("InternetGatewayId"))
                                .build(),
                        DescribeInternetGatewaysResponse.class)
                .internetGateways()
                .get(0)
                .attachments()
                .stream()
                .anyMatch(attachment -> attachment.vpcId().equals(properties.requiredString("VpcId")));
    }

    private static void attach(ResourceRequest request, Properties properties) {
        request.call(
                AttachInternetGatewayRequest.builder()
                        .vpcId(properties.requiredString("VpcId"))
                        .internetGatewayId(properties.requiredString("InternetGatewayId"))
                        .build(),
                AttachInternetGatewayResponse.class);
    }

    private static void detach(ResourceRequest request, Properties properties) {
        StackCalls.unless(
                Set.of("Gateway.NotAttached", Kind.INTERNET_GATEWAY.notFound(), Kind.VPC.notFound()),
                () -> request.call(
                        DetachInternetGatewayRequest.builder()
                                .vpcId(properties.requiredString("VpcId"))
                                .internetGatewayId(properties.requiredString("InternetGatewayId"))
                                .build(),
                        DetachInternetGatewayResponse.class));
    }

    private static PhysicalResource physical(Properties properties) {
        return new PhysicalResource("IGW|" + properties.requiredString("VpcId"), Map.of("AttachmentType", "IGW"));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        detach(request, request.previousProperties());
        if (!isAttached(request, request.properties())) {
            attach(request, request.properties());
        }
        return physical(request.properties());
    }

    @Override
    public void delete(ResourceRequest request) {
        detach(request, request.properties());
    }
}
