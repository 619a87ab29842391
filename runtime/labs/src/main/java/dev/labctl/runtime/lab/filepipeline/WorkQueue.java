package dev.labctl.runtime.lab.filepipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The queue of the items' messages, ten of which a request takes. */
final class WorkQueue {
    /** The most that one request takes, and gives. */
    static final int BATCH = 10;

    private final SqsClient sqs;
    private final String url;
    private final WorkerLog log;

    WorkQueue(SqsClient sqs, String url, WorkerLog log) {
        this.sqs = sqs;
        this.url = url;
        this.log = log;
    }

    /** How long a message that was received is not given to others. */
    Duration visibilityTimeout() {
        return Duration.ofSeconds(Long.parseLong(sqs.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                .attributes()
                .getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30")));
    }

    /** Takes up to ten messages, waiting at most that long (20 s) for the first. */
    List<Message> receive(Duration wait) {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(BATCH)
                        .waitTimeSeconds((int) wait.toSeconds())
                        .messageSystemAttributeNames(
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                MessageSystemAttributeName.SENT_TIMESTAMP,
                                MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP))
                .messages();
    }

    /** Deletes messages, of which there may be any number. One that cannot be deleted comes again, which is harmless. */
    void delete(List<String> receipts) {
        inBatches("delete", receipts, some -> {
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (String receipt : some) {
                entries.add(DeleteMessageBatchRequestEntry.builder()
                        .id(String.valueOf(entries.size()))
                        .receiptHandle(receipt)
                        .build());
            }
            report(
                    "delete",
                    sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(entries))
                            .failed());
        });
    }

    /** Lets messages, of which there may be any number, be received by others after this time from now. */
    void hide(List<String> receipts, Duration time) {
        inBatches("hide", receipts, some -> {
            List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
            for (String receipt : some) {
                entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(String.valueOf(entries.size()))
                        .receiptHandle(receipt)
                        .visibilityTimeout((int) time.toSeconds())
                        .build());
            }
            report(
                    "hide",
                    sqs.changeMessageVisibilityBatch(
                                    request -> request.queueUrl(url).entries(entries))
                            .failed());
        });
    }

    private void inBatches(String what, List<String> receipts, Consumer<List<String>> request) {
        for (int from = 0; from < receipts.size(); from += BATCH) {
            try {
                request.accept(receipts.subList(from, Math.min(from + BATCH, receipts.size())));
            } catch (SdkException e) {
                log.line("cannot %s messages, which come again: %s".formatted(what, e.getMessage()));
            }
        }
    }

    private void report(String what, List<BatchResultErrorEntry> failed) {
        failed.forEach(each -> log.line("cannot %s a message: %s: %s".formatted(what, each.code(), each.message())));
    }
}
