package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;

/** {@code AWS::EC2::InternetGateway}. */
final class InternetGatewayType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::InternetGateway";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("InternetGatewayId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = StackCalls.create(
                        request,
                        CreateInternetGatewayRequest.builder()
                                .tagSpecifications(StackCalls.tags(request, Kind.INTERNET_GATEWAY))
                                .build(),
                        CreateInternetGatewayResponse.class)
                .internetGateway()
                .internetGatewayId();
        return new PhysicalResource(id, Map.of("InternetGatewayId", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        StackCalls.retag(request, request.id());
        return new PhysicalResource(request.id(), Map.of("InternetGatewayId", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.INTERNET_GATEWAY,
                DeleteInternetGatewayRequest.builder()
                        .internetGatewayId(request.id())
                        .build(),
                DeleteInternetGatewayResponse.class);
    }
}
