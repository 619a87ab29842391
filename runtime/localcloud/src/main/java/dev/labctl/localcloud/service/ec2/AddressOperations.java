package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.network.Ipv4Block;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** Elastic IP addresses. They are of a block that is routed nowhere, so that none is anybody's. */
final class AddressOperations {
    private static final Ipv4Block BLOCK =
            new Ipv4Block(Ipv4Block.address("198.18.0.0").orElseThrow(), 15);

    private final Resources resources;
    private final Random random = new Random();

    AddressOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        AccessRule<ReleaseAddressRequest> release = (request, call) -> Permission.onAll(
                "ReleaseAddress", List.of(Objects.requireNonNullElse(request.allocationId(), "eipalloc-*")), call);
        registrar.change(
                AllocateAddressRequest.class, Permission.create("AllocateAddress", Kind.ADDRESS), this::allocate);
        registrar.change(ReleaseAddressRequest.class, release, this::release);
        registrar.describe(
                DescribeAddressesRequest.class,
                Kind.ADDRESS,
                request -> {
                    Registrar.refuse(request, "PublicIps");
                    return request.allocationIds();
                },
                (addresses, token) ->
                        DescribeAddressesResponse.builder().addresses(addresses).build());
        registrar.read(
                DescribeAddressesAttributeRequest.class,
                Permission.any("DescribeAddressesAttribute"),
                (request, call) -> DescribeAddressesAttributeResponse.builder()
                        .addresses(List.of())
                        .build());
    }

    private AllocateAddressResponse allocate(AllocateAddressRequest request, Call call) {
        Registrar.refuse(request, "Address", "CustomerOwnedIpv4Pool", "IpamPoolId");
        if ("standard".equals(request.domainAsString())) {
            throw Ec2Errors.invalidValue("standard", "domain", "EC2-Classic is retired.");
        }
        Address address = Creation.once(resources, Kind.ADDRESS, request, call, id -> Address.builder()
                .allocationId(id)
                .domain("vpc")
                .publicIp(free(call.region()))
                .publicIpv4Pool("amazon")
                .networkBorderGroup(call.region())
                .build());
        return AllocateAddressResponse.builder()
                .allocationId(address.allocationId())
                .publicIp(address.publicIp())
                .domain("vpc")
                .publicIpv4Pool("amazon")
                .networkBorderGroup(call.region())
                .build();
    }

    private String free(String region) {
        List<String> used = resources.all(Kind.ADDRESS, region).stream()
                .map(Address::publicIp)
                .toList();
        String address;
        do {
            address = Ipv4Block.text(BLOCK.first() + random.nextInt((int) BLOCK.size()));
        } while (used.contains(address));
        return address;
    }

    private ReleaseAddressResponse release(ReleaseAddressRequest request, Call call) {
        Registrar.refuse(request, "PublicIp");
        Address address = resources.get(Kind.ADDRESS, call.region(), request.allocationId());
        if (address.associationId() != null) {
            throw Ec2Errors.of("InvalidIPAddress.InUse", "Address " + address.publicIp() + " is in use.");
        }
        resources.remove(Kind.ADDRESS, call.region(), address.allocationId());
        return ReleaseAddressResponse.builder().build();
    }
}
