package dev.labctl.localcloud.service.scheduler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a target gets: the schedule's input with its context attributes, or else a notification. See <a
 * href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html">context
 * attributes</a>.
 */
final class TargetInput {
    private TargetInput() {}

    static String of(Invocation invocation, @Nullable String input, String accountId) {
        return input == null
                ? notification(invocation, accountId)
                : input.replace("<aws.scheduler.schedule-arn>", invocation.scheduleArn())
                        .replace("<aws.scheduler.scheduled-time>", time(invocation.scheduled()))
                        .replace("<aws.scheduler.execution-id>", invocation.executionId())
                        .replace("<aws.scheduler.attempt-number>", String.valueOf(invocation.attempts() + 1));
    }

    private static String notification(Invocation invocation, String accountId) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "0");
        event.put("id", invocation.executionId());
        event.put("detail-type", "Scheduled Event");
        event.put("source", "aws.scheduler");
        event.put("account", accountId);
        event.put("time", time(invocation.scheduled()));
        event.put("region", invocation.region());
        event.putArray("resources").add(invocation.scheduleArn());
        event.put("detail", "{}");
        return event.toString();
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
