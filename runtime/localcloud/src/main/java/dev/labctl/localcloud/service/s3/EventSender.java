package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Principal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Hands event messages to queues, topics, functions and the event bus, as {@code s3.amazonaws.com} acting for a bucket. */
final class EventSender {
    private static final String SUBJECT = "Amazon S3 Notification";

    private final CloudEnvironment environment;

    EventSender(CloudEnvironment environment) {
        this.environment = environment;
    }

    /** Why a destination takes no notifications, in the terms of AWS's error. */
    record Refusal(String name, String reason) {}

    /** Asks whether the bucket may notify the destination; queues and topics get a test event, which is the proof. */
    Optional<Refusal> probe(Bucket bucket, Destination.Kind kind, Destination.DestinationArn arn, String requestId) {
        String message =
                S3Event.test(bucket, requestId, environment.clock().instant()).toString();
        return switch (kind) {
            case QUEUE -> probeQueue(bucket, arn, message);
            case TOPIC -> probeTopic(bucket, arn, message);
            case FUNCTION -> probeFunction(bucket, arn);
            case BUS -> Optional.empty();
        };
    }

    private Optional<Refusal> probeQueue(Bucket bucket, Destination.DestinationArn arn, String message) {
        if (arn.resource().endsWith(".fifo")) {
            return Optional.of(new Refusal(arn.arn(), "FIFO SQS queues are not supported."));
        }
        try {
            environment
                    .dispatcher()
                    .call(
                            Caller.of(Principal.root(environment.accountId()), arn.region()),
                            GetQueueUrlRequest.builder()
                                    .queueName(arn.resource())
                                    .build(),
                            GetQueueUrlResponse.class);
        } catch (AwsError e) {
            return Optional.of(new Refusal(arn.arn(), "The destination queue does not exist"));
        }
        return probe(bucket, Destination.Kind.QUEUE, arn, message, "queue");
    }

    private Optional<Refusal> probeTopic(Bucket bucket, Destination.DestinationArn arn, String message) {
        if (arn.resource().endsWith(".fifo")) {
            return Optional.of(new Refusal(arn.arn(), "FIFO SNS topics are not supported."));
        }
        try {
            environment
                    .dispatcher()
                    .call(
                            Caller.of(Principal.root(environment.accountId()), arn.region()),
                            GetTopicAttributesRequest.builder()
                                    .topicArn(arn.arn())
                                    .build(),
                            GetTopicAttributesResponse.class);
        } catch (AwsError e) {
            return Optional.of(new Refusal(arn.arn(), "The destination topic does not exist"));
        }
        return probe(bucket, Destination.Kind.TOPIC, arn, message, "topic");
    }

    private Optional<Refusal> probe(
            Bucket bucket, Destination.Kind kind, Destination.DestinationArn arn, String message, String what) {
        try {
            send(kind, arn, message, new Source(bucket.arn(), bucket.region(), null));
            return Optional.empty();
        } catch (AwsError e) {
            return Optional.of(new Refusal(
                    arn.arn(),
                    "Permissions on the destination " + what
                            + " do not allow S3 to publish notifications from this bucket"));
        }
    }

    private Optional<Refusal> probeFunction(Bucket bucket, Destination.DestinationArn arn) {
        Caller caller = caller(new Source(bucket.arn(), bucket.region(), null), arn);
        boolean allowed = environment
                .authorizer()
                .decide(
                        caller.principal(),
                        new Access("lambda:InvokeFunction", arn.arn(), Map.of()),
                        caller.conditions())
                .isAllowed();
        return allowed
                ? Optional.empty()
                : Optional.of(
                        new Refusal(arn.arn() + ", null", "Not authorized to invoke function [" + arn.arn() + "]"));
    }

    /**
     * The bucket that speaks.
     *
     * @param arn the bucket's ARN
     * @param region its region
     * @param traceHeader the {@code X-Amzn-Trace-Id} of the request that caused the message, or null
     */
    record Source(String arn, String region, @Nullable String traceHeader) {}

    /**
     * Sends one message.
     *
     * @throws AwsError as the destination answers
     */
    void send(Destination.Kind kind, Destination.DestinationArn to, String message, Source source) {
        Caller caller = caller(source, to);
        switch (kind) {
            case QUEUE ->
                environment
                        .dispatcher()
                        .call(caller, toQueue(to, message, source.traceHeader()), SendMessageResponse.class);
            case TOPIC ->
                environment
                        .dispatcher()
                        .call(
                                caller,
                                PublishRequest.builder()
                                        .topicArn(to.arn())
                                        .subject(SUBJECT)
                                        .message(message)
                                        .build(),
                                PublishResponse.class);
            case FUNCTION ->
                environment
                        .dispatcher()
                        .call(
                                caller,
                                InvokeRequest.builder()
                                        .functionName(to.arn())
                                        .invocationType(InvocationType.EVENT)
                                        .payload(SdkBytes.fromUtf8String(message))
                                        .build(),
                                InvokeResponse.class);
            case BUS -> putEvent(caller, to, message, source);
        }
    }

    private void putEvent(Caller caller, Destination.DestinationArn bus, String message, Source source) {
        PutEventsRequestEntry entry = BridgeEvent.entry(message).toBuilder()
                .eventBusName(bus.arn())
                .resources(source.arn())
                .traceHeader(source.traceHeader())
                .build();
        PutEventsResponse response = environment
                .dispatcher()
                .call(caller, PutEventsRequest.builder().entries(entry).build(), PutEventsResponse.class);
        for (PutEventsResultEntry result : response.entries()) {
            if (result.errorCode() != null) {
                throw AwsError.of(400, result.errorCode(), String.valueOf(result.errorMessage()));
            }
        }
    }

    private SendMessageRequest toQueue(Destination.DestinationArn to, String message, @Nullable String traceHeader) {
        SendMessageRequest.Builder request = SendMessageRequest.builder()
                .queueUrl(environment.endpoint() + "/" + to.accountId() + "/" + to.resource())
                .messageBody(message);
        if (traceHeader != null) {
            request.messageSystemAttributes(Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                            .dataType("String")
                            .stringValue(traceHeader)
                            .build()));
        }
        return request.build();
    }

    private Caller caller(Source source, Destination.DestinationArn to) {
        return Caller.service("s3.amazonaws.com", to.region(), source.arn(), environment.accountId());
    }
}
