package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The operations on messages: sending, receiving, hiding and deleting them. */
final class MessageOperations {
    private static final int MAX_ENTRIES = 10;
    private static final int MAX_WAIT_SECONDS = 20;

    private final Queues queues;
    private final QueueMetrics metrics;

    MessageOperations(Queues queues, QueueMetrics metrics) {
        this.queues = queues;
        this.metrics = metrics;
    }

    void register(Operations operations) {
        operations.on(
                SendMessageRequest.class,
                QueueOperations.onQueue("sqs:SendMessage", SendMessageRequest::queueUrl),
                this::send);
        operations.on(
                SendMessageBatchRequest.class,
                QueueOperations.onQueue("sqs:SendMessage", SendMessageBatchRequest::queueUrl),
                this::sendBatch);
        operations.on(
                ReceiveMessageRequest.class,
                QueueOperations.onQueue("sqs:ReceiveMessage", ReceiveMessageRequest::queueUrl),
                this::receive);
        operations.on(
                DeleteMessageRequest.class,
                QueueOperations.onQueue("sqs:DeleteMessage", DeleteMessageRequest::queueUrl),
                this::delete);
        operations.on(
                DeleteMessageBatchRequest.class,
                QueueOperations.onQueue("sqs:DeleteMessage", DeleteMessageBatchRequest::queueUrl),
                this::deleteBatch);
        operations.on(
                ChangeMessageVisibilityRequest.class,
                QueueOperations.onQueue("sqs:ChangeMessageVisibility", ChangeMessageVisibilityRequest::queueUrl),
                this::changeVisibility);
        operations.on(
                ChangeMessageVisibilityBatchRequest.class,
                QueueOperations.onQueue("sqs:ChangeMessageVisibility", ChangeMessageVisibilityBatchRequest::queueUrl),
                this::changeVisibilityBatch);
    }

    private SendMessageResponse send(SendMessageRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        Outgoing message = Outgoing.of(request);
        message.validate();
        message.validateFor(queue.queueRecord(), false);
        AwsError tooLong = message.tooLong(maximumSize(queue), false);
        if (tooLong != null) {
            throw tooLong;
        }
        Queue.Sent sent = queue.send(List.of(message), senderId(call), traceHeader(message, call))
                .get(0);
        metrics.sent(queue, message.size());
        return SendMessageResponse.builder()
                .messageId(sent.messageId())
                .md5OfMessageBody(Digests.md5(message.body()))
                .md5OfMessageAttributes(md5(message.attributes()))
                .md5OfMessageSystemAttributes(systemMd5(message.systemAttributes()))
                .sequenceNumber(sent.sequenceNumber())
                .build();
    }

