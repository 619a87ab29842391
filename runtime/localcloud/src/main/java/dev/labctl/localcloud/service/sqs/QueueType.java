package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** {@code AWS::SQS::Queue}. */
final class QueueType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NAME = 80;
    private static final String FIFO_SUFFIX = ".fifo";
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);
    private static final List<String> SCALARS = List.of(
            QueueAttributes.DELAY_SECONDS,
            QueueAttributes.MAXIMUM_MESSAGE_SIZE,
            QueueAttributes.MESSAGE_RETENTION_PERIOD,
            "ReceiveMessageWaitTimeSeconds",
            QueueAttributes.VISIBILITY_TIMEOUT,
            QueueAttributes.KMS_KEY,
            QueueAttributes.KMS_REUSE,
            QueueAttributes.SQS_SSE,
            QueueAttributes.CONTENT_DEDUPLICATION,
            QueueAttributes.DEDUPLICATION_SCOPE,
            QueueAttributes.THROUGHPUT_LIMIT);
    private static final List<String> DOCUMENTS =
            List.of(QueueAttributes.REDRIVE_POLICY, QueueAttributes.REDRIVE_ALLOW_POLICY);

    @Override
    public String name() {
        return "AWS::SQS::Queue";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("QueueName", Schema.STRING)
                .createOnly(QueueAttributes.FIFO, Schema.BOOLEAN)
                .optional(QueueAttributes.CONTENT_DEDUPLICATION, Schema.BOOLEAN)
                .optional(QueueAttributes.DEDUPLICATION_SCOPE, Schema.STRING)
                .optional(QueueAttributes.THROUGHPUT_LIMIT, Schema.STRING)
                .optional(QueueAttributes.DELAY_SECONDS, Schema.INTEGER)
                .optional(QueueAttributes.MAXIMUM_MESSAGE_SIZE, Schema.INTEGER)
                .optional(QueueAttributes.MESSAGE_RETENTION_PERIOD, Schema.INTEGER)
                .optional(QueueAttributes.RECEIVE_WAIT, Schema.INTEGER)
                .optional(QueueAttributes.VISIBILITY_TIMEOUT, Schema.INTEGER)
                .optional(QueueAttributes.REDRIVE_POLICY, Schema.JSON)
                .optional(QueueAttributes.REDRIVE_ALLOW_POLICY, Schema.JSON)
                .optional(QueueAttributes.SQS_SSE, Schema.BOOLEAN)
                .recordedOnly(QueueAttributes.KMS_KEY, Schema.STRING)
                .recordedOnly(QueueAttributes.KMS_REUSE, Schema.INTEGER)
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "QueueName", "QueueUrl");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        boolean isFifo = request.properties().bool(QueueAttributes.FIFO).orElse(false);
        String name = request.properties().string("QueueName").orElseGet(() -> generatedName(request, isFifo));
        requireNew(request, name);
        Map<String, String> attributes = settings(request.properties());
        if (isFifo) {
            attributes.put(QueueAttributes.FIFO, "true");
        }
        String url = request.call(
                        CreateQueueRequest.builder()
                                .queueName(name)
                                .attributesWithStrings(attributes)
                                .tags(request.tags())
                                .build(),
                        CreateQueueResponse.class)
                .queueUrl();
        return describe(request, url);
    }

    private static String generatedName(ResourceRequest request, boolean isFifo) {
        return isFifo
                ? request.generatedName(MAX_NAME - FIFO_SUFFIX.length()) + FIFO_SUFFIX
                : request.generatedName(MAX_NAME);
    }

    /** CreateQueue takes an existing queue with the same attributes for its own; CloudFormation must not. */
    private static void requireNew(ResourceRequest request, String name) {
        if (request.resumed()) {
            return;
        }
        boolean exists;
        try {
            request.call(GetQueueUrlRequest.builder().queueName(name).build(), GetQueueUrlResponse.class);
            exists = true;
        } catch (AwsError e) {
            if (!e.code().equals("QueueDoesNotExist")) {
                throw e;
            }
            exists = false;
        }
        if (exists) {
            throw AwsError.of(
                    400,
                    "AlreadyExists",
                    "Resource of type 'AWS::SQS::Queue' with identifier '" + name + "' already exists.");
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Map<String, String> changes = settings(request.properties());
        // what the template no longer says goes back to its default
        Map<String, String> defaults = QueueAttributes.defaults(request.id().endsWith(FIFO_SUFFIX));
        settings(request.previousProperties())
                .keySet()
                .forEach(name -> changes.putIfAbsent(name, defaults.getOrDefault(name, "")));
        changes.remove(QueueAttributes.KMS_REUSE, "");
        if (!changes.isEmpty()) {
            request.call(
                    SetQueueAttributesRequest.builder()
                            .queueUrl(request.id())
                            .attributesWithStrings(changes)
                            .build(),
                    SetQueueAttributesResponse.class);
        }
        updateTags(request);
        return describe(request, request.id());
    }

    private static void updateTags(ResourceRequest request) {
        request.retag(
                removed -> request.call(
                        UntagQueueRequest.builder()
                                .queueUrl(request.id())
                                .tagKeys(removed)
                                .build(),
                        UntagQueueResponse.class),
                tags -> request.call(
                        TagQueueRequest.builder()
                                .queueUrl(request.id())
                                .tags(tags)
                                .build(),
                        TagQueueResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(DeleteQueueRequest.builder().queueUrl(request.id()).build(), DeleteQueueResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("QueueDoesNotExist")) {
                throw e;
            }
        }
    }

    private static PhysicalResource describe(ResourceRequest request, String url) {
        String arn = request.call(
                        GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNames(QueueAttributeName.QUEUE_ARN)
                                .build(),
                        GetQueueAttributesResponse.class)
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String name = url.substring(url.lastIndexOf('/') + 1);
        return new PhysicalResource(url, Map.of("Arn", arn, "QueueName", name, "QueueUrl", url));
    }

    private static Map<String, String> settings(Properties properties) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String name : SCALARS) {
            properties.string(name).ifPresent(value -> attributes.put(name, value));
        }
        for (String name : DOCUMENTS) {
            properties.value(name).ifPresent(value -> attributes.put(name, json(value)));
        }
        return attributes;
    }

    private static String json(Object value) {
        try {
            return value instanceof String text ? text : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
