package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What EC2's resource types share in calling EC2 for a stack. */
final class StackCalls {
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);

    private StackCalls() {}

    static Schema tagList() {
        return Schema.listOf(TAG);
    }

    /** Makes a resource, or finds what an interrupted creation has made. */
    static <R extends SdkResponse> R create(ResourceRequest request, SdkRequest creation, Class<R> responseType) {
        Map<String, String> conditions = new HashMap<>(request.caller().conditions());
        conditions.put(Creation.TOKEN, request.token());
        Caller caller =
                new Caller(request.caller().principal(), request.caller().region(), conditions);
        return request.environment().dispatcher().call(caller, creation, responseType);
    }

    /** The tags of a resource that is made. */
    static List<TagSpecification> tags(ResourceRequest request, Kind<?> kind) {
        Map<String, String> tags = request.tags();
        return tags.isEmpty()
                ? List.of()
                : List.of(TagSpecification.builder()
                        .resourceType(kind.type())
                        .tags(Resources.list(tags))
                        .build());
    }

    /** Brings the tags of the resource with this id up to date. */
    static void retag(ResourceRequest request, String id) {
        request.retag(
                removed -> request.call(
                        DeleteTagsRequest.builder()
                                .resources(id)
                                .tags(removed.stream()
                                        .map(key -> Tag.builder().key(key).build())
                                        .toList())
                                .build(),
                        DeleteTagsResponse.class),
                kept -> request.call(
                        CreateTagsRequest.builder()
                                .resources(id)
                                .tags(Resources.list(kept))
                                .build(),
                        CreateTagsResponse.class));
    }

    /** Runs a call that may find its work done. */
    static void unless(Set<String> doneCodes, Runnable call) {
        try {
            call.run();
        } catch (AwsError e) {
            if (!doneCodes.contains(e.code())) {
                throw e;
            }
        }
    }

    /** Deletes what may be gone already. */
    static void delete(ResourceRequest request, Kind<?> kind, SdkRequest deletion, Class<? extends SdkResponse> type) {
        unless(Set.of(kind.notFound()), () -> request.call(deletion, type));
    }

    /** Whether a property differs from what it was. */
    static boolean isChanged(ResourceRequest request, String property) {
        return !request.properties()
                .value(property)
                .equals(request.previousProperties().value(property));
    }
}
