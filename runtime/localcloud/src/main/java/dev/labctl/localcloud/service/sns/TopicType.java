package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** {@code AWS::SNS::Topic}. */
final class TopicType implements ResourceType {
    private static final int MAX_NAME = 256;
    private static final String FIFO_SUFFIX = ".fifo";
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);
    private static final ObjectSchema SUBSCRIPTION =
            ObjectSchema.of().required("Endpoint", Schema.STRING).required("Protocol", Schema.STRING);
    private static final List<String> SCALARS = List.of(
            "DisplayName",
            "KmsMasterKeyId",
            "SignatureVersion",
            "TracingConfig",
            "FifoThroughputScope",
            Topic.CONTENT_DEDUPLICATION);

    @Override
    public String name() {
        return "AWS::SNS::Topic";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("TopicName", Schema.STRING)
                .createOnly(Topic.FIFO, Schema.BOOLEAN)
                .optional(Topic.CONTENT_DEDUPLICATION, Schema.BOOLEAN)
                .optional("FifoThroughputScope", Schema.STRING)
                .optional("DisplayName", Schema.STRING)
                .optional("SignatureVersion", Schema.STRING)
                .optional("Subscription", Schema.listOf(SUBSCRIPTION))
                .recordedOnly("KmsMasterKeyId", Schema.STRING)
                .recordedOnly("TracingConfig", Schema.STRING)
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("TopicArn", "TopicName");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        boolean isFifo = request.properties().bool(Topic.FIFO).orElse(false);
        String name = request.properties()
                .string("TopicName")
                .orElseGet(() -> isFifo
                        ? request.generatedName(MAX_NAME - FIFO_SUFFIX.length()) + FIFO_SUFFIX
                        : request.generatedName(MAX_NAME));
        String arn = "arn:aws:sns:" + request.caller().region() + ":"
                + request.environment().accountId() + ":" + name;
        if (!request.resumed() && exists(request, arn)) {
            throw AwsError.of(400, "AlreadyExists", arn + " already exists");
        }
        Map<String, String> attributes = attributes(request.properties());
        if (isFifo) {
            attributes.put(Topic.FIFO, "true");
        }
        request.call(
                CreateTopicRequest.builder()
                        .name(name)
                        .attributes(attributes)
                        .tags(tags(request.tags()))
                        .build(),
                CreateTopicResponse.class);
        request.created(arn);
        subscribe(request, arn);
        return describe(arn);
    }

    private static boolean exists(ResourceRequest request, String arn) {
        try {
            request.call(GetTopicAttributesRequest.builder().topicArn(arn).build(), GetTopicAttributesResponse.class);
            return true;
        } catch (AwsError e) {
            if (!e.code().equals("NotFound")) {
                throw e;
            }
            return false;
        }
    }

    private static void subscribe(ResourceRequest request, String arn) {
        for (Properties subscription : request.properties().objects("Subscription")) {
            request.call(
                    SubscribeRequest.builder()
                            .topicArn(arn)
                            .protocol(subscription.requiredString("Protocol"))
                            .endpoint(subscription.requiredString("Endpoint"))
                            .build(),
                    SubscribeResponse.class);
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Map<String, String> after = attributes(request.properties());
        attributes(request.previousProperties()).keySet().forEach(name -> after.putIfAbsent(name, defaultOf(name)));
        after.forEach((name, value) -> request.call(
                SetTopicAttributesRequest.builder()
                        .topicArn(request.id())
                        .attributeName(name)
                        .attributeValue(value)
                        .build(),
                SetTopicAttributesResponse.class));
        unsubscribeRemoved(request);
        subscribe(request, request.id());
        updateTags(request);
        return describe(request.id());
    }

    private static String defaultOf(String attribute) {
        return switch (attribute) {
            case "SignatureVersion" -> "1";
            case Topic.CONTENT_DEDUPLICATION -> "false";
            case "FifoThroughputScope" -> "Topic";
            case "TracingConfig" -> "PassThrough";
            default -> "";
        };
    }

    private static void unsubscribeRemoved(ResourceRequest request) {
        List<Properties> kept = request.properties().objects("Subscription");
        for (Properties before : request.previousProperties().objects("Subscription")) {
            if (kept.contains(before)) {
                continue;
            }
            request
                    .call(
                            ListSubscriptionsByTopicRequest.builder()
                                    .topicArn(request.id())
                                    .build(),
                            ListSubscriptionsByTopicResponse.class)
                    .subscriptions()
                    .stream()
                    .filter(found -> found.endpoint().equals(before.requiredString("Endpoint"))
                            && found.subscriptionArn().startsWith("arn:"))
                    .forEach(found -> request.call(
                            UnsubscribeRequest.builder()
                                    .subscriptionArn(found.subscriptionArn())
                                    .build(),
                            UnsubscribeResponse.class));
        }
    }

    private static void updateTags(ResourceRequest request) {
        request.retag(
                removed -> request.call(
                        UntagResourceRequest.builder()
                                .resourceArn(request.id())
                                .tagKeys(removed)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder()
                                .resourceArn(request.id())
                                .tags(tags(tags))
                                .build(),
                        TagResourceResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(DeleteTopicRequest.builder().topicArn(request.id()).build(), DeleteTopicResponse.class);
    }

    private static PhysicalResource describe(String arn) {
        return new PhysicalResource(arn, Map.of("TopicArn", arn, "TopicName", arn.substring(arn.lastIndexOf(':') + 1)));
    }

    private static Map<String, String> attributes(Properties properties) {
        Map<String, String> attributes = new LinkedHashMap<>();
        SCALARS.forEach(name -> properties.string(name).ifPresent(value -> attributes.put(name, value)));
        return attributes;
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
