package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Network interfaces. */
final class InterfaceOperations {
    /** Set by the service that calls for one of its users, as AWS sets it. */
    private static final String CALLED_VIA = "aws:CalledViaLast";

    private final Resources resources;

    InterfaceOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateNetworkInterfaceRequest.class,
                Permission.create(
                        "CreateNetworkInterface",
                        Kind.INTERFACE,
                        CreateNetworkInterfaceRequest::subnetId,
                        CreateNetworkInterfaceRequest::groups),
                this::create);
        registrar.change(
                DeleteNetworkInterfaceRequest.class,
                Permission.on("DeleteNetworkInterface", DeleteNetworkInterfaceRequest::networkInterfaceId),
                this::delete);
        registrar.change(
                ModifyNetworkInterfaceAttributeRequest.class,
                Permission.on(
                        "ModifyNetworkInterfaceAttribute", ModifyNetworkInterfaceAttributeRequest::networkInterfaceId),
                this::modify);
        registrar.describe(
                DescribeNetworkInterfacesRequest.class,
                Kind.INTERFACE,
                DescribeNetworkInterfacesRequest::networkInterfaceIds,
                (interfaces, token) -> DescribeNetworkInterfacesResponse.builder()
                        .networkInterfaces(interfaces)
                        .nextToken(token)
                        .build());
    }

    private CreateNetworkInterfaceResponse create(CreateNetworkInterfaceRequest request, Call call) {
        Registrar.refuse(
                request,
                "Ipv4Prefixes",
                "Ipv4PrefixCount",
                "Ipv6Prefixes",
                "Ipv6PrefixCount",
                "EnablePrimaryIpv6",
                "ConnectionTrackingSpecification",
                "Operator",
                "PrivateIpAddresses",
                "SecondaryPrivateIpAddressCount",
                "Ipv6Addresses",
                "Ipv6AddressCount");
        String region = call.region();
        Subnet subnet = resources.get(Kind.SUBNET, region, request.subnetId());
        NetworkInterface made = Creation.once(
                resources,
                Kind.INTERFACE,
                request,
                call,
                id -> Interfaces.of(
                        resources,
                        region,
                        id,
                        subnet,
                        Interfaces.orDefault(resources, region, subnet.vpcId(), request.groups()),
                        request.privateIpAddress(),
                        use(request, call)));
        return CreateNetworkInterfaceResponse.builder()
                .networkInterface(made)
                .clientToken(request.clientToken())
                .build();
    }

    /** What a service makes for its user is the service's to manage. */
    private static Interfaces.Use use(CreateNetworkInterfaceRequest request, Call call) {
        String description = request.description() == null ? "" : request.description();
        String via = call.caller().conditions().get(CALLED_VIA);
        if (via == null) {
            String type = request.interfaceTypeAsString();
            if (type != null && !type.equals("interface")) {
                throw Ec2Errors.notImplemented("interfaces of type " + type);
            }
            return new Interfaces.Use("interface", description, null);
        }
        return via.startsWith("lambda.")
                ? new Interfaces.Use(
                        "lambda", description, call.caller().principal().id())
                : new Interfaces.Use("interface", description, "amazon-" + via.substring(0, via.indexOf('.')));
    }

    private DeleteNetworkInterfaceResponse delete(DeleteNetworkInterfaceRequest request, Call call) {
        NetworkInterface doomed = resources.get(Kind.INTERFACE, call.region(), request.networkInterfaceId());
        boolean isFromService = call.caller().conditions().containsKey(CALLED_VIA);
        if (Boolean.TRUE.equals(doomed.requesterManaged()) && !isFromService) {
            throw Ec2Errors.invalidValue(
                    "Network interface '" + doomed.networkInterfaceId() + "' is currently in use.");
        }
        if (doomed.attachment() != null) {
            throw Ec2Errors.of(
                    "InvalidParameterValue",
                    "Network interface '" + doomed.networkInterfaceId() + "' is currently in use.");
        }
        resources.remove(Kind.INTERFACE, call.region(), doomed.networkInterfaceId());
        return DeleteNetworkInterfaceResponse.builder().build();
    }

    private ModifyNetworkInterfaceAttributeResponse modify(ModifyNetworkInterfaceAttributeRequest request, Call call) {
        Registrar.refuse(
                request,
                "Attachment",
                "EnaSrdSpecification",
                "EnablePrimaryIpv6",
                "ConnectionTrackingSpecification",
                "AssociatePublicIpAddress",
                "AssociatedSubnetIds");
        NetworkInterface before = resources.get(Kind.INTERFACE, call.region(), request.networkInterfaceId());
        NetworkInterface.Builder changed = before.toBuilder();
        List<String> groups = request.groups();
        if (!groups.isEmpty()) {
            changed.groups(Interfaces.groups(resources, call.region(), before.vpcId(), groups));
        }
        if (request.description() != null) {
            changed.description(request.description().value());
        }
        if (request.sourceDestCheck() != null) {
            changed.sourceDestCheck(request.sourceDestCheck().value());
        }
        resources.put(Kind.INTERFACE, call.region(), changed.build());
        return ModifyNetworkInterfaceAttributeResponse.builder().build();
    }
}
