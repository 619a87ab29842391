package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.scheduler.model.Target;

/**
 * Sends what a target did not take to the schedule's dead-letter queue, with the reasons as message attributes. See <a
 * href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html">dead-letter queues</a>.
 */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MOST_BYTES = 262_144;

    private final TargetInvoker invoker;
    private final SchedulerMetrics metrics;

    DeadLetters(TargetInvoker invoker, SchedulerMetrics metrics) {
        this.invoker = invoker;
        this.metrics = metrics;
    }

    /** Sends it, if the target has a dead-letter queue. As on AWS, what that does not take is lost. */
    void send(Invocation invocation, Target target, String input, InvocationFailure failure, String exhausted) {
        String queueArn = target.deadLetterConfig() == null
                ? null
                : target.deadLetterConfig().arn();
        if (queueArn == null) {
            return;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("ERROR_CODE", failure.code());
        attributes.put("ERROR_MESSAGE", failure.getMessage());
        attributes.put("EXECUTION_ID", invocation.executionId());
        attributes.put("EXHAUSTED_RETRY_CONDITION", exhausted);
        attributes.put("RETRY_ATTEMPTS", String.valueOf(invocation.attempts()));
        attributes.put("SCHEDULED_TIME", TargetInput.time(invocation.scheduled()));
        attributes.put("SCHEDULE_ARN", invocation.scheduleArn());
        attributes.put("TARGET_ARN", target.arn());
        attributes.put("IS_PAYLOAD_TRUNCATED", "false");
        String body = input;
        int room = MOST_BYTES - bytes(attributes);
        if (bytes(input) > room) {
            attributes.put("IS_PAYLOAD_TRUNCATED", "true");
            body = cut(input, room);
            metrics.count(invocation, "InvocationsSentToDeadLetterCount_Truncated_MessageSizeExceeded");
        }
        try {
            invoker.deadLetter(invoker.role(invocation, target), queueArn, body, attributes);
            metrics.count(invocation, "InvocationsSentToDeadLetterCount");
        } catch (AwsError e) {
            refused(invocation, queueArn, InvocationFailure.of(e));
        } catch (InvocationFailure e) {
            refused(invocation, queueArn, e);
        }
    }

    private void refused(Invocation invocation, String queueArn, InvocationFailure failure) {
        metrics.count(invocation, "InvocationsFailedToBeSentToDeadLetterCount");
        metrics.count(invocation, "InvocationsFailedToBeSentToDeadLetterCount_" + failure.code());
        LOG.warn(
                "dead-letter queue {} refused an invocation of {}: {}",
                queueArn,
                invocation.scheduleArn(),
                failure.getMessage());
    }

    /** What SQS counts of attributes: names, types and values. */
    private static int bytes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .mapToInt(entry -> bytes(entry.getKey()) + bytes("String") + bytes(entry.getValue()))
                .sum();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As much of the text, from its beginning, as has so many bytes. */
    private static String cut(String text, int most) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            bytes += bytes(Character.toString(character));
            if (bytes > most) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }
}
