package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Internet gateways. */
final class InternetGatewayOperations {
    private final Resources resources;

    InternetGatewayOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateInternetGatewayRequest.class,
                Permission.create("CreateInternetGateway", Kind.INTERNET_GATEWAY),
                this::create);
        registrar.change(
                DeleteInternetGatewayRequest.class,
                Permission.on("DeleteInternetGateway", DeleteInternetGatewayRequest::internetGatewayId),
                this::delete);
        registrar.change(
                AttachInternetGatewayRequest.class,
                Permission.on(
                        "AttachInternetGateway",
                        AttachInternetGatewayRequest::internetGatewayId,
                        AttachInternetGatewayRequest::vpcId),
                this::attach);
        registrar.change(
                DetachInternetGatewayRequest.class,
                Permission.on(
                        "DetachInternetGateway",
                        DetachInternetGatewayRequest::internetGatewayId,
                        DetachInternetGatewayRequest::vpcId),
                this::detach);
        registrar.describe(
                DescribeInternetGatewaysRequest.class,
                Kind.INTERNET_GATEWAY,
                DescribeInternetGatewaysRequest::internetGatewayIds,
                (gateways, token) -> DescribeInternetGatewaysResponse.builder()
                        .internetGateways(gateways)
                        .nextToken(token)
                        .build());
    }

    private CreateInternetGatewayResponse create(CreateInternetGatewayRequest request, Call call) {
        InternetGateway gateway =
                Creation.once(resources, Kind.INTERNET_GATEWAY, request, call, id -> InternetGateway.builder()
                        .internetGatewayId(id)
                        .ownerId(call.accountId())
                        .build());
        return CreateInternetGatewayResponse.builder().internetGateway(gateway).build();
    }

    private DeleteInternetGatewayResponse delete(DeleteInternetGatewayRequest request, Call call) {
        InternetGateway gateway = resources.get(Kind.INTERNET_GATEWAY, call.region(), request.internetGatewayId());
        if (!gateway.attachments().isEmpty()) {
            throw Ec2Errors.hasDependencies("internetGateway", gateway.internetGatewayId());
        }
        resources.remove(Kind.INTERNET_GATEWAY, call.region(), gateway.internetGatewayId());
        return DeleteInternetGatewayResponse.builder().build();
    }

    private AttachInternetGatewayResponse attach(AttachInternetGatewayRequest request, Call call) {
        InternetGateway gateway = resources.get(Kind.INTERNET_GATEWAY, call.region(), request.internetGatewayId());
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        for (InternetGatewayAttachment attachment : gateway.attachments()) {
            throw Ec2Errors.of(
                    "Resource.AlreadyAssociated",
                    "resource %s is already attached to network %s"
                            .formatted(gateway.internetGatewayId(), attachment.vpcId()));
        }
        boolean hasOne = resources.all(Kind.INTERNET_GATEWAY, call.region()).stream()
                .anyMatch(other -> isAttached(other, vpc.vpcId()));
        if (hasOne) {
            throw Ec2Errors.invalidValue("Network " + vpc.vpcId() + " already has an internet gateway attached");
        }
        resources.put(
                Kind.INTERNET_GATEWAY,
                call.region(),
                gateway.toBuilder()
                        .attachments(InternetGatewayAttachment.builder()
                                .vpcId(vpc.vpcId())
                                .state("available")
                                .build())
                        .build());
        return AttachInternetGatewayResponse.builder().build();
    }

    private static boolean isAttached(InternetGateway gateway, String vpcId) {
        return gateway.attachments().stream()
                .anyMatch(attachment -> attachment.vpcId().equals(vpcId));
    }

    private DetachInternetGatewayResponse detach(DetachInternetGatewayRequest request, Call call) {
        InternetGateway gateway = resources.get(Kind.INTERNET_GATEWAY, call.region(), request.internetGatewayId());
        Vpc vpc = resources.get(Kind.VPC, call.region(), request.vpcId());
        if (!isAttached(gateway, vpc.vpcId())) {
            throw Ec2Errors.of(
                    "Gateway.NotAttached",
                    "resource %s is not attached to network %s".formatted(gateway.internetGatewayId(), vpc.vpcId()));
        }
        boolean hasPublic = resources.all(Kind.INTERFACE, call.region()).stream()
                .anyMatch(networkInterface -> isPublic(networkInterface, vpc.vpcId()));
        if (hasPublic) {
            throw Ec2Errors.of(
                    "DependencyViolation",
                    "Network %s has some mapped public address(es). Please unmap those public address(es) before"
                                    .formatted(vpc.vpcId())
                            + " detaching the gateway.");
        }
        resources.put(
                Kind.INTERNET_GATEWAY,
                call.region(),
                gateway.toBuilder().attachments(List.of()).build());
        return DetachInternetGatewayResponse.builder().build();
    }

    private static boolean isPublic(NetworkInterface networkInterface, String vpcId) {
        return networkInterface.vpcId().equals(vpcId)
                && networkInterface.association() != null
                && networkInterface.association().publicIp() != null;
    }
}
