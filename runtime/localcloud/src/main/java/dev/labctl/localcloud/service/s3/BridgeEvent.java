package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * What happened to an object as EventBridge is told it ("Amazon S3 events in EventBridge"). Changes of the storage class
 * are not told.
 */
final class BridgeEvent {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String S3 = "s3.amazonaws.com";

    private BridgeEvent() {}

    /** The event's type, time and detail as JSON; empty when EventBridge is not told of it. */
    static Optional<String> of(Bucket bucket, S3Event event, S3Event.Origin origin, String accountId) {
        String type = type(event.name());
        if (type == null) {
            return Optional.empty();
        }
        ObjectNode message = JSON.createObjectNode();
        message.put("detail-type", type).put("time", event.time().toString());
        ObjectNode detail = message.putObject("detail").put("version", "0");
        detail.putObject("bucket").put("name", bucket.name());
        ObjectNode object = detail.putObject("object").put("key", event.key());
        if (event.size() != null) {
            object.put("size", event.size());
        }
        put(object, "etag", event.etag());
        put(object, "version-id", event.versionId());
        put(object, "sequencer", event.sequencer());
        boolean isOwn = origin.principalId().equals(S3);
        detail.put("request-id", origin.requestId());
        detail.put("requester", isOwn ? S3 : accountId);
        put(detail, "source-ip-address", isOwn ? null : origin.sourceIp());
        put(detail, "reason", reason(event.name()));
        if (type.equals("Object Deleted")) {
            boolean isMarker = event.name().endsWith(":DeleteMarkerCreated");
            detail.put("deletion-type", isMarker ? "Delete Marker Created" : "Permanently Deleted");
        }
        return Optional.of(message.toString());
    }

    private static @Nullable String type(String name) {
        if (name.startsWith("ObjectCreated:")) {
            return "Object Created";
        }
        if (name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:")) {
            return "Object Deleted";
        }
        return switch (name) {
            case "ObjectTagging:Put" -> "Object Tags Added";
            case "ObjectTagging:Delete" -> "Object Tags Deleted";
            case "ObjectAcl:Put" -> "Object ACL Updated";
            default -> null;
        };
    }

    private static @Nullable String reason(String name) {
        if (name.startsWith("ObjectRemoved:")) {
            return "DeleteObject";
        }
        if (name.startsWith("LifecycleExpiration:")) {
            return "Lifecycle Expiration";
        }
        return switch (name) {
            case "ObjectCreated:Put" -> "PutObject";
            case "ObjectCreated:Post" -> "POST Object";
            case "ObjectCreated:Copy" -> "CopyObject";
            case "ObjectCreated:CompleteMultipartUpload" -> "CompleteMultipartUpload";
            default -> null;
        };
    }

    private static void put(ObjectNode object, String member, @Nullable String value) {
        if (value != null) {
            object.put(member, value);
        }
    }

    /** The entry that puts a message of {@link #of} on a bus. */
    static PutEventsRequestEntry entry(String message) {
        try {
            JsonNode event = JSON.readTree(message);
            return PutEventsRequestEntry.builder()
                    .source("aws.s3")
                    .detailType(event.path("detail-type").asText())
                    .time(Instant.parse(event.path("time").asText()))
                    .detail(event.path("detail").toString())
                    .build();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
