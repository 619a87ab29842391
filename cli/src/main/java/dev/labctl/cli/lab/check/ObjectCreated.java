package dev.labctl.cli.lab.check;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8));
        object.put("size", size);
        object.put("eTag", etag);
        object.put("sequencer", sequencer);
        if (!version.isEmpty()) {
            object.put("versionId", version);
        }
        Map<String, Object> created = Map.of(
                "eventVersion", "2.1",
                "eventSource", "aws:s3",
                "eventName", "ObjectCreated:Put",
                "eventTime", time.toString(),
                "s3",
                        Map.of(
                                "s3SchemaVersion",
                                "1.0",
                                "bucket",
                                Map.of("name", bucket, "arn", "arn:aws:s3:::" + bucket),
                                "object",
                                object));
        try {
            return JSON.std.asString(Map.of("Records", List.of(created)));
        } catch (IOException e) {
            throw new UncheckedIOException("an event of strings and numbers is always JSON", e);
        }
    }
}
