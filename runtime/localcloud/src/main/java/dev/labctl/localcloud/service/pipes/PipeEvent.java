package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An event on its way through a pipe.
 *
 * @param id its sequence number in the stream, or its message id in the queue
 * @param event the event as targets get it
 * @param decoded the event with its body parsed, when that is JSON: what filters and templates see
 * @param arrived when it came to the source
 */
record PipeEvent(String id, JsonNode event, JsonNode decoded, Instant arrived) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String BODY = "body";

    /** An event of which the body, if it has one and that is a JSON object or list, can be looked into. */
    static PipeEvent of(String id, ObjectNode event, Instant arrived) {
        Optional<JsonNode> body = Optional.ofNullable(event.path(BODY).textValue())
                .flatMap(PipeEvent::read)
                .filter(JsonNode::isContainerNode);
        JsonNode decoded = body.isPresent() ? event.deepCopy().set(BODY, body.get()) : event;
        return new PipeEvent(id, event, decoded, arrived);
    }

    /** The JSON that targets get. */
    String text() {
        return event.toString();
    }

    /** The text as JSON; empty when it is none. */
    static Optional<JsonNode> read(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    int bytes() {
        return text().getBytes(StandardCharsets.UTF_8).length;
    }
}
