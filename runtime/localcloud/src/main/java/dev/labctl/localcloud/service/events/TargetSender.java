package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.targets.Targets;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Hands events to functions, queues and topics: as {@code events.amazonaws.com} acting for the rule, so that the target's
 * own policy decides, or as the target's role when it has one.
 */
final class TargetSender {
    static final String SERVICE = "events.amazonaws.com";

    private final CloudEnvironment environment;
    private final Targets targets;

    TargetSender(CloudEnvironment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
    }

    /** A delivery of which all is known but whether the target takes it. */
    @FunctionalInterface
    interface Sending {
        /**
         * Sends it.
         *
         * @throws DeliveryFailure when the target does not take it
         */
        void send();
    }

    /**
     * Makes what the target shall get of the event, and takes on its role.
     *
     * @throws DeliveryFailure when one of them cannot be
     */
    Sending prepare(Delivery delivery, Target target) {
        String input = TargetInput.of(delivery, target);
        Caller caller = caller(delivery, target);
        return () -> {
            try {
                send(caller, target, input);
            } catch (AwsError e) {
                throw DeliveryFailure.of(e);
            }
        };
    }

    private void send(Caller caller, Target target, String input) {
        switch (target.arn().split(":", 4)[2]) {
            case "lambda" -> targets.invoke(caller, target.arn(), input);
            case "sqs" -> {
                String group = target.sqsParameters() == null
                        ? null
                        : target.sqsParameters().messageGroupId();
                targets.send(
                        caller,
                        target.arn(),
                        SendMessageRequest.builder().messageBody(input).messageGroupId(group));
            }
            case "sns" -> targets.publish(caller, target.arn(), input);
            default -> throw new IllegalStateException("accepted as a target: " + target.arn());
        }
    }

    /** Sends an event that could not be delivered to a queue; the event is as it came. */
    void deadLetter(Delivery delivery, String queueArn, Map<String, String> attributes) {
        targets.deadLetter(service(delivery, queueArn), queueArn, delivery.event(), attributes);
    }

    private Caller caller(Delivery delivery, Target target) {
        Caller service = service(delivery, target.arn());
        if (target.roleArn() == null) {
            return service;
        }
        try {
            return Caller.of(targets.assume(service, target.roleArn()), service.region());
        } catch (AwsError e) {
            throw new DeliveryFailure("FAILED_TO_ASSUME_ROLE", e.message(), false);
        }
    }

    private Caller service(Delivery delivery, String arn) {
        return Caller.service(SERVICE, arn.split(":", 5)[3], delivery.ruleArn(), environment.accountId());
    }
}
