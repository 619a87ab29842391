package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.image.PublicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.Image;

/** DescribeImages for the public images there are; the account has none of its own. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class PublicImages {
    /** The size of an image's root volume, in GiB. */
    static final int ROOT_SIZE = 8;

    private PublicImages() {}

    static void register(Registrar registrar) {
        registrar.read(DescribeImagesRequest.class, Permission.any("DescribeImages"), PublicImages::describe);
    }

    /** The image with this id. @throws dev.labctl.localcloud.core.AwsError InvalidAMIID.NotFound, or .Malformed */
    static PublicImage get(String region, String id) {
        if (!id.matches("ami-([0-9a-f]{8}|[0-9a-f]{17})")) {
            throw Ec2Errors.of("InvalidAMIID.Malformed", "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
        }
        return PublicImage.all().stream()
                .filter(image -> image.id(region).equals(id))
                .findFirst()
                .orElseThrow(() -> Ec2Errors.of("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist"));
    }

    private static DescribeImagesResponse describe(DescribeImagesRequest request, Call call) {
        List<Image> all = new ArrayList<>();
        request.imageIds().forEach(id -> get(call.region(), id));
        for (PublicImage image : PublicImage.all()) {
            boolean isAsked = request.imageIds().isEmpty() || request.imageIds().contains(image.id(call.region()));
            boolean isOwned = request.owners().isEmpty()
                    || request.owners().contains(image.ownerId())
                    || request.owners().contains(image.ownerAlias());
            boolean isExecutable = request.executableUsers().isEmpty()
                    || request.executableUsers().contains("all");
            if (isAsked && isOwned && isExecutable) {
                all.add(shown(image, call.region()));
            }
        }
        return Registrar.page(
                request,
                all,
                Image::imageId,
                Map.of("is-public", "public-launch-permissions", "owner-alias", "image-owner-alias"),
                (page, token) -> DescribeImagesResponse.builder()
                        .images(page)
                        .nextToken(token)
                        .build(),
                Image.builder());
    }

    private static Image shown(PublicImage image, String region) {
        return Image.builder()
                .imageId(image.id(region))
                .imageLocation(
                        image.ownerAlias().isEmpty()
                                ? image.ownerId() + "/" + image.name()
                                : image.ownerAlias() + "/" + image.name())
                .imageType("machine")
                .name(image.name())
                .description(image.description())
                .ownerId(image.ownerId())
                .imageOwnerAlias(image.ownerAlias().isEmpty() ? null : image.ownerAlias())
                .publicLaunchPermissions(true)
                .architecture(image.architecture())
                .creationDate("2025-11-01T00:00:00.000Z")
                .state("available")
                .hypervisor("xen")
                .virtualizationType("hvm")
                .enaSupport(true)
                .sriovNetSupport("simple")
                .bootMode(image.architecture().equals("arm64") ? "uefi" : "uefi-preferred")
                .imdsSupport("v2.0")
                .platformDetails("Linux/UNIX")
                .usageOperation("RunInstances")
                .rootDeviceName(image.rootDevice())
                .rootDeviceType("ebs")
                .blockDeviceMappings(mapping -> mapping.deviceName(image.rootDevice())
                        .ebs(volume -> volume.snapshotId(image.snapshotId(region))
                                .volumeSize(ROOT_SIZE)
                                .volumeType("gp3")
                                .deleteOnTermination(true)
                                .encrypted(false)))
                .build();
    }
}
