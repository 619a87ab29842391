package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Events in the shape that all of EventBridge's targets get ("Events in Amazon EventBridge"). */
final class Event {
    /** Reads what others wrote: one whole document, nothing after it. */
    static final JsonMapper STRICT_JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Event() {}

    /** An event with an id of its own. */
    static ObjectNode of(
            String source,
            String detailType,
            String accountId,
            String region,
            Instant time,
            List<String> resources,
            JsonNode detail) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "0");
        event.put("id", UUID.randomUUID().toString());
        event.put("detail-type", detailType);
        event.put("source", source);
        event.put("account", accountId);
        event.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", region);
        resources.forEach(event.putArray("resources")::add);
        event.set("detail", detail);
        return event;
    }

    /** What a scheduled rule sends at a tick. */
    static ObjectNode scheduled(StoredRule rule, Instant tick) {
        return of(
                "aws.events",
                "Scheduled Event",
                rule.accountId(),
                rule.region(),
                tick,
                List.of(rule.arn()),
                JsonNodeFactory.instance.objectNode());
    }

    /** JSON that this service wrote itself. */
    static JsonNode read(String json) {
        try {
            return STRICT_JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
