package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.image.PublicImage;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** An instance as a launch shows it. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class LaunchedInstance {
    private static final int IMAGE_HOP_LIMIT = 2;

    private LaunchedInstance() {}

    static Instance of(
            RunInstancesRequest request,
            PublicImage image,
            String region,
            String id,
            int index,
            NetworkInterface card,
            @Nullable IamInstanceProfile profile,
            Instant now) {
        NetworkInterfaceAssociation association = card.association();
        return Instance.builder()
                .instanceId(id)
                .imageId(image.id(region))
                .instanceType(request.instanceTypeAsString())
                .amiLaunchIndex(index)
                .architecture(image.architecture())
                .clientToken(Objects.requireNonNullElse(request.clientToken(), ""))
                .currentInstanceBootMode("uefi")
                .ebsOptimized(Boolean.TRUE.equals(request.ebsOptimized()))
                .enaSupport(true)
                .hypervisor("xen")
                .iamInstanceProfile(profile)
                .launchTime(now)
                .metadataOptions(metadata(request.metadataOptions()))
                .monitoring(monitoring -> monitoring.state(isMonitored(request) ? "enabled" : "disabled"))
                .networkInterfaces(shown(card))
                .placement(placement -> placement
                        .availabilityZone(card.availabilityZone())
                        .groupName("")
                        .tenancy("default"))
                .platformDetails("Linux/UNIX")
                .privateDnsName(card.privateDnsName())
                .privateIpAddress(card.privateIpAddress())
                .publicDnsName(association == null ? "" : association.publicDnsName())
                .publicIpAddress(association == null ? null : association.publicIp())
                .rootDeviceName(image.rootDevice())
                .rootDeviceType("ebs")
                .blockDeviceMappings(mapping -> mapping.deviceName(image.rootDevice())
                        .ebs(volume -> volume.volumeId(Resources.newId("vol-"))
                                .attachTime(now)
                                .deleteOnTermination(true)
                                .status("attached")))
                .securityGroups(card.groups())
                .sourceDestCheck(true)
                .state(Instances.state(InstanceStateName.PENDING))
                .stateReason(reason -> reason.code("pending").message("pending"))
                .stateTransitionReason("")
                .subnetId(card.subnetId())
                .usageOperation("RunInstances")
                .usageOperationUpdateTime(now)
                .virtualizationType("hvm")
                .vpcId(card.vpcId())
                .build();
    }

    private static boolean isMonitored(RunInstancesRequest request) {
        return request.monitoring() != null
                && Boolean.TRUE.equals(request.monitoring().enabled());
    }

    /** Both images ask for version 2 unless the request says otherwise ({@code ImdsSupport} v2.0). */
    private static InstanceMetadataOptionsResponse metadata(@Nullable InstanceMetadataOptionsRequest asked) {
        InstanceMetadataOptionsRequest options =
                asked == null ? InstanceMetadataOptionsRequest.builder().build() : asked;
        return InstanceMetadataOptionsResponse.builder()
                .state("applied")
                .httpTokens(Objects.requireNonNullElse(options.httpTokensAsString(), "required"))
                .httpEndpoint(Objects.requireNonNullElse(options.httpEndpointAsString(), "enabled"))
                .httpPutResponseHopLimit(Objects.requireNonNullElse(options.httpPutResponseHopLimit(), IMAGE_HOP_LIMIT))
                .httpProtocolIpv6("disabled")
                .instanceMetadataTags(Objects.requireNonNullElse(options.instanceMetadataTagsAsString(), "disabled"))
                .build();
    }

    private static InstanceNetworkInterface shown(NetworkInterface card) {
        NetworkInterfaceAssociation association = card.association();
        return InstanceNetworkInterface.builder()
                .networkInterfaceId(card.networkInterfaceId())
                .interfaceType("interface")
                .description(card.description())
                .ownerId(card.ownerId())
                .status("in-use")
                .subnetId(card.subnetId())
                .vpcId(card.vpcId())
                .groups(card.groups())
                .macAddress(card.macAddress())
                .privateIpAddress(card.privateIpAddress())
                .privateDnsName(card.privateDnsName())
                .privateIpAddresses(address -> address.primary(true)
                        .privateIpAddress(card.privateIpAddress())
                        .privateDnsName(card.privateDnsName()))
                .sourceDestCheck(true)
                .association(
                        association == null
                                ? null
                                : InstanceNetworkInterfaceAssociation.builder()
                                        .publicIp(association.publicIp())
                                        .publicDnsName(association.publicDnsName())
                                        .ipOwnerId(association.ipOwnerId())
                                        .build())
                .attachment(attachment -> attachment
                        .attachmentId(card.attachment().attachmentId())
                        .attachTime(card.attachment().attachTime())
                        .deviceIndex(0)
                        .deleteOnTermination(true)
                        .status("attached"))
                .build();
    }
}
