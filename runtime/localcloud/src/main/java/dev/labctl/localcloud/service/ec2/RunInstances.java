package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.image.PublicImage;
import dev.labctl.localcloud.service.ec2.Instances.Place;
import dev.labctl.localcloud.service.ec2.instance.Machines;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** RunInstances: all of the instances that are asked for, or none. */
final class RunInstances {
    private static final int LONGEST_TOKEN = 64;
    private static final String[] REFUSED = {
        "AdditionalInfo",
        "CapacityReservationSpecification",
        "CpuOptions",
        "DisableApiStop",
        "DisableApiTermination",
        "ElasticGpuSpecification",
        "ElasticInferenceAccelerators",
        "EnablePrimaryIpv6",
        "EnclaveOptions",
        "HibernationOptions",
        "InstanceMarketOptions",
        "Ipv6AddressCount",
        "Ipv6Addresses",
        "KernelId",
        "LaunchTemplate",
        "LicenseSpecifications",
        "MaintenanceOptions",
        "NetworkPerformanceOptions",
        "Operator",
        "PrivateDnsNameOptions",
        "RamdiskId",
    };

    private final CloudEnvironment cloud;
    private final Resources resources;
    private final Instances instances;
    private final InstanceLifecycle lifecycle;
    private final Machines machines;
    private final Table<Reservation> reservations;

    RunInstances(
            CloudEnvironment cloud,
            Resources resources,
            Instances instances,
            InstanceLifecycle lifecycle,
            Machines machines) {
        this.cloud = cloud;
        this.resources = resources;
        this.instances = instances;
        this.lifecycle = lifecycle;
        this.machines = machines;
        this.reservations = resources.store().table("ec2.reservations", Codec.json(Reservation.class));
    }

    /** What a client token stands for. */
    record Reservation(String id, String fingerprint, List<String> instanceIds) {
        Reservation {
            instanceIds = List.copyOf(instanceIds);
        }
    }

    void register(Registrar registrar) {
        AccessRule<RunInstancesRequest> access = LaunchAccess::of;
        registrar.change(RunInstancesRequest.class, access, this::run);
    }

    private RunInstancesResponse run(RunInstancesRequest request, Call call) {
        Registrar.refuse(request, REFUSED);
        String token = request.clientToken();
        if (token != null && token.length() > LONGEST_TOKEN) {
            throw Ec2Errors.invalidValue(token, "clientToken", "It must not exceed 64 ASCII characters.");
        }
        String fingerprint = fingerprint(request);
        Reservation before = token == null
                ? null
                : reservations.get(call.region() + "/" + token).orElse(null);
        if (before != null && !found(before.instanceIds(), call).isEmpty()) {
            if (!before.fingerprint().equals(fingerprint)) {
                throw Ec2Errors.of(
                        "IdempotentParameterMismatch",
                        "Arguments on this idempotent request are inconsistent with arguments used in previous"
                                + " request(s).");
            }
            return answer(before.id(), before.instanceIds(), call);
        }
        machines.obstacle().ifPresent(obstacle -> {
            throw Ec2Errors.of("Unsupported", "The local cloud cannot run instances on this host: " + obstacle + ".");
        });
        String reservationId = Resources.newId("r-");
        List<String> ids = launch(request, call, reservationId);
        if (token != null) {
            reservations.put(call.region() + "/" + token, new Reservation(reservationId, fingerprint, ids));
        }
        return answer(reservationId, ids, call);
    }

    private static String fingerprint(RunInstancesRequest request) {
        // The SDK does not print user data.
        return request.toBuilder().clientToken(null).userData(null).build() + "\n" + request.userData();
    }

    private RunInstancesResponse answer(String reservationId, List<String> ids, Call call) {
        return RunInstancesResponse.builder()
                .reservationId(reservationId)
                .ownerId(call.accountId())
                .groups(List.of())
                .instances(found(ids, call))
                .build();
    }

    private List<Instance> found(List<String> ids, Call call) {
        return ids.stream()
                .flatMap(id -> resources.find(Kind.INSTANCE, call.region(), id).stream())
                .toList();
    }

    private List<String> launch(RunInstancesRequest request, Call call, String reservationId) {
        LaunchChecks.requireCounts(request);
        String region = call.region();
        if (request.imageId() == null) {
            throw Ec2Errors.missing("ImageId");
        }
        PublicImage image = PublicImages.get(region, request.imageId());
        LaunchChecks.requireType(request, image);
        LaunchChecks.requireUserData(request.userData());
        LaunchChecks.requireDevices(request, image, region);
        if (request.keyName() != null) {
            throw Ec2Errors.of("InvalidKeyPair.NotFound", "The key pair '" + request.keyName() + "' does not exist");
        }
        IamInstanceProfile profile = LaunchProfile.require(cloud, request.iamInstanceProfile(), call);
        LaunchNetwork network = LaunchNetwork.of(resources, region, request);
        Map<String, String> tags = tags("instance", request, call);
        Map<String, String> cardTags = tags("network-interface", request, call);
        List<String> ids = new ArrayList<>();
        int count = LaunchChecks.count(request, instances.countOfRunning(region));
        for (int index = 0; index < count; index++) {
            String id = Resources.newId(Kind.INSTANCE.prefix());
            Place place = new Place(region, id);
            NetworkInterface card = network.card(resources, region, id);
            resources.putTags(region, card.networkInterfaceId(), cardTags);
            resources.put(Kind.INTERFACE, region, card);
            resources.putTags(region, id, tags);
            instances.put(
                    place, LaunchedInstance.of(request, image, region, id, index, card, profile, resources.now()));
            instances.putLaunch(
                    place,
                    new Launch(reservationId, LaunchChecks.shutdownBehavior(request), request.userData(), false, null));
            ids.add(id);
            lifecycle.proceed(place);
        }
        return ids;
    }

    /** The tags for what is made of a type; those for volumes and spot requests have nothing to hold them. */
    private static Map<String, String> tags(String type, RunInstancesRequest request, Call call) {
        Map<String, String> tags = new TreeMap<>();
        for (TagSpecification specification : request.tagSpecifications()) {
            String given = specification.resourceTypeAsString();
            if (!List.of("instance", "network-interface", "volume").contains(given)) {
                throw Ec2Errors.invalidValue(
                        "'" + given + "' is not a valid taggable resource type for this operation.");
            }
            if (type.equals(given)) {
                tags.putAll(Resources.map(specification.tags()));
            }
        }
        Creation.check(tags, call);
        return tags;
    }
}
