package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.ec2.Instances.Place;
import dev.labctl.localcloud.service.ec2.instance.Machines;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** Terminates, stops, starts and reboots instances. */
final class InstanceOperations {
    private final Resources resources;
    private final Instances instances;
    private final InstanceLifecycle lifecycle;
    private final Machines machines;

    InstanceOperations(Resources resources, Instances instances, InstanceLifecycle lifecycle, Machines machines) {
        this.resources = resources;
        this.instances = instances;
        this.lifecycle = lifecycle;
        this.machines = machines;
    }

    void register(Registrar registrar) {
        registrar.change(
                TerminateInstancesRequest.class,
                Permission.on("TerminateInstances", TerminateInstancesRequest::instanceIds),
                this::terminate);
        registrar.change(
                StopInstancesRequest.class,
                Permission.on("StopInstances", StopInstancesRequest::instanceIds),
                this::stop);
        registrar.change(
                StartInstancesRequest.class,
                Permission.on("StartInstances", StartInstancesRequest::instanceIds),
                this::start);
        registrar.change(
                RebootInstancesRequest.class,
                Permission.on("RebootInstances", RebootInstancesRequest::instanceIds),
                this::reboot);
    }

    /** The instances with these ids, in their order, each once. */
    private List<Instance> require(List<String> ids, Call call) {
        if (ids.isEmpty()) {
            throw Ec2Errors.missing("InstanceId");
        }
        Set<String> missing = new LinkedHashSet<>();
        List<Instance> found = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            Instances.requireWellFormed(id);
            resources.find(Kind.INSTANCE, call.region(), id).ifPresentOrElse(found::add, () -> missing.add(id));
        }
        if (missing.size() == 1) {
            throw Kind.INSTANCE.missing(missing.iterator().next());
        }
        if (!missing.isEmpty()) {
            throw Ec2Errors.of(
                    Kind.INSTANCE.notFound(), "The instance IDs '" + String.join(", ", missing) + "' do not exist");
        }
        return found;
    }

    private static InstanceStateChange change(Instance before, InstanceState now) {
        return InstanceStateChange.builder()
                .instanceId(before.instanceId())
                .previousState(before.state())
                .currentState(now)
                .build();
    }

    private TerminateInstancesResponse terminate(TerminateInstancesRequest request, Call call) {
        List<InstanceStateChange> changes = new ArrayList<>();
        for (Instance instance : require(request.instanceIds(), call)) {
            changes.add(
                    switch (instance.state().name()) {
                        case SHUTTING_DOWN, TERMINATED -> change(instance, instance.state());
                        case PENDING, RUNNING, STOPPING, STOPPED, UNKNOWN_TO_SDK_VERSION ->
                            end(instance, call, InstanceStateName.SHUTTING_DOWN);
                    });
        }
        return TerminateInstancesResponse.builder()
                .terminatingInstances(changes)
                .build();
    }

    private InstanceStateChange end(Instance instance, Call call, InstanceStateName to) {
        Place place = new Place(call.region(), instance.instanceId());
        Instance moved = instances.move(
                place,
                to,
                InstanceLifecycle.USER_SHUTDOWN,
                changed -> changed.stateTransitionReason(lifecycle.userInitiated()));
        lifecycle.proceed(place);
        return change(instance, moved.state());
    }

    private StopInstancesResponse stop(StopInstancesRequest request, Call call) {
        Registrar.refuse(request, "Hibernate", "SkipOsShutdown");
        List<InstanceStateChange> changes = new ArrayList<>();
        for (Instance instance : require(request.instanceIds(), call)) {
            changes.add(
                    switch (instance.state().name()) {
                        case STOPPING, STOPPED -> change(instance, instance.state());
                        case PENDING, RUNNING -> end(instance, call, InstanceStateName.STOPPING);
                        case SHUTTING_DOWN, TERMINATED, UNKNOWN_TO_SDK_VERSION ->
                            throw wrongState("This instance '" + instance.instanceId()
                                    + "' is not in a state from which it can be stopped.");
                    });
        }
        return StopInstancesResponse.builder().stoppingInstances(changes).build();
    }

    private static AwsError wrongState(String message) {
        return Ec2Errors.of("IncorrectInstanceState", message);
    }

    private StartInstancesResponse start(StartInstancesRequest request, Call call) {
        Registrar.refuse(request, "AdditionalInfo");
        List<InstanceStateChange> changes = new ArrayList<>();
        for (Instance instance : require(request.instanceIds(), call)) {
            changes.add(
                    switch (instance.state().name()) {
                        case PENDING, RUNNING -> change(instance, instance.state());
                        case STOPPED -> boot(instance, call);
                        case STOPPING, SHUTTING_DOWN, TERMINATED, UNKNOWN_TO_SDK_VERSION ->
                            throw wrongState("The instance '" + instance.instanceId()
                                    + "' is not in a state from which it can be started.");
                    });
        }
        return StartInstancesResponse.builder().startingInstances(changes).build();
    }

    private InstanceStateChange boot(Instance instance, Call call) {
        Place place = new Place(call.region(), instance.instanceId());
        Instance moved =
                instances.move(place, InstanceStateName.PENDING, null, changed -> changed.stateTransitionReason("")
                        .launchTime(resources.now()));
        lifecycle.proceed(place);
        return change(instance, moved.state());
    }

    private RebootInstancesResponse reboot(RebootInstancesRequest request, Call call) {
        for (Instance instance : require(request.instanceIds(), call)) {
            if (instance.state().name() != InstanceStateName.RUNNING) {
                throw wrongState("The instance '" + instance.instanceId() + "' is not in the 'running' state.");
            }
            machines.reboot(instance.instanceId());
        }
        return RebootInstancesResponse.builder().build();
    }
}
