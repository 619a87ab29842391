package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.schema.Properties;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;

/** JSON documents and tags among a resource's properties. */
final class Documents {
    private Documents() {}

    /** The property as JSON text; empty when it is not set. */
    static Optional<String> text(Properties properties, String name) {
        return properties.value(name).map(value -> value instanceof String text ? text : json(value));
    }

    static String json(Object value) {
        try {
            return Event.STRICT_JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** Brings the tags of the resource of that ARN to what its template says. */
    static void retag(ResourceRequest request, String arn) {
        request.retag(
                keys -> request.call(
                        UntagResourceRequest.builder()
                                .resourceARN(arn)
                                .tagKeys(keys)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder()
                                .resourceARN(arn)
                                .tags(tags(tags))
                                .build(),
                        TagResourceResponse.class));
    }
}
