package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.targets.Targets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.PipeTargetInvocationType;
import software.amazon.awssdk.services.pipes.model.PipeTargetSqsQueueParameters;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Hands batches of events to a pipe's queue or function, as the pipe's role. */
final class TargetSender {
    private static final int MOST_MESSAGES = 10;
    private static final int MOST_BYTES = 262_144;

    private final CloudEnvironment environment;
    private final Targets targets;
    private final PipeMetrics metrics;

    TargetSender(CloudEnvironment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
        this.metrics = new PipeMetrics(environment);
    }

    /**
     * What became of a batch.
     *
     * @param failed the ids of the events that the target did not take
     * @param problem why; null when it took all
     */
    record Sent(Set<String> failed, @Nullable String problem) {
        Sent {
            failed = Set.copyOf(failed);
        }

        static Sent all() {
            return new Sent(Set.of(), null);
        }

        static Sent none(List<PipeEvent> events, String problem) {
            return new Sent(ids(events), problem);
        }
    }

    private static Set<String> ids(List<PipeEvent> events) {
        Set<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.id()));
        return ids;
    }

    /** Whether the target is a queue: what goes there is one change with what the pipe notes of it. */
    static boolean isQueue(String arn) {
        return arn.split(":", 4)[2].equals("sqs");
    }

    Sent send(DescribePipeResponse pipe, Caller caller, List<PipeEvent> events) {
        long start = System.nanoTime();
        Sent sent = handOver(pipe, caller, events);
        metrics.executed(pipe, events, sent, Duration.ofNanos(System.nanoTime() - start));
        return sent;
    }

    private Sent handOver(DescribePipeResponse pipe, Caller caller, List<PipeEvent> events) {
        Caller there = caller.inRegion(pipe.target().split(":", 5)[3]);
        try {
            return isQueue(pipe.target()) ? sendMessages(pipe, there, events) : invoke(pipe, there, events);
        } catch (AwsError e) {
            return Sent.none(events, e.message());
        }
    }

    private String input(DescribePipeResponse pipe, PipeEvent event) {
        String template =
                pipe.targetParameters() == null ? null : pipe.targetParameters().inputTemplate();
        return template == null || template.isEmpty()
                ? event.text()
                : InputTemplate.apply(template, pipe, event, environment.clock().instant());
    }

    /** In batches as large as SQS takes them; those after one that failed are not tried, for order's sake. */
    private Sent sendMessages(DescribePipeResponse pipe, Caller caller, List<PipeEvent> events) {
        int next = 0;
        while (next < events.size()) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            int bytes = 0;
            for (int i = next; i < events.size() && entries.size() < MOST_MESSAGES; i++) {
                String body = input(pipe, events.get(i));
                bytes += body.getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MOST_BYTES && !entries.isEmpty()) {
                    break;
                }
                entries.add(entry(pipe, events.get(i), body, i));
            }
            List<PipeEvent> rest = events.subList(next, events.size());
            SendMessageBatchResponse response;
            try {
                response = environment
                        .dispatcher()
                        .call(
                                caller,
                                SendMessageBatchRequest.builder()
                                        .queueUrl(targets.queueUrl(pipe.target()))
                                        .entries(entries)
                                        .build(),
                                SendMessageBatchResponse.class);
            } catch (AwsError e) {
                return Sent.none(rest, e.message());
            }
            if (!response.failed().isEmpty()) {
                Set<String> failed = ids(events.subList(next + entries.size(), events.size()));
                response.failed()
                        .forEach(entry -> failed.add(
                                events.get(Integer.parseInt(entry.id())).id()));
                return new Sent(failed, response.failed().get(0).message());
            }
            next += entries.size();
        }
        return Sent.all();
    }

    private static SendMessageBatchRequestEntry entry(
            DescribePipeResponse pipe, PipeEvent event, String body, int index) {
        SendMessageBatchRequestEntry.Builder entry =
                SendMessageBatchRequestEntry.builder().id(String.valueOf(index)).messageBody(body);
        PipeTargetSqsQueueParameters queue =
                pipe.targetParameters() == null ? null : pipe.targetParameters().sqsQueueParameters();
        if (queue != null) {
            entry.messageGroupId(dynamic(queue.messageGroupId(), event))
                    .messageDeduplicationId(dynamic(queue.messageDeduplicationId(), event));
        }
        return entry.build();
    }

    /** A parameter that is a constant, or a path into the event. */
    private static @Nullable String dynamic(@Nullable String parameter, PipeEvent event) {
        return parameter != null && parameter.startsWith("$.")
                ? InputTemplate.at(parameter, event.decoded()).asText()
                : parameter;
    }

    private Sent invoke(DescribePipeResponse pipe, Caller caller, List<PipeEvent> events) {
        boolean isAwaited = pipe.targetParameters() == null
                || pipe.targetParameters().lambdaFunctionParameters() == null
                || pipe.targetParameters().lambdaFunctionParameters().invocationType()
                        != PipeTargetInvocationType.FIRE_AND_FORGET;
        List<String> inputs =
                events.stream().map(event -> asJson(input(pipe, event))).toList();
        InvokeResponse response = environment
                .dispatcher()
                .call(
                        caller,
                        InvokeRequest.builder()
                                .functionName(pipe.target())
                                .invocationType(isAwaited ? InvocationType.REQUEST_RESPONSE : InvocationType.EVENT)
                                .payload(SdkBytes.fromUtf8String("[" + String.join(",", inputs) + "]"))
                                .build(),
                        InvokeResponse.class);
        if (response.functionError() != null) {
            return Sent.none(events, "The function failed: " + answer(response));
        }
        return isAwaited ? reported(events, answer(response)) : Sent.all();
    }

    private static String answer(InvokeResponse response) {
        return response.payload() == null ? "" : response.payload().asUtf8String();
    }

    private static String asJson(String input) {
        return PipeEvent.read(input).isPresent()
                ? input
                : TextNode.valueOf(input).toString();
    }

    /**
     * The partial failures a function reports: {@code {"batchItemFailures":[{"itemIdentifier":"..."}]}}. One that names no
     * event of the batch fails all of it.
     */
    private static Sent reported(List<PipeEvent> events, String answer) {
        JsonNode failures = PipeEvent.read(answer)
                .map(node -> node.path("batchItemFailures"))
                .filter(JsonNode::isArray)
                .orElse(null);
        if (failures == null || failures.isEmpty()) {
            return Sent.all();
        }
        Set<String> failed = new HashSet<>();
        failures.forEach(failure -> failed.add(failure.path("itemIdentifier").asText()));
        String problem = "The function reported failures: " + answer;
        return ids(events).containsAll(failed) ? new Sent(failed, problem) : Sent.none(events, problem);
    }
}