    private SendMessageBatchResponse sendBatch(SendMessageBatchRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        List<SendMessageBatchRequestEntry> entries = request.entries();
        checkBatch(
                "SendMessageBatchRequestEntry",
                entries.stream().map(SendMessageBatchRequestEntry::id).toList());
        List<Outgoing> messages = entries.stream().map(Outgoing::of).toList();
        long size = messages.stream().mapToLong(Outgoing::size).sum();
        if (size > QueueAttributes.MAXIMUM_SIZE) {
            throw SqsErrors.batchTooLong(QueueAttributes.MAXIMUM_SIZE, size);
        }
        messages.forEach(message -> message.validateFor(queue.queueRecord(), true));
        List<SendMessageBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String id = entries.get(i).id();
            Outgoing message = messages.get(i);
            try {
                message.validate();
                AwsError tooLong = message.tooLong(maximumSize(queue), true);
                if (tooLong != null) {
                    throw tooLong;
                }
            } catch (AwsError e) {
                failed.add(failure(id, e));
                continue;
            }
            Queue.Sent sent = queue.send(List.of(message), senderId(call), traceHeader(message, call))
                    .get(0);
            metrics.sent(queue, message.size());
            successful.add(SendMessageBatchResultEntry.builder()
                    .id(id)
                    .messageId(sent.messageId())
                    .md5OfMessageBody(Digests.md5(message.body()))
                    .md5OfMessageAttributes(md5(message.attributes()))
                    .md5OfMessageSystemAttributes(systemMd5(message.systemAttributes()))
                    .sequenceNumber(sent.sequenceNumber())
                    .build());
        }
        return SendMessageBatchResponse.builder()
                .successful(orNull(successful))
                .failed(orNull(failed))
                .build();
    }

    private static int maximumSize(Queue queue) {
        return queue.queueRecord().number(QueueAttributes.MAXIMUM_MESSAGE_SIZE);
    }

    private static String senderId(Call call) {
        return call.caller().principal().id();
    }

    private static @Nullable String traceHeader(Outgoing message, Call call) {
        MessageSystemAttributeValue given = message.systemAttributes().get("AWSTraceHeader");
        return given != null
                ? given.stringValue()
                : call.header("x-amzn-trace-id").orElse(null);
    }

    private static @Nullable String md5(Map<String, MessageAttributeValue> attributes) {
        return attributes.isEmpty() ? null : Digests.md5(attributes);
    }

    private static @Nullable String systemMd5(Map<String, MessageSystemAttributeValue> attributes) {
        return md5(attributes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> MessageAttributeValue.builder()
                        .dataType(entry.getValue().dataType())
                        .stringValue(entry.getValue().stringValue())
                        .build())));
    }

    private ReceiveMessageResponse receive(ReceiveMessageRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        int max = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
        if (max < 1 || max > MAX_ENTRIES) {
            throw SqsErrors.invalidParameter("MaxNumberOfMessages", max, "Must be between 1 and 10, if provided.");
        }
        QueueRecord settings = queue.queueRecord();
        int wait = request.waitTimeSeconds() == null
                ? settings.number(QueueAttributes.RECEIVE_WAIT)
                : request.waitTimeSeconds();
        if (wait < 0 || wait > MAX_WAIT_SECONDS) {
            throw SqsErrors.invalidParameter("WaitTimeSeconds", wait, "Must be >= 0 and <= 20, if provided.");
        }
        int visibility = request.visibilityTimeout() == null
                ? settings.number(QueueAttributes.VISIBILITY_TIMEOUT)
                : checkedVisibility(request.visibilityTimeout());
        MessageView view = MessageView.of(request, call);
        List<Queue.Received> received =
                queue.receive(max, 1000L * visibility, 1000L * wait, request.receiveRequestAttemptId());
        metrics.received(queue, received.size());
        return ReceiveMessageResponse.builder()
                .messages(orNull(received.stream().map(view::show).toList()))
                .build();
    }

    private static int checkedVisibility(int seconds) {
        if (seconds < 0 || 1000L * seconds > Queue.MAX_VISIBILITY_MILLIS) {
            throw SqsErrors.invalidParameter("VisibilityTimeout", seconds, "Must be >= 0 and <= 43200, if provided.");
        }
        return seconds;
    }

    private DeleteMessageResponse delete(DeleteMessageRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        queue.deleteMessage(request.receiptHandle());
        metrics.deleted(queue);
        return DeleteMessageResponse.builder().build();
    }

    private DeleteMessageBatchResponse deleteBatch(DeleteMessageBatchRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        checkBatch(
                "DeleteMessageBatchRequestEntry",
                request.entries().stream()
                        .map(DeleteMessageBatchRequestEntry::id)
                        .toList());
        List<DeleteMessageBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (DeleteMessageBatchRequestEntry entry : request.entries()) {
            try {
                queue.deleteMessage(entry.receiptHandle());
                metrics.deleted(queue);
                successful.add(
                        DeleteMessageBatchResultEntry.builder().id(entry.id()).build());
            } catch (AwsError e) {
                failed.add(failure(entry.id(), e));
            }
        }
        return DeleteMessageBatchResponse.builder()
                .successful(orNull(successful))
                .failed(orNull(failed))
                .build();
    }

    private ChangeMessageVisibilityResponse changeVisibility(ChangeMessageVisibilityRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        changeVisibility(queue, request.receiptHandle(), request.visibilityTimeout());
        return ChangeMessageVisibilityResponse.builder().build();
    }

    private static void changeVisibility(Queue queue, String receiptHandle, @Nullable Integer seconds) {
        if (seconds == null) {
            throw SqsErrors.missingParameter("VisibilityTimeout");
        }
        queue.changeVisibility(receiptHandle, 1000L * checkedVisibility(seconds));
    }

    private ChangeMessageVisibilityBatchResponse changeVisibilityBatch(
            ChangeMessageVisibilityBatchRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        checkBatch(
                "ChangeMessageVisibilityBatchRequestEntry",
                request.entries().stream()
                        .map(ChangeMessageVisibilityBatchRequestEntry::id)
                        .toList());
        List<ChangeMessageVisibilityBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (ChangeMessageVisibilityBatchRequestEntry entry : request.entries()) {
            try {
                changeVisibility(queue, entry.receiptHandle(), entry.visibilityTimeout());
                successful.add(ChangeMessageVisibilityBatchResultEntry.builder()
                        .id(entry.id())
                        .build());
            } catch (AwsError e) {
                failed.add(failure(entry.id(), e));
            }
        }
        return ChangeMessageVisibilityBatchResponse.builder()
                .successful(orNull(successful))
                .failed(orNull(failed))
                .build();
    }

    private static void checkBatch(String entryType, List<String> ids) {
        if (ids.isEmpty()) {
            throw SqsErrors.emptyBatch(entryType);
        }
        if (ids.size() > MAX_ENTRIES) {
            throw SqsErrors.tooManyEntries(ids.size());
        }
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (id == null || !id.matches("[A-Za-z0-9_-]{1,80}")) {
                throw SqsErrors.invalidBatchId();
            }
            if (!seen.add(id)) {
                throw SqsErrors.batchIdsNotDistinct(id);
            }
        }
    }

    private static BatchResultErrorEntry failure(String id, AwsError error) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .senderFault(error.isSender())
                .code(SqsErrors.batchCode(error))
                .message(error.message())
                .build();
    }

    /** SQS leaves empty lists out of its answers. */
    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
