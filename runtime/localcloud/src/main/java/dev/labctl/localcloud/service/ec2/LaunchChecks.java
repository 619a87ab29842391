package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.image.PublicImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** What EC2 refuses of a launch. */
final class LaunchChecks {
    private static final int MAX_USER_DATA = 16_384;
    private static final int MAX_HOPS = 64;

    /** Each is a tree of processes of this host. */
    private static final int MOST_RUNNING = 32;

    /** AWS's own processors: {@code a1} and families with a {@code g} after the generation, as {@code t4g}. */
    private static final Pattern ARM = Pattern.compile("(a1|[a-z]+\\d+g[a-z]*)(-.*)?\\..*");

    private static final Set<String> WITH_IOPS = Set.of("gp3", "io1", "io2");

    private LaunchChecks() {}

    static void requireCounts(RunInstancesRequest request) {
        if (request.minCount() == null) {
            throw Ec2Errors.missing("MinCount");
        }
        if (request.maxCount() == null) {
            throw Ec2Errors.missing("MaxCount");
        }
        if (request.minCount() < 1) {
            throw Ec2Errors.invalidValue(String.valueOf(request.minCount()), "minCount", "Minimum value is 1.");
        }
        if (request.maxCount() < request.minCount()) {
            throw Ec2Errors.invalidValue(
                    String.valueOf(request.maxCount()), "maxCount", "It must not be less than minCount.");
        }
    }

    /**
     * How many instances a launch makes: as many as are asked for and have room beside those that are there.
     *
     * @param running how many of the region's instances start or run
     * @throws AwsError InstanceLimitExceeded, when fewer than the least that is asked for have room
     */
    static int count(RunInstancesRequest request, long running) {
        long room = Math.max(0, MOST_RUNNING - running);
        if (request.minCount() > room) {
            throw Ec2Errors.of(
                    "InstanceLimitExceeded",
                    "You have requested more instances (%d) than your current instance limit of %d allows for the"
                                    .formatted(running + request.minCount(), MOST_RUNNING)
                            + " specified instance type. Please visit http://aws.amazon.com/contact-us/ec2-request to"
                            + " request an adjustment to this limit.");
        }
        return (int) Math.min(request.maxCount(), room);
    }

    static void requireType(RunInstancesRequest request, PublicImage image) {
        String type = request.instanceTypeAsString();
        if (type == null || type.equals("m1.small")) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination",
                    "Non-Windows instances with a virtualization type of 'hvm' are currently not supported for this"
                            + " instance type : m1.small");
        }
        if (!InstanceType.knownValues().contains(InstanceType.fromValue(type))) {
            throw Ec2Errors.invalidValue("Invalid value '" + type + "' for InstanceType.");
        }
        String architecture = ARM.matcher(type).matches() ? "arm64" : "x86_64";
        if (!architecture.equals(image.architecture())) {
            throw Ec2Errors.invalidValue("The architecture '" + architecture
                    + "' of the specified instance type does not match the architecture '" + image.architecture()
                    + "' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and"
                    + " try again. You can use 'describe-instance-types' or 'describe-images' to discover the"
                    + " architecture of the instance type or AMI.");
        }
    }

    /** Scripts only: nothing here reads cloud-init's other formats. */
    static void requireUserData(@Nullable String base64) {
        if (base64 == null || base64.isEmpty()) {
            return;
        }
        byte[] data;
        try {
            data = Launch.decoded(base64).asByteArray();
        } catch (IllegalArgumentException e) {
            throw Ec2Errors.invalidValue("Invalid BASE64 encoding of user data.");
        }
        if (data.length > MAX_USER_DATA) {
            throw Ec2Errors.invalidValue("User data is limited to 16384 bytes");
        }
        if (!new String(data, StandardCharsets.ISO_8859_1).startsWith("#!")) {
            throw Ec2Errors.notImplemented("user data that is no script beginning with #!");
        }
    }

    static String shutdownBehavior(RunInstancesRequest request) {
        String behavior = request.instanceInitiatedShutdownBehaviorAsString();
        if (behavior == null) {
            return "stop";
        }
        if (!behavior.equals("stop") && !behavior.equals("terminate")) {
            throw Ec2Errors.invalidValue(
                    "Value (" + behavior + ") for parameter instanceInitiatedShutdownBehavior is invalid.");
        }
        return behavior;
    }

    static void requireMetadata(@Nullable InstanceMetadataOptionsRequest options) {
        if (options == null) {
            return;
        }
        requireOne("httpTokens", options.httpTokensAsString(), List.of("optional", "required"));
        requireOne("httpEndpoint", options.httpEndpointAsString(), List.of("enabled", "disabled"));
        requireOne("instanceMetadataTags", options.instanceMetadataTagsAsString(), List.of("enabled", "disabled"));
        if ("enabled".equals(options.httpProtocolIpv6AsString())) {
            throw Ec2Errors.notImplemented("HttpProtocolIpv6 of RunInstances");
        }
        Integer hops = options.httpPutResponseHopLimit();
        if (hops != null && (hops < 1 || hops > MAX_HOPS)) {
            throw Ec2Errors.invalidValue(
                    String.valueOf(hops), "HttpPutResponseHopLimit", "It must be between 1 and 64.");
        }
    }

    private static void requireOne(String parameter, @Nullable String value, List<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            throw Ec2Errors.invalidValue(value, parameter, "Valid values are " + String.join(", ", allowed) + ".");
        }
    }

    static void requireDevices(RunInstancesRequest request, PublicImage image, String region) {
        requireMetadata(request.metadataOptions());
        for (BlockDeviceMapping mapping : request.blockDeviceMappings()) {
            if (mapping.deviceName() == null || mapping.deviceName().isEmpty()) {
                throw Ec2Errors.missing("deviceName");
            }
            EbsBlockDevice volume = mapping.ebs();
            if (volume != null) {
                requireVolume(mapping, volume, image, region);
            }
        }
    }

    private static void requireVolume(
            BlockDeviceMapping mapping, EbsBlockDevice volume, PublicImage image, String region) {
        String type = volume.volumeTypeAsString() == null ? "gp3" : volume.volumeTypeAsString();
        if (!VolumeType.knownValues().contains(VolumeType.fromValue(type))) {
            throw Ec2Errors.invalidValue(type, "volumeType", "It is no type of volume.");
        }
        if (volume.iops() != null && !WITH_IOPS.contains(type)) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination", "The parameter iops is not supported for " + type + " volumes.");
        }
        boolean isRoot = mapping.deviceName().equals(image.rootDevice());
        Integer size = volume.volumeSize();
        if (isRoot && size != null && size < PublicImages.ROOT_SIZE) {
            throw Ec2Errors.of(
                    "InvalidBlockDeviceMapping",
                    "Volume of size %dGB is smaller than snapshot '%s', expect size >= %dGB"
                            .formatted(size, image.snapshotId(region), PublicImages.ROOT_SIZE));
        }
        if (!isRoot && size == null && volume.snapshotId() == null) {
            throw Ec2Errors.of("MissingParameter", "The request must contain the parameter size or snapshotId");
        }
    }
}
