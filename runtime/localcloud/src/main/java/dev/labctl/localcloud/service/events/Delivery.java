package dev.labctl.localcloud.service.events;

import java.time.Instant;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * One event on its way to one target.
 *
 * @param row the key of its row; rows are in the order in which events came
 * @param bus the name of the rule's bus
 * @param rule the rule's name
 * @param ruleArn the rule's ARN
 * @param target the target as it was when the event came
 * @param event the event, JSON
 * @param ingested when the event came
 * @param attempts how often it was tried
 * @param due when it is tried next
 */
record Delivery(
        String row,
        String bus,
        String rule,
        String ruleArn,
        String target,
        String event,
        Instant ingested,
        int attempts,
        Instant due) {
    String region() {
        return ruleArn.split(":", 5)[3];
    }

    Target decodedTarget() {
        return EventsTables.TARGET.decode(target.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Delivery triedUntil(Instant next) {
        return new Delivery(row, bus, rule, ruleArn, target, event, ingested, attempts + 1, next);
    }
}
