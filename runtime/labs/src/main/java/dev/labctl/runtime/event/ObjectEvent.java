package dev.labctl.runtime.event;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record of an S3 event notification.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event message
 *     structure</a>
 * @param name the event, for instance {@code ObjectCreated:Put}
 * @param time when S3 finished the request
 * @param bucket the bucket's name
 * @param key the object's key, decoded
 * @param size the object's bytes
 * @param etag the object's ETag without quotes
 * @param sequencer orders the events of one key: compared as hexadecimal, left-padded to the same length
 * @param version the version id, present in versioned buckets
 */
public record ObjectEvent(
        String name,
        Instant time,
        String bucket,
        String key,
        long size,
        String etag,
        String sequencer,
        Optional<String> version) {
    /**
     * Reads the records of an S3 event.
     *
     * @throws IllegalArgumentException when it is no S3 event, naming what is missing
     */
    public static List<ObjectEvent> readAll(InputStream event) throws IOException {
        Map<String, Object> root = JSON.std.mapFrom(event);
        if (!(root.get("Records") instanceof List<?> records)) {
            throw new IllegalArgumentException("not an S3 event: it has no Records");
        }
        return records.stream().map(ObjectEvent::of).toList();
    }

    private static ObjectEvent of(Object item) {
        Map<?, ?> event = object(item, "Records[]");
        Map<?, ?> s3 = object(event.get("s3"), "s3");
        Map<?, ?> object = object(s3.get("object"), "s3.object");
        return new ObjectEvent(
                text(event.get("eventName"), "eventName"),
                Instant.parse(text(event.get("eventTime"), "eventTime")),
                text(object(s3.get("bucket"), "s3.bucket").get("name"), "s3.bucket.name"),
                URLDecoder.decode(text(object.get("key"), "s3.object.key"), StandardCharsets.UTF_8),
                object.get("size") instanceof Number size ? size.longValue() : 0,
                object.get("eTag") instanceof String etag ? etag : "",
                object.get("sequencer") instanceof String sequencer ? sequencer : "",
                Optional.ofNullable(object.get("versionId")).map(String::valueOf));
    }

    private static Map<?, ?> object(@Nullable Object value, String member) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("not an S3 event: " + member + " is missing");
    }

    private static String text(@Nullable Object value, String member) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not an S3 event: " + member + " is missing");
    }
}
