package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Records of DynamoDB streams as pipes pass them on. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html">the example events</a>.
 */
final class StreamEvents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StreamEvents() {}

    static PipeEvent event(Record change, String streamArn) {
        StreamRecord changed = change.dynamodb();
        ObjectNode event = NODES.objectNode();
        event.put("eventID", change.eventID());
        event.put("eventName", change.eventNameAsString());
        event.put("eventVersion", change.eventVersion());
        event.put("eventSource", change.eventSource());
        event.put("awsRegion", change.awsRegion());
        ObjectNode dynamodb = event.putObject("dynamodb");
        dynamodb.put(
                "ApproximateCreationDateTime",
                changed.approximateCreationDateTime().getEpochSecond());
        dynamodb.set("Keys", item(changed.keys()));
        if (changed.hasNewImage()) {
            dynamodb.set("NewImage", item(changed.newImage()));
        }
        if (changed.hasOldImage()) {
            dynamodb.set("OldImage", item(changed.oldImage()));
        }
        dynamodb.put("SequenceNumber", changed.sequenceNumber());
        dynamodb.put("SizeBytes", changed.sizeBytes());
        dynamodb.put("StreamViewType", changed.streamViewTypeAsString());
        if (change.userIdentity() != null) {
            event.putObject("userIdentity")
                    .put("principalId", change.userIdentity().principalId())
                    .put("type", change.userIdentity().type());
        }
        event.put("eventSourceARN", streamArn);
        return PipeEvent.of(changed.sequenceNumber(), event, changed.approximateCreationDateTime());
    }

    private static ObjectNode item(Map<String, AttributeValue> item) {
        ObjectNode node = NODES.objectNode();
        item.forEach((name, value) -> node.set(name, attribute(value)));
        return node;
    }

    /** DynamoDB's own JSON: the value under its type. */
    private static JsonNode attribute(AttributeValue value) {
        ObjectNode node = NODES.objectNode();
        switch (value.type()) {
            case S -> node.put("S", value.s());
            case N -> node.put("N", value.n());
            case B -> node.put("B", base64(value.b()));
            case BOOL -> node.put("BOOL", value.bool());
            case NUL -> node.put("NULL", value.nul());
            case SS -> value.ss().forEach(node.putArray("SS")::add);
            case NS -> value.ns().forEach(node.putArray("NS")::add);
            case BS -> {
                ArrayNode set = node.putArray("BS");
                value.bs().forEach(bytes -> set.add(base64(bytes)));
            }
            case L -> {
                ArrayNode list = node.putArray("L");
                value.l().forEach(element -> list.add(attribute(element)));
            }
            case M -> node.set("M", item(value.m()));
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("an attribute of no known type: " + value);
        }
        return node;
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }
}
