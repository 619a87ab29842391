package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.ec2.Instances.Place;
import dev.labctl.localcloud.service.ec2.instance.Machines;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.Reservation;

/** What is shown of instances. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class InstanceQueries {
    private static final String RESERVATION = "reservation-id";
    private static final String OWNER = "owner-id";

    private final Resources resources;
    private final Instances instances;
    private final Machines machines;

    InstanceQueries(Resources resources, Instances instances, Machines machines) {
        this.resources = resources;
        this.instances = instances;
        this.machines = machines;
    }

    void register(Registrar registrar) {
        registrar.read(DescribeInstancesRequest.class, Permission.any("DescribeInstances"), this::describe);
        registrar.read(
                DescribeInstanceStatusRequest.class, Permission.any("DescribeInstanceStatus"), this::describeStatus);
        registrar.read(
                GetConsoleOutputRequest.class,
                Permission.on("GetConsoleOutput", GetConsoleOutputRequest::instanceId),
                this::console);
        registrar.read(
                DescribeInstanceAttributeRequest.class,
                Permission.on("DescribeInstanceAttribute", DescribeInstanceAttributeRequest::instanceId),
                this::attribute);
    }

    private List<Instance> asked(List<String> ids, @Nullable Integer pageSize, Call call) {
        if (!ids.isEmpty() && pageSize != null) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination",
                    "The parameter instancesSet cannot be used with the parameter maxResults");
        }
        ids.forEach(Instances::requireWellFormed);
        return ids.isEmpty()
                ? resources.all(Kind.INSTANCE, call.region())
                : ids.stream()
                        .distinct()
                        .map(id -> resources.get(Kind.INSTANCE, call.region(), id))
                        .toList();
    }

    private DescribeInstancesResponse describe(DescribeInstancesRequest request, Call call) {
        List<Instance> found = asked(request.instanceIds(), request.maxResults(), call);
        List<Filter> others = new ArrayList<>();
        for (Filter filter : request.filters()) {
            if (RESERVATION.equals(filter.name())) {
                found = found.stream()
                        .filter(instance -> Filtering.fitsAny(reservationId(instance, call), filter))
                        .toList();
            } else if (OWNER.equals(filter.name())) {
                found = Filtering.fitsAny(call.accountId(), filter) ? found : List.of();
            } else {
                others.add(filter);
            }
        }
        return Registrar.page(
                request.toBuilder().filters(others).build(),
                found,
                Instance::instanceId,
                Kind.INSTANCE.aliases(),
                (page, token) -> DescribeInstancesResponse.builder()
                        .reservations(reservations(page, call))
                        .nextToken(token)
                        .build(),
                Instance.builder());
    }

    private String reservationId(Instance instance, Call call) {
        return instances.launch(new Place(call.region(), instance.instanceId())).reservationId();
    }

    private List<Reservation> reservations(List<Instance> page, Call call) {
        Map<String, List<Instance>> byReservation = new LinkedHashMap<>();
        for (Instance instance : page) {
            byReservation
                    .computeIfAbsent(reservationId(instance, call), key -> new ArrayList<>())
                    .add(instance);
        }
        return byReservation.entrySet().stream()
                .map(entry -> Reservation.builder()
                        .reservationId(entry.getKey())
                        .ownerId(call.accountId())
                        .groups(List.of())
                        .instances(entry.getValue())
                        .build())
                .toList();
    }

    /** Running instances only, unless all are asked for. */
    private DescribeInstanceStatusResponse describeStatus(DescribeInstanceStatusRequest request, Call call) {
        boolean isAll = Boolean.TRUE.equals(request.includeAllInstances());
        List<InstanceStatus> statuses = asked(request.instanceIds(), request.maxResults(), call).stream()
                .filter(instance -> isAll || instance.state().name() == InstanceStateName.RUNNING)
                .map(InstanceQueries::status)
                .toList();
        return Registrar.page(
                request,
                statuses,
                InstanceStatus::instanceId,
                Map.of(
                        "instance-state-name", "instance-state.name",
                        "instance-state-code", "instance-state.code",
                        "instance-status.reachability", "instance-status.detail.status",
                        "system-status.reachability", "system-status.detail.status"),
                (page, token) -> DescribeInstanceStatusResponse.builder()
                        .instanceStatuses(page)
                        .nextToken(token)
                        .build(),
                InstanceStatus.builder());
    }

    private static InstanceStatus status(Instance instance) {
        boolean isRunning = instance.state().name() == InstanceStateName.RUNNING;
        InstanceStatusSummary.Builder summary =
                InstanceStatusSummary.builder().status(isRunning ? "ok" : "not-applicable");
        if (isRunning) {
            summary.details(detail -> detail.name("reachability").status("passed"));
        }
        return InstanceStatus.builder()
                .instanceId(instance.instanceId())
                .availabilityZone(instance.placement().availabilityZone())
                .instanceState(instance.state())
                .instanceStatus(summary.build())
                .systemStatus(summary.build())
                .build();
    }

    private Instance one(@Nullable String id, Call call) {
        if (id == null) {
            throw Ec2Errors.missing("InstanceId");
        }
        Instances.requireWellFormed(id);
        return resources.get(Kind.INSTANCE, call.region(), id);
    }

    private GetConsoleOutputResponse console(GetConsoleOutputRequest request, Call call) {
        Instance instance = one(request.instanceId(), call);
        byte[] output = machines.console(instance.instanceId());
        return GetConsoleOutputResponse.builder()
                .instanceId(instance.instanceId())
                .output(Base64.getEncoder().encodeToString(output))
                .timestamp(resources.now())
                .build();
    }

    private DescribeInstanceAttributeResponse attribute(DescribeInstanceAttributeRequest request, Call call) {
        Instance instance = one(request.instanceId(), call);
        Launch launch = instances.launch(new Place(call.region(), instance.instanceId()));
        if (request.attribute() == null) {
            throw Ec2Errors.missing("attribute");
        }
        DescribeInstanceAttributeResponse.Builder answer =
                DescribeInstanceAttributeResponse.builder().instanceId(instance.instanceId());
        return switch (request.attribute()) {
            case USER_DATA ->
                answer.userData(value -> value.value(launch.userData())).build();
            case INSTANCE_INITIATED_SHUTDOWN_BEHAVIOR ->
                answer.instanceInitiatedShutdownBehavior(value -> value.value(launch.shutdownBehavior()))
                        .build();
            case INSTANCE_TYPE ->
                answer.instanceType(value -> value.value(instance.instanceTypeAsString()))
                        .build();
            case DISABLE_API_TERMINATION ->
                answer.disableApiTermination(value -> value.value(false)).build();
            default -> throw refused(request.attributeAsString());
        };
    }

    private static AwsError refused(String attribute) {
        return Ec2Errors.notImplemented("the attribute " + attribute + " of DescribeInstanceAttribute");
    }
}
