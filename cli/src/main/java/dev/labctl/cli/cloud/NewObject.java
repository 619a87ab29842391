package dev.labctl.cli.cloud;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where an object goes and what it carries besides its bytes.
 *
 * @param contentHeaders {@code Content-Type}, {@code Cache-Control}, {@code Content-Disposition},
 *     {@code Content-Encoding}, {@code Content-Language}, by name
 */
public record NewObject(
        String bucket,
        String key,
        Map<String, String> contentHeaders,
        Map<String, String> metadata,
        Map<String, String> tags) {
    public NewObject {
        contentHeaders = Map.copyOf(contentHeaders);
        metadata = Map.copyOf(metadata);
        tags = Map.copyOf(tags);
    }

    /** An object with nothing but bytes. */
    public static NewObject at(String bucket, String key) {
        return new NewObject(bucket, key, Map.of(), Map.of(), Map.of());
    }

    /** With this content header: {@code Content-Type}. */
    public NewObject header(String name, String value) {
        return new NewObject(bucket, key, with(contentHeaders, name, value), metadata, tags);
    }

    /** With this user metadata; names are lower case. */
    public NewObject metadata(String name, String value) {
        return new NewObject(bucket, key, contentHeaders, with(metadata, name, value), tags);
    }

    /** With this tag. */
    public NewObject tag(String name, String value) {
        return new NewObject(bucket, key, contentHeaders, metadata, with(tags, name, value));
    }

    private static Map<String, String> with(Map<String, String> old, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(old);
        more.put(name, value);
        return more;
    }
}
