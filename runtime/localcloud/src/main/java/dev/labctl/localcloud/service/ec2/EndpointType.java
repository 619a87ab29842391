package dev.labctl.localcloud.service.ec2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** {@code AWS::EC2::VPCEndpoint} of types Gateway and Interface. */
final class EndpointType implements ResourceType {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String name() {
        return "AWS::EC2::VPCEndpoint";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("VpcId", Schema.STRING)
                .requiredCreateOnly("ServiceName", Schema.STRING)
                .createOnly("VpcEndpointType", Schema.STRING)
                .optional("PolicyDocument", Schema.JSON)
                .optional("PrivateDnsEnabled", Schema.BOOLEAN)
                .optional("RouteTableIds", Schema.listOf(Schema.STRING))
                .optional("SecurityGroupIds", Schema.listOf(Schema.STRING))
                .optional("SubnetIds", Schema.listOf(Schema.STRING))
                .optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id", "CreationTimestamp", "DnsEntries", "NetworkInterfaceIds");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        boolean isInterface =
                properties.string("VpcEndpointType").orElse("Gateway").equals("Interface");
        boolean isDnsTold = isInterface || properties.has("PrivateDnsEnabled");
        // The template's default is off, the API's is on.
        Boolean privateDns = isDnsTold ? properties.bool("PrivateDnsEnabled").orElse(false) : null;
        String id = StackCalls.create(
                        request,
                        CreateVpcEndpointRequest.builder()
                                .vpcId(properties.requiredString("VpcId"))
                                .serviceName(properties.requiredString("ServiceName"))
                                .vpcEndpointType(
                                        properties.string("VpcEndpointType").orElse("Gateway"))
                                .policyDocument(policy(properties).orElse(null))
                                .privateDnsEnabled(privateDns)
                                .routeTableIds(properties.strings("RouteTableIds"))
                                .securityGroupIds(properties.strings("SecurityGroupIds"))
                                .subnetIds(properties.strings("SubnetIds"))
                                .tagSpecifications(StackCalls.tags(request, Kind.ENDPOINT))
                                .build(),
                        CreateVpcEndpointResponse.class)
                .vpcEndpoint()
                .vpcEndpointId();
        request.created(id);
        return describe(request, id);
    }

    private static Optional<String> policy(Properties properties) {
        return properties.value("PolicyDocument").map(policy -> {
            try {
                return policy instanceof String text ? text : JSON.writeValueAsString(policy);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties before = request.previousProperties();
        Properties after = request.properties();
        ModifyVpcEndpointRequest.Builder change = ModifyVpcEndpointRequest.builder()
                .vpcEndpointId(request.id())
                .addRouteTableIds(added(before, after, "RouteTableIds"))
                .removeRouteTableIds(added(after, before, "RouteTableIds"))
                .addSubnetIds(added(before, after, "SubnetIds"))
                .removeSubnetIds(added(after, before, "SubnetIds"))
                .addSecurityGroupIds(added(before, after, "SecurityGroupIds"))
                .removeSecurityGroupIds(added(after, before, "SecurityGroupIds"));
        if (StackCalls.isChanged(request, "PolicyDocument")) {
            policy(after).ifPresentOrElse(change::policyDocument, () -> change.resetPolicy(true));
        }
        if (StackCalls.isChanged(request, "PrivateDnsEnabled")) {
            change.privateDnsEnabled(after.bool("PrivateDnsEnabled").orElse(false));
        }
        request.call(change.build(), ModifyVpcEndpointResponse.class);
        StackCalls.retag(request, request.id());
        return describe(request, request.id());
    }

    private static List<String> added(Properties before, Properties after, String name) {
        List<String> known = before.strings(name);
        return after.strings(name).stream().filter(id -> !known.contains(id)).toList();
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(
                DeleteVpcEndpointsRequest.builder().vpcEndpointIds(request.id()).build(),
                DeleteVpcEndpointsResponse.class);
    }

    private static PhysicalResource describe(ResourceRequest request, String id) {
        VpcEndpoint endpoint = request.call(
                        DescribeVpcEndpointsRequest.builder().vpcEndpointIds(id).build(),
                        DescribeVpcEndpointsResponse.class)
                .vpcEndpoints()
                .get(0);
        return new PhysicalResource(
                id,
                Map.of(
                        "Id", id,
                        "CreationTimestamp", endpoint.creationTimestamp().toString(),
                        "DnsEntries",
                                endpoint.dnsEntries().stream()
                                        .map(entry -> entry.hostedZoneId() + ":" + entry.dnsName())
                                        .toList(),
                        "NetworkInterfaceIds", endpoint.networkInterfaceIds()));
    }
}
