package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.wire.filepipeline.LaunchResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Launches as many workers as the messages in the queue ask for.
 *
 * <p>The queue's depth is read from its attributes: receiving a message to look would count as a receipt and, time after
 * time, send it to the dead letters. Messages in flight count as well: those of a worker that died come back. Instances
 * that are shutting down do not count: what comes while the last worker ends is not left to the next minute.
 */
final class Launcher {
    /** What one worker does in a few seconds is not worth another. */
    static final int MESSAGES_PER_WORKER = 1000;

    /** The zone has no such machines, or its subnet no address left: another may have. */
    private static final Set<String> NO_ROOM =
            Set.of("InsufficientFreeAddressesInSubnet", "InsufficientInstanceCapacity", "Unsupported");

    private static final int SECONDS_PER_MINUTE = 60;

    private final LaunchSettings settings;
    private final SqsClient sqs;
    private final Ec2Requests ec2;

    Launcher(LaunchSettings settings, SqsClient sqs, Ec2Requests ec2) {
        this.settings = settings;
        this.sqs = sqs;
        this.ec2 = ec2;
    }

    /**
     * Looks, and launches what is missing.
     *
     * @param time launches of the same minute are one launch, however often they are asked for
     * @throws Ec2Requests.Refusal when EC2 refuses
     */
    LaunchResult run(Instant time) {
        long messages = messages();
        if (messages == 0) {
            return new LaunchResult(LaunchResult.Status.NO_MESSAGES, List.of());
        }
        int missing = wanted(messages) - workers();
        return missing <= 0
                ? new LaunchResult(LaunchResult.Status.EC2_RUNNING, List.of())
                : new LaunchResult(LaunchResult.Status.EC2_LAUNCHED, launch(missing, time));
    }

    private long messages() {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        request -> request.queueUrl(settings.queueUrl())
                                .attributeNames(
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .attributes();
        return Stream.of(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)
                .mapToLong(name -> Long.parseLong(attributes.getOrDefault(name, "0")))
                .sum();
    }

    private int wanted(long messages) {
        long worth = (messages + MESSAGES_PER_WORKER - 1) / MESSAGES_PER_WORKER;
        return (int) Math.min(worth, settings.maxWorkers());
    }

    private int workers() {
        Map<String, String> filters = new LinkedHashMap<>();
        filters.put("Filter.1.Name", "tag:" + settings.tagKey());
        filters.put("Filter.1.Value.1", settings.tagValue());
        filters.put("Filter.2.Name", "instance-state-name");
        filters.put("Filter.2.Value.1", "pending");
        filters.put("Filter.2.Value.2", "running");
        // The tag's value is the same in all stacks; the subnets are this one's.
        filters.put("Filter.3.Name", "subnet-id");
        for (int index = 0; index < settings.subnetIds().size(); index++) {
            filters.put("Filter.3.Value." + (index + 1), settings.subnetIds().get(index));
        }
        return instanceIds(ec2.send("DescribeInstances", filters)).size();
    }

    private List<String> launch(int count, Instant time) {
        Ec2Requests.Refusal noRoom = null;
        for (String subnet : settings.subnetIds()) {
            try {
                return instanceIds(ec2.send("RunInstances", request(count, subnet, time)));
            } catch (Ec2Requests.Refusal e) {
                if (!NO_ROOM.contains(e.code())) {
                    throw e;
                }
                noRoom = e;
            }
        }
        throw noRoom == null ? new IllegalStateException("EC2_SUBNET_ID names no subnet") : noRoom;
    }

    private Map<String, String> request(int count, String subnet, Instant time) {
        String userData = UserData.of(settings);
        Map<String, String> request = new LinkedHashMap<>();
        request.put("ImageId", settings.imageId());
        request.put("InstanceType", settings.instanceType());
        request.put("MinCount", "1");
        request.put("MaxCount", String.valueOf(count));
        request.put("SubnetId", subnet);
        request.put("SecurityGroupId.1", settings.securityGroupId());
        request.put("IamInstanceProfile.Name", settings.instanceProfile());
        request.put("InstanceInitiatedShutdownBehavior", "terminate");
        request.put("MetadataOptions.HttpTokens", "required");
        request.put("MetadataOptions.HttpPutResponseHopLimit", "1");
        settings.keyName().ifPresent(key -> request.put("KeyName", key));
        request.put("UserData", Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)));
        int number = 1;
        for (String type : List.of("instance", "volume")) {
            String specification = "TagSpecification." + number++;
            request.put(specification + ".ResourceType", type);
            request.put(specification + ".Tag.1.Key", settings.tagKey());
            request.put(specification + ".Tag.1.Value", settings.tagValue());
            request.put(specification + ".Tag.2.Key", "Name");
            request.put(specification + ".Tag.2.Value", "rag-worker-instance");
        }
        long minute = time.getEpochSecond() / SECONDS_PER_MINUTE;
        // Another request needs another token: EC2 refuses one that it knows with other parameters.
        request.put(
                "ClientToken",
                UUID.nameUUIDFromBytes((request + "@" + minute).getBytes(StandardCharsets.UTF_8))
                        .toString());
        return request;
    }

    private static List<String> instanceIds(Document answer) {
        List<String> ids = new ArrayList<>();
        NodeList found = answer.getElementsByTagName("instanceId");
        for (int index = 0; index < found.getLength(); index++) {
            // Network interfaces and the like tell it again, further down.
            if (found.item(index).getParentNode() instanceof Element item
                    && item.getParentNode() instanceof Element set
                    && set.getTagName().equals("instancesSet")) {
                ids.add(found.item(index).getTextContent());
            }
        }
        return ids;
    }
}
