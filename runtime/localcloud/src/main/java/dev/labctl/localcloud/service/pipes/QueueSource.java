package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.targets.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.PipeSourceSqsQueueParameters;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * An SQS queue: what the target takes, and what the filter does not let pass, is deleted from it; the rest comes again
 * when its visibility time-out is over, and ends where the queue's redrive policy says.
 */
final class QueueSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(QueueSource.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(2);
    /** What the role must be allowed before the pipe begins, in the order in which AWS looks. */
    private static final List<String> ACTIONS = List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes");

    private static final int BATCH_SIZE = 10;
    private static final int MOST_AT_ONCE = 10;
    private static final int MOST_RECEIVES = 20;
    private static final int MOST_BYTES = 5_500_000;

    private final CloudEnvironment environment;
    private final PipesTables tables;
    private final String key;
    private final PipeRole role;
    private final Targets targets;
    private final TargetSender sender;
    /** Received, passed by the filter, and not yet sent, by message id. */
    private final Map<String, PipeEvent> waiting = new LinkedHashMap<>();

    private final Map<String, String> receipts = new LinkedHashMap<>();
    private Instant waitingSince = Instant.MIN;
    private @Nullable String problem;

    QueueSource(CloudEnvironment environment, PipesTables tables, String key) {
        this.environment = environment;
        this.tables = tables;
        this.key = key;
        this.role = new PipeRole(environment);
        this.targets = new Targets(environment);
        this.sender = new TargetSender(environment);
    }

    @Override
    public void prepare(DescribePipeResponse pipe) {
        Caller caller = caller(pipe);
        for (String action : ACTIONS) {
            try {
                environment.dispatcher().require(caller, Access.to("sqs:" + action, pipe.source()));
            } catch (AwsError e) {
                LOG.warn("{}: {}", pipe.arn(), e.message());
                throw PipesErrors.unusable(
                        "The provided customer role does not have permissions to call " + action + " on SQS");
            }
        }
        try {
            environment
                    .dispatcher()
                    .call(
                            caller,
                            GetQueueAttributesRequest.builder()
                                    .queueUrl(url(pipe))
                                    .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT)
                                    .build(),
                            GetQueueAttributesResponse.class);
        } catch (AwsError e) {
            throw PipesErrors.unusable(e.message());
        }
    }

    private Caller caller(DescribePipeResponse pipe) {
        return role.caller(pipe).inRegion(pipe.source().split(":", 5)[3]);
    }

    private String url(DescribePipeResponse pipe) {
        return targets.queueUrl(pipe.source());
    }

    @Override
    public Duration round() {
        DescribePipeResponse pipe = tables.pipes.get(key).orElse(null);
        if (pipe == null) {
            return AFTER_A_REFUSAL;
        }
        try {
            return work(pipe);
        } catch (AwsError e) {
            role.forget();
            waiting.clear();
            receipts.clear();
            complain(pipe, e.message());
            return AFTER_A_REFUSAL;
        }
    }

    private Duration work(DescribePipeResponse pipe) {
        PipeSourceSqsQueueParameters parameters =
                pipe.sourceParameters() == null ? null : pipe.sourceParameters().sqsQueueParameters();
        int size = parameters == null ? BATCH_SIZE : Objects.requireNonNullElse(parameters.batchSize(), BATCH_SIZE);
        int window =
                parameters == null ? 0 : Objects.requireNonNullElse(parameters.maximumBatchingWindowInSeconds(), 0);
        Caller caller = caller(pipe);
        receive(pipe, caller, size);
        tables.store.awaitDurable();
        Instant now = environment.clock().instant();
        if (waiting.isEmpty() || (waiting.size() < size && now.isBefore(waitingSince.plusSeconds(window)))) {
            return POLL;
        }
        List<PipeEvent> batch = batch(size);
        if (TargetSender.isQueue(pipe.target())) {
            tables.store.together(() -> deliver(pipe, caller, batch));
        } else {
            deliver(pipe, caller, batch);
            tables.store.awaitDurable();
        }
        return Duration.ZERO;
    }

    private List<PipeEvent> batch(int size) {
        List<PipeEvent> batch = new ArrayList<>();
        long bytes = 0;
        for (PipeEvent event : waiting.values()) {
            bytes += event.bytes();
            if (batch.size() == size || (bytes > MOST_BYTES && !batch.isEmpty())) {
                break;
            }
            batch.add(event);
        }
        return batch;
    }

    private void receive(DescribePipeResponse pipe, Caller caller, int size) {
        int most = MOST_RECEIVES + size / MOST_AT_ONCE;
        for (int i = 0; i < most && waiting.size() < size; i++) {
            List<Message> messages = environment
                    .dispatcher()
                    .call(
                            caller,
                            ReceiveMessageRequest.builder()
                                    .queueUrl(url(pipe))
                                    .maxNumberOfMessages(Math.min(MOST_AT_ONCE, size - waiting.size()))
                                    .waitTimeSeconds(0)
                                    .messageAttributeNames("All")
                                    .messageSystemAttributeNamesWithStrings("All")
                                    .build(),
                            ReceiveMessageResponse.class)
                    .messages();
            if (messages.isEmpty()) {
                return;
            }
            messages.forEach(message -> take(message, pipe, caller));
        }
    }

    private void take(Message message, DescribePipeResponse pipe, Caller caller) {
        PipeEvent event = event(message, pipe.source());
        boolean passes = EventFilter.passes(
                pipe.sourceParameters() == null ? null : pipe.sourceParameters().filterCriteria(), event.decoded());
        if (!passes) {
            delete(pipe, caller, message.receiptHandle());
            return;
        }
        if (waiting.isEmpty()) {
            waitingSince = environment.clock().instant();
        }
        waiting.put(event.id(), event);
        receipts.put(event.id(), message.receiptHandle());
    }

    private void deliver(DescribePipeResponse pipe, Caller caller, List<PipeEvent> batch) {
        TargetSender.Sent sent = sender.send(pipe, caller, batch);
        String failure = sent.problem();
        if (failure == null) {
            problem = null;
        } else {
            complain(pipe, failure);
        }
        for (PipeEvent event : batch) {
            waiting.remove(event.id());
            String receipt = receipts.remove(event.id());
            if (receipt != null && !sent.failed().contains(event.id())) {
                delete(pipe, caller, receipt);
            }
        }
        waitingSince = environment.clock().instant();
    }

    private void delete(DescribePipeResponse pipe, Caller caller, String receipt) {
        environment
                .dispatcher()
                .call(
                        caller,
                        DeleteMessageRequest.builder()
                                .queueUrl(url(pipe))
                                .receiptHandle(receipt)
                                .build(),
                        DeleteMessageResponse.class);
    }

    private void complain(DescribePipeResponse pipe, String message) {
        if (!message.equals(problem)) {
            LOG.warn("{}: {}", pipe.arn(), message);
            problem = message;
        }
    }

    /** See <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html">the example event</a>. */
    private static PipeEvent event(Message message, String queueArn) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("messageId", message.messageId());
        event.put("receiptHandle", message.receiptHandle());
        event.put("body", message.body());
        ObjectNode attributes = event.putObject("attributes");
        message.attributesAsStrings().forEach(attributes::put);
        ObjectNode given = event.putObject("messageAttributes");
        message.messageAttributes().forEach((name, value) -> {
            ObjectNode attribute = given.putObject(name);
            if (value.stringValue() != null) {
                attribute.put("stringValue", value.stringValue());
            }
            if (value.binaryValue() != null) {
                attribute.put(
                        "binaryValue",
                        Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe()));
            }
            attribute.putArray("stringListValues");
            attribute.putArray("binaryListValues");
            attribute.put("dataType", value.dataType());
        });
        event.put("md5OfBody", message.md5OfBody());
        event.put("eventSource", "aws:sqs");
        event.put("eventSourceARN", queueArn);
        event.put("awsRegion", queueArn.split(":", 5)[3]);
        String sent = message.attributesAsStrings().get("SentTimestamp");
        return PipeEvent.of(
                message.messageId(), event, sent == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(sent)));
    }
}
