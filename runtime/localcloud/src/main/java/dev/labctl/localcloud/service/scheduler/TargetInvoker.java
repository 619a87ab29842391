package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Invokes targets as their execution role. */
final class TargetInvoker {
    private static final String SERVICE = "scheduler.amazonaws.com";

    private final CloudEnvironment environment;

    TargetInvoker(CloudEnvironment environment) {
        this.environment = environment;
    }

    /** The service acting for schedules of a group, which is what roles see as {@code aws:SourceArn}. */
    static Caller service(String groupArn, String accountId) {
        return Caller.service(SERVICE, SchedulerTables.region(groupArn), groupArn, accountId);
    }

    /**
     * Takes on the target's role.
     *
     * @throws InvocationFailure when that cannot be
     */
    Caller role(Invocation invocation, Target target) {
        String arn = invocation.scheduleArn();
        String groupArn = arn.substring(0, arn.indexOf(":schedule/")) + ":schedule-group/" + invocation.group();
        try {
            AssumeRoleResponse role = environment
                    .dispatcher()
                    .call(
                            service(groupArn, environment.accountId()),
                            AssumeRoleRequest.builder()
                                    .roleArn(target.roleArn())
                                    .roleSessionName(
                                            UUID.randomUUID().toString().replace("-", ""))
                                    .build(),
                            AssumeRoleResponse.class);
            return Caller.of(
                    new Principal(
                            Principal.Type.ASSUMED_ROLE,
                            role.assumedRoleUser().arn(),
                            role.assumedRoleUser().assumedRoleId()),
                    invocation.region());
        } catch (AwsError e) {
            throw InvocationFailure.of(e);
        }
    }

    /**
     * Invokes the target.
     *
     * @throws InvocationFailure when it refuses
     */
    void invoke(Caller role, Target target, String input) {
        Caller there = role.inRegion(SchedulerTables.region(target.arn()));
        try {
            switch (target.arn().split(":", 4)[2]) {
                case "lambda" -> invokeFunction(there, target.arn(), input);
                case "sqs" ->
                    sendMessage(
                            there,
                            target.arn(),
                            SendMessageRequest.builder()
                                    .messageBody(input)
                                    .messageGroupId(
                                            target.sqsParameters() == null
                                                    ? null
                                                    : target.sqsParameters().messageGroupId()));
                case "sns" -> publish(there, target.arn(), input);
                case "events" -> putEvent(there, target, input);
                default -> throw new IllegalStateException("accepted as a target: " + target.arn());
            }
        } catch (AwsError e) {
            throw InvocationFailure.of(e);
        }
    }

    private void invokeFunction(Caller caller, String arn, String input) {
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

    private void putEvent(Caller caller, Target target, String input) {
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .eventBusName(target.arn())
                .source(target.eventBridgeParameters().source())
                .detailType(target.eventBridgeParameters().detailType())
                .detail(input)
                .build();
        PutEventsResponse response = environment
                .dispatcher()
                .call(caller, PutEventsRequest.builder().entries(event).build(), PutEventsResponse.class);
        if (response.failedEntryCount() > 0) {
            PutEventsResultEntry entry = response.entries().get(0);
            throw new InvocationFailure(entry.errorCode(), entry.errorMessage(), false);
        }
    }

    /**
     * Sends what could not be delivered to a queue.
     *
     * @throws AwsError when the queue does not take it
     */
    void deadLetter(Caller role, String queueArn, String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value.isEmpty() ? "-" : value)
                        .build()));
        sendMessage(
                role.inRegion(SchedulerTables.region(queueArn)),
                queueArn,
                SendMessageRequest.builder().messageBody(body).messageAttributes(values));
    }
}
