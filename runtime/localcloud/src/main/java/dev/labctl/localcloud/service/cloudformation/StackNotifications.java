package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Tells the topics of {@code NotificationARNs} of each event, in order, as the stack's deployer. */
final class StackNotifications {
    private static final Logger LOG = LoggerFactory.getLogger(StackNotifications.class);

    private final CloudEnvironment environment;
    private final Map<String, Principal> deployers = new ConcurrentHashMap<>();
    private final Queue<Message> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isPublishing = new AtomicBoolean();

    StackNotifications(CloudEnvironment environment) {
        this.environment = environment;
    }

    /** Has a stack's topics told of an event, later. */
    synchronized void tell(Stack stack, StackEvents.Event event) {
        if (stack.definition().notificationArns().isEmpty()) {
            return;
        }
        Stack.Operation operation = stack.operation();
        if (operation != null) {
            deployers.put(stack.id(), operation.caller());
        }
        Principal deployer = deployers.get(stack.id());
        if (deployer == null) {
            return;
        }
        for (String topic : stack.definition().notificationArns()) {
            PublishRequest request = PublishRequest.builder()
                    .topicArn(topic)
                    .subject("AWS CloudFormation Notification")
                    .message(message(event, deployer))
                    .build();
            waiting.add(new Message(Caller.of(deployer, stack.region()), request));
        }
        if (isPublishing.compareAndSet(false, true)) {
            environment.executor().execute(this::publish);
        }
    }

    private String message(StackEvents.Event event, Principal deployer) {
        return """
                StackId='%s'
                Timestamp='%s'
                EventId='%s'
                LogicalResourceId='%s'
                Namespace='%s'
                PhysicalResourceId='%s'
                PrincipalId='%s'
                ResourceProperties='%s'
                ResourceStatus='%s'
                ResourceStatusReason='%s'
                ResourceType='%s'
                StackName='%s'
                ClientRequestToken='%s'
                """.formatted(
                        event.stackId(),
                        event.timestamp(),
                        event.id(),
                        event.logicalId(),
                        environment.accountId(),
                        event.physicalId(),
                        deployer.id(),
                        Objects.requireNonNullElse(event.shown(), "null"),
                        event.status(),
                        Objects.requireNonNullElse(event.reason(), ""),
                        event.type(),
                        event.stackName(),
                        Objects.requireNonNullElse(event.token(), "null"));
    }

    private void publish() {
        environment.store().awaitDurable();
        Message message = next();
        while (message != null) {
            try {
                environment.dispatcher().call(message.caller(), message.request(), PublishResponse.class);
            } catch (AwsError e) {
                LOG.warn(
                        "{} was not told of a stack event: {}",
                        message.request().topicArn(),
                        e.message());
            }
            message = next();
        }
    }

    private synchronized @Nullable Message next() {
        Message next = waiting.poll();
        isPublishing.set(next != null);
        return next;
    }

    /** What is published, and as whom. */
    private record Message(Caller caller, PublishRequest request) {}
}
