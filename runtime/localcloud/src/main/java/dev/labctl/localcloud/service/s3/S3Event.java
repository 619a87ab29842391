package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an object, as notifications tell it ("Event message structure", Amazon S3 User Guide).
 *
 * @param name without {@code s3:}, for instance {@code ObjectCreated:Put}
 * @param time when
 * @param key the object's key, as it is
 * @param size null where the event has none
 * @param etag null where the event has none
 * @param versionId null for unversioned objects
 * @param sequencer null where the event has none
 */
record S3Event(
        String name,
        Instant time,
        String key,
        @Nullable Long size,
        @Nullable String etag,
        @Nullable String versionId,
        @Nullable String sequencer) {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";

    /** An object was written: {@code Put}, {@code Copy}, {@code CompleteMultipartUpload} or {@code Post}. */
    static S3Event created(String how, StoredObject object, Instant now) {
        return new S3Event(
                "ObjectCreated:" + how,
                now,
                object.key(),
                object.size(),
                object.etag(),
                versionOf(object),
                sequencer(object.sequence()));
    }

    /** An object or version is gone for good. */
    static S3Event deleted(String key, @Nullable String versionId, long sequence, Instant now) {
        return new S3Event("ObjectRemoved:Delete", now, key, null, null, versionId, sequencer(sequence));
    }

    /** A delete marker hides an object. */
    static S3Event markerCreated(StoredObject marker) {
        return new S3Event(
                "ObjectRemoved:DeleteMarkerCreated",
                marker.lastModified(),
                marker.key(),
                null,
                EMPTY_MD5,
                versionOf(marker),
                sequencer(marker.sequence()));
    }

    /** Tags, ACL or storage class of an object changed: {@code ObjectTagging:Put} and the like. */
    static S3Event changed(String name, StoredObject object, Instant now) {
        return new S3Event(name, now, object.key(), null, object.etag(), versionOf(object), null);
    }

    S3Event named(String other) {
        return new S3Event(other, time, key, size, etag, versionId, sequencer);
    }

    private static @Nullable String versionOf(StoredObject object) {
        return object.isNullVersion() ? null : object.versionId();
    }

    private static String sequencer(long sequence) {
        return "%018X".formatted(sequence);
    }

    /** Who caused an event and how the answer was named. */
    record Origin(String principalId, String sourceIp, String requestId) {}

    /** The event's record, as an element of {@code Records}. */
    ObjectNode record(Bucket bucket, String accountId, String configurationId, Origin origin) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("eventVersion", name.matches("Object(Created|Removed|Restore):.*") ? "2.1" : "2.3");
        json.put("eventSource", "aws:s3");
        json.put("awsRegion", bucket.region());
        json.put("eventTime", MILLIS.format(time));
        json.put("eventName", name);
        json.putObject("userIdentity").put("principalId", origin.principalId());
        json.putObject("requestParameters").put("sourceIPAddress", origin.sourceIp());
        json.putObject("responseElements")
                .put("x-amz-request-id", origin.requestId())
                .put("x-amz-id-2", Owners.canonicalId(origin.requestId()));
        ObjectNode s3 = json.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", configurationId);
        ObjectNode inBucket = s3.putObject("bucket");
        inBucket.put("name", bucket.name());
        inBucket.putObject("ownerIdentity").put("principalId", Owners.customerId(accountId));
        inBucket.put("arn", bucket.arn());
        ObjectNode object = s3.putObject("object");
        object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
        if (size != null) {
            object.put("size", size);
        }
        putUnlessNull(object, "eTag", etag);
        putUnlessNull(object, "versionId", versionId);
        putUnlessNull(object, "sequencer", sequencer);
        return json;
    }

    private static void putUnlessNull(ObjectNode object, String member, @Nullable String value) {
        if (value != null) {
            object.put(member, value);
        }
    }

    /** What S3 sends to a queue or topic when it becomes the destination of notifications. */
    static ObjectNode test(Bucket bucket, String requestId, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("Service", "Amazon S3");
        json.put("Event", "s3:TestEvent");
        json.put("Time", MILLIS.format(now));
        json.put("Bucket", bucket.name());
        json.put("RequestId", requestId.toUpperCase(Locale.ROOT));
        json.put("HostId", Owners.canonicalId(requestId));
        return json;
    }
}
