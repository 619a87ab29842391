package dev.labctl.wire.filepipeline;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an item's file is: {@code s3://bucket/key}.
 *
 * @param bucket 3 to 63 characters, as S3 names buckets
 * @param key 1 to 1024 bytes, as S3 counts them
 */
public record ItemPath(String bucket, String key) {
    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("(?<=^|/)input(?=/|\\z)");
    private static final int MAX_KEY_BYTES = 1024;

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException when it has another form, saying so
     */
    public static ItemPath parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not of the form s3://bucket/key: '%s'".formatted(text));
        }
        ItemPath path = new ItemPath(form.group(1), form.group(2));
        if (path.key().getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("the key is longer than %d bytes: '%s'".formatted(MAX_KEY_BYTES, text));
        }
        return path;
    }

    /**
     * Where this input's output goes: the first segment of the key that is {@code input} becomes {@code output}.
     *
     * @throws IllegalArgumentException when there is no such segment
     */
    public ItemPath output() {
        Matcher input = INPUT.matcher(key);
        if (!input.find()) {
            throw new IllegalArgumentException("no segment of the path is 'input': '%s'".formatted(this));
        }
        return new ItemPath(bucket, input.replaceFirst("output"));
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
