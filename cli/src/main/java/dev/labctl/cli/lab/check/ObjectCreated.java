package dev.labctl.cli.lab.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An S3 event notification with one record, as S3 would send it.
 *
 * @param version empty for a bucket without versions
 */
public record ObjectCreated(
        Instant time, String bucket, String key, long size, String etag, String sequencer, String version) {
    /** An event about an object of which no more is known than where it is. */
    public static ObjectCreated at(String bucket, String key) {
        return new ObjectCreated(Instant.now(), bucket, key, 0, "", "00", "");
    }

    public ObjectCreated withVersion(String id) {
        return new ObjectCreated(time, bucket, key, size, etag, sequencer, id);
    }

    /** The event as JSON. */
    public String json() {
        ObjectNode event = Json.object();
        ObjectNode created = event.putArray("Records").addObject();
        created.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("eventName", "ObjectCreated:Put")
                .put("eventTime", time.toString());
        ObjectNode s3 = created.putObject("s3").put("s3SchemaVersion", "1.0");
        s3.putObject("bucket").put("name", bucket).put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object")
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8))
                .put("size", size)
                .put("eTag", etag)
                .put("sequencer", sequencer);
        if (!version.isEmpty()) {
            object.put("versionId", version);
        }
        return event.toString();
    }
}
