package dev.labctl.localcloud.targets;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
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
 * Targets by their ARN: what a service hands to them is asked of their own service as the given caller, in that caller's
 * region, and refused as that service refuses it.
 */
public final class Targets {
    private final CloudEnvironment environment;

    public Targets(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Takes on a role for a session of its own.
     *
     * @param service the service that does so for one of its resources
     * @throws AwsError as STS says it
     */
    public Principal assume(Caller service, String roleArn) {
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(roleArn)
                .roleSessionName(UUID.randomUUID().toString().replace("-", ""))
                .build();
        AssumeRoleResponse role = environment.dispatcher().call(service, request, AssumeRoleResponse.class);
        return new Principal(
                Principal.Type.ASSUMED_ROLE,
                role.assumedRoleUser().arn(),
                role.assumedRoleUser().assumedRoleId());
    }

    /** Invokes a function and does not wait for it. */
    public void invoke(Caller caller, String functionArn, String event) {
        InvokeRequest request = InvokeRequest.builder()
                .functionName(functionArn)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(event))
                .build();
        environment.dispatcher().call(caller, request, InvokeResponse.class);
    }

    public void publish(Caller caller, String topicArn, String message) {
        PublishRequest request =
                PublishRequest.builder().topicArn(topicArn).message(message).build();
        environment.dispatcher().call(caller, request, PublishResponse.class);
    }

    /** Sends a message that has everything but its queue. */
    public void send(Caller caller, String queueArn, SendMessageRequest.Builder message) {
        SendMessageRequest request = message.queueUrl(queueUrl(queueArn)).build();
        environment.dispatcher().call(caller, request, SendMessageResponse.class);
    }

    /** Sends to a queue what could not be delivered, and why; SQS takes no attribute that is empty. */
    public void deadLetter(Caller caller, String queueArn, String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value.isEmpty() ? "-" : value)
                        .build()));
        send(caller, queueArn, SendMessageRequest.builder().messageBody(body).messageAttributes(values));
    }

    /** The URL under which a queue is known here. */
    public String queueUrl(String queueArn) {
        String[] parts = queueArn.split(":", -1);
        return environment.endpoint() + "/" + parts[4] + "/" + parts[5];
    }
}
