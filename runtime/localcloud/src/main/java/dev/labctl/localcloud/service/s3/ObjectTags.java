package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags of objects and buckets: their limits and their forms. */
final class ObjectTags {
    static final int MOST_ON_OBJECT = 10;
    static final int MOST_ON_BUCKET = 50;

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private ObjectTags() {}

    /**
     * The tags of an {@code x-amz-tagging} header, {@code a=1&b=2}.
     *
     * @throws AwsError {@code InvalidArgument}, {@code InvalidTag}, {@code BadRequest}
     */
    static Map<String, String> ofHeader(String header) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : header.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (tags.putIfAbsent(key, value) != null) {
                throw S3Errors.invalidArgument(
                        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"
                                + " without tag name duplicates.",
                        "x-amz-tagging",
                        header);
            }
        }
        check(tags, MOST_ON_OBJECT);
        tags.keySet().forEach(ObjectTags::refuseSystemTag);
        return tags;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without"
                            + " tag name duplicates.",
                    "x-amz-tagging",
                    text);
        }
    }

    /**
     * The tags of a tag set, at most {@code most}.
     *
     * @throws AwsError {@code MalformedXML}, {@code InvalidTag}, {@code BadRequest}
     */
    static Map<String, String> ofSet(List<Tag> set, int most) {
        Map<String, String> tags = collect(set);
        check(tags, most);
        tags.keySet().forEach(ObjectTags::refuseSystemTag);
        return tags;
    }

    /**
     * The tags of a bucket. Those of the {@code aws:} system come from services that act for the user, as CloudFormation.
     *
     * @throws AwsError {@code MalformedXML}, {@code InvalidTag}, {@code BadRequest}
     */
    static Map<String, String> ofBucket(List<Tag> set, Call call) {
        Map<String, String> tags = collect(set);
        check(tags, MOST_ON_BUCKET);
        if (!call.headers().isEmpty()) {
            tags.keySet().forEach(ObjectTags::refuseSystemTag);
        }
        return tags;
    }

    private static Map<String, String> collect(List<Tag> set) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : set) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Errors.malformedXml();
            }
            if (tags.putIfAbsent(tag.key(), tag.value()) != null) {
                throw invalid("Cannot provide multiple Tags with the same key", tag.key());
            }
        }
        return tags;
    }

    private static void check(Map<String, String> tags, int most) {
        if (tags.size() > most) {
            throw AwsError.of(
                    400,
                    "BadRequest",
                    most == MOST_ON_OBJECT
                            ? "Object tags cannot be greater than 10"
                            : "Bucket tag count cannot be greater than 50");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty()
                    || key.length() > LONGEST_KEY
                    || !ALLOWED.matcher(key).matches()) {
                throw invalid("The TagKey you have provided is invalid", key);
            }
            if (value.length() > LONGEST_VALUE || !ALLOWED.matcher(value).matches()) {
                throw AwsError.of(400, "InvalidTag", "The TagValue you have provided is invalid")
                        .with(ErrorDetails.of("TagKey", key, "TagValue", value));
            }
        });
    }

    private static void refuseSystemTag(String key) {
        if (key.startsWith("aws:")) {
            throw invalid("System tags cannot be added/updated by requester", key);
        }
    }

    private static AwsError invalid(String message, String key) {
        return AwsError.of(400, "InvalidTag", message).with(ErrorDetails.of("TagKey", key));
    }

    static List<Tag> toSet(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
