package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.lambda.execution.RoleSession;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Sends the records of ended asynchronous invocations to destinations and dead-letter targets, as the function's role.
 *
 * <p>A record that cannot be sent is lost, as on AWS; the metrics {@code DestinationDeliveryFailures} and {@code
 * DeadLetterErrors} count it.
 */
final class Destinations {
    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final CloudEnvironment cloud;
    private final Functions functions;

    Destinations(CloudEnvironment cloud, Functions functions) {
        this.cloud = cloud;
        this.functions = functions;
    }

    /** Sends what the configuration asks for; {@code result} is null when the handler never ran to an end. */
    void deliver(
            AsyncEvent event,
            @Nullable FunctionEventInvokeConfig config,
            String condition,
            Invoker.@Nullable Result result,
            int attempts) {
        FunctionRef function = event.function();
        FunctionConfiguration version =
                functions.find(function, FunctionRef.LATEST).orElse(null);
        if (version == null) {
            return;
        }
        boolean isSuccess = condition.equals("Success");
        String destination = destination(config, isSuccess);
        if (destination != null) {
            String resultRecord = resultRecord(event, condition, result, attempts);
            send(event, version, destination, resultRecord, Map.of(), "DestinationDeliveryFailures");
        }
        String deadLetters = version.deadLetterConfig() == null
                ? null
                : version.deadLetterConfig().targetArn();
        if (!isSuccess && deadLetters != null && !deadLetters.isEmpty()) {
            String payload = event.payloadBytes().asUtf8String();
            send(event, version, deadLetters, payload, deadLetterAttributes(event, result), "DeadLetterErrors");
        }
    }

    private static @Nullable String destination(@Nullable FunctionEventInvokeConfig config, boolean isSuccess) {
        if (config == null || config.destinationConfig() == null) {
            return null;
        }
        if (isSuccess) {
            return config.destinationConfig().onSuccess() == null
                    ? null
                    : config.destinationConfig().onSuccess().destination();
        }
        return config.destinationConfig().onFailure() == null
                ? null
                : config.destinationConfig().onFailure().destination();
    }

    private String resultRecord(AsyncEvent event, String condition, Invoker.@Nullable Result result, int attempts) {
        FunctionRef function = event.function();
        ObjectNode node = JSON.createObjectNode().put("version", "1.0");
        node.put(
                "timestamp",
                cloud.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString());
        node.putObject("requestContext")
                .put("requestId", event.requestId())
                .put("functionArn", function.functionArn() + ":" + function.qualifierOr(FunctionRef.LATEST))
                .put("condition", condition)
                .put("approximateInvokeCount", attempts);
        node.set("requestPayload", json(event.payloadBytes()));
        if (result != null) {
            ObjectNode response = node.putObject("responseContext")
                    .put("statusCode", 200)
                    .put("executedVersion", result.executedVersion());
            if (result.outcome().isError()) {
                response.put("functionError", "Unhandled");
            }
            node.set("responsePayload", json(result.outcome().payload()));
        }
        return node.toString();
    }

    private static JsonNode json(SdkBytes bytes) {
        try {
            JsonNode node = JSON.readTree(bytes.asByteArrayUnsafe());
            return node == null || node.isMissingNode() ? JSON.nullNode() : node;
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(bytes.asUtf8String());
        }
    }

    private static Map<String, String> deadLetterAttributes(AsyncEvent event, Invoker.@Nullable Result result) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("RequestID", event.requestId());
        attributes.put("ErrorCode", result == null ? "429" : "200");
        String message = result == null
                ? "Rate Exceeded."
                : json(result.outcome().payload()).path("errorMessage").asText();
        attributes.put("ErrorMessage", message.length() > 1024 ? message.substring(0, 1024) : message);
        return attributes;
    }

    private void send(
            AsyncEvent event,
            FunctionConfiguration version,
            String target,
            String body,
            Map<String, String> attributes,
            String failureMetric) {
        FunctionRef function = event.function();
        try {
            RoleSession session = RoleSession.assume(
                    cloud, version.role(), function.name(), function.functionArn(), function.region());
            Caller role = session.caller();
            switch (target.split(":", 4)[2]) {
                case "sqs" -> sendToQueue(role, target, body, attributes, event.traceId());
                case "sns" -> publish(role, target, body, attributes);
                case "events" -> putEvent(role, target, body);
                default -> invoke(role, target, body);
            }
        } catch (AwsError e) {
            LOG.warn("{} could not send to {}: {}", function.arn(), target, e.message());
            cloud.metrics().count(function.region(), Invoker.metric(function, failureMetric, "Count"));
        }
    }

    private void sendToQueue(Caller role, String arn, String body, Map<String, String> attributes, String traceId) {
        String[] parts = arn.split(":", -1);
        Caller owner = Caller.of(dev.labctl.localcloud.identity.Principal.root(cloud.accountId()), parts[3]);
        String url = cloud.dispatcher()
                .call(owner, GetQueueUrlRequest.builder().queueName(parts[5]).build(), GetQueueUrlResponse.class)
                .queueUrl();
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType(name.equals("ErrorCode") ? "Number" : "String")
                        .stringValue(value)
                        .build()));
        SendMessageRequest request = SendMessageRequest.builder()
                .queueUrl(url)
                .messageBody(body)
                .messageAttributes(values)
                .messageSystemAttributes(Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue(traceId)
                                .build()))
                .build();
        cloud.dispatcher().call(role.inRegion(parts[3]), request, SendMessageResponse.class);
    }

    private void publish(Caller role, String arn, String body, Map<String, String> attributes) {
        Map<String, software.amazon.awssdk.services.sns.model.MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                        .dataType(name.equals("ErrorCode") ? "Number" : "String")
                        .stringValue(value)
                        .build()));
        PublishRequest request = PublishRequest.builder()
                .topicArn(arn)
                .message(body)
                .messageAttributes(values)
                .build();
        cloud.dispatcher().call(role.inRegion(arn.split(":", -1)[3]), request, PublishResponse.class);
    }

    private void putEvent(Caller role, String busArn, String resultRecord) {
        JsonNode context = json(SdkBytes.fromUtf8String(resultRecord)).path("requestContext");
        boolean isSuccess = context.path("condition").asText().equals("Success");
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .eventBusName(busArn)
                .source("lambda")
                .detailType("Lambda Function Invocation Result - " + (isSuccess ? "Success" : "Failure"))
                .resources(busArn, context.path("functionArn").asText())
                .detail(resultRecord)
                .build();
        PutEventsResponse response = cloud.dispatcher()
                .call(
                        role.inRegion(busArn.split(":", -1)[3]),
                        PutEventsRequest.builder().entries(entry).build(),
                        PutEventsResponse.class);
        for (PutEventsResultEntry result : response.entries()) {
            if (result.errorCode() != null) {
                throw AwsError.of(400, result.errorCode(), String.valueOf(result.errorMessage()));
            }
        }
    }

    private void invoke(Caller role, String arn, String body) {
        InvokeRequest request = InvokeRequest.builder()
                .functionName(arn)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(body))
                .build();
        cloud.dispatcher().call(role, request, InvokeResponse.class);
    }
}
