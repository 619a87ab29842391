package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** {@code AWS::EC2::EIP}; its id is the address. */
final class AddressType implements ResourceType {
    @Override
    public String name() {
        return "AWS::EC2::EIP";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().createOnly("Domain", Schema.STRING).optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("AllocationId", "PublicIp");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        AllocateAddressResponse made = StackCalls.create(
                request,
                AllocateAddressRequest.builder()
                        .domain(request.properties().string("Domain").orElse("vpc"))
                        .tagSpecifications(StackCalls.tags(request, Kind.ADDRESS))
                        .build(),
                AllocateAddressResponse.class);
        return physical(made.publicIp(), made.allocationId());
    }

    private static PhysicalResource physical(String address, String allocationId) {
        return new PhysicalResource(address, Map.of("AllocationId", allocationId, "PublicIp", address));
    }

    private static Optional<String> allocationId(ResourceRequest request) {
        return request
                .call(
                        DescribeAddressesRequest.builder()
                                .filters(Filter.builder()
                                        .name("public-ip")
                                        .values(request.id())
                                        .build())
                                .build(),
                        DescribeAddressesResponse.class)
                .addresses()
                .stream()
                .map(Address::allocationId)
                .findFirst();
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String id = allocationId(request)
                .orElseThrow(
                        () -> Ec2Errors.of("InvalidAddress.NotFound", "Address '" + request.id() + "' not found."));
        StackCalls.retag(request, id);
        return physical(request.id(), id);
    }

    @Override
    public void delete(ResourceRequest request) {
        allocationId(request)
                .ifPresent(id -> StackCalls.delete(
                        request,
                        Kind.ADDRESS,
                        ReleaseAddressRequest.builder().allocationId(id).build(),
                        ReleaseAddressResponse.class));
    }
}
