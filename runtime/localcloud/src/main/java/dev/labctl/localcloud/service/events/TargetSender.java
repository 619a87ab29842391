package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * Hands events to functions, queues and topics: as {@code events.amazonaws.com} acting for the rule, so that the target's
 * own policy decides, or as the target's role when it has one.
 */
final class TargetSender {
    static final String SERVICE = "events.amazonaws.com";

    private final CloudEnvironment environment;

    TargetSender(CloudEnvironment environment) {
        this.environment = environment;
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
            case "lambda" -> invoke(caller, target.arn(), input);
            case "sqs" -> {
                String group = target.sqsParameters() == null
                        ? null
                        : target.sqsParameters().messageGroupId();
                sendMessage(
                        caller,
                        target.arn(),
                        SendMessageRequest.builder().messageBody(input).messageGroupId(group));
            }
            case "sns" -> publish(caller, target.arn(), input);
            default -> throw new IllegalStateException("accepted as a target: " + target.arn());
        }
    }

    /** Sends an event that could not be delivered to a queue; the event is as it came. */
    void deadLetter(Delivery delivery, String queueArn, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value.isEmpty() ? "-" : value)
                        .build()));
        sendMessage(
                service(delivery, queueArn),
                queueArn,
                SendMessageRequest.builder().messageBody(delivery.event()).messageAttributes(values));
    }

    private Caller caller(Delivery delivery, Target target) {
        Caller service = service(delivery, target.arn());
        if (target.roleArn() == null) {
            return service;
        }
        try {
            AssumeRoleResponse role = environment
                    .dispatcher()
                    .call(
                            service,
                            AssumeRoleRequest.builder()
                                    .roleArn(target.roleArn())
                                    .roleSessionName(UUID.randomUUID().toString())
                                    .build(),
                            AssumeRoleResponse.class);
            return Caller.of(
                    new Principal(
                            Principal.Type.ASSUMED_ROLE,
                            role.assumedRoleUser().arn(),
                            role.assumedRoleUser().assumedRoleId()),
                    service.region());
        } catch (AwsError e) {
            throw new DeliveryFailure("FAILED_TO_ASSUME_ROLE", e.message(), false);
        }
    }

    private Caller service(Delivery delivery, String arn) {
        return Caller.service(SERVICE, arn.split(":", 5)[3], delivery.ruleArn(), environment.accountId());
    }

    private void invoke(Caller caller, String arn, String input) {
        InvokeRequest request = InvokeRequest.builder()
                .functionName(arn)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(input))
                .build();
        environment.dispatcher().call(caller, request, InvokeResponse.class);
    }

    private void sendMessage(Caller caller, String arn, SendMessageRequest.Builder request) {
        String[] parts = arn.split(":", -1);
        String url = environment.endpoint() + "/" + parts[4] + "/" + parts[5];
        environment.dispatcher().call(caller, request.queueUrl(url).build(), SendMessageResponse.class);
    }

    private void publish(Caller caller, String arn, String input) {
        PublishRequest request =
                PublishRequest.builder().topicArn(arn).message(input).build();
        environment.dispatcher().call(caller, request, PublishResponse.class);
    }
}
