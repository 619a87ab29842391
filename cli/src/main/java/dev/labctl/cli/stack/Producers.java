package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackResource;
import java.time.Duration;
import java.util.List;

/**
 * What of a stack goes on making things that are not the stack's: schedules that launch instances, and the instances, which
 * hold on to their subnets and write to buckets.
 */
final class Producers {
    private static final String RULE = "AWS::Events::Rule";
    private static final String VPC = "AWS::EC2::VPC";

    private final Cloud cloud;
    private final DeployListener listener;

    Producers(Cloud cloud, DeployListener listener) {
        this.cloud = cloud;
        this.listener = listener;
    }

    /** Ends all instances in the stack's networks, and sees to it that no schedule launches another. */
    void stop(String stackId, Duration timeout) {
        List<StackResource> resources = cloud.cloudFormation().resources(stackId);
        List<String> networks = physicalIds(resources, VPC);
        if (networks.isEmpty()) {
            return;
        }
        physicalIds(resources, RULE).forEach(cloud.eventBridge()::disable);
        List<String> instances = networks.stream()
                .flatMap(network -> cloud.ec2().instancesIn(network).stream())
                .toList();
        if (!instances.isEmpty()) {
            listener.step("ending " + String.join(", ", instances));
        }
        cloud.poller()
                .until(
                        "the instances of the stack to end",
                        timeout,
                        () -> networks.stream()
                                .flatMap(network -> cloud.ec2().endInstances(network).stream())
                                .toList(),
                        List::isEmpty);
    }

    private static List<String> physicalIds(List<StackResource> resources, String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .filter(resource -> !resource.physicalId().isEmpty())
                .filter(resource -> !resource.status().equals("DELETE_COMPLETE"))
                .map(StackResource::physicalId)
                .toList();
    }
}
