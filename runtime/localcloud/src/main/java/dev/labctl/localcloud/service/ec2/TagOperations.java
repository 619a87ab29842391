package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** The tags of all kinds of resources. */
final class TagOperations {
    private final Resources resources;

    TagOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        AccessRule<CreateTagsRequest> create =
                (request, call) -> Permission.onAll("CreateTags", request.resources(), call);
        AccessRule<DeleteTagsRequest> delete =
                (request, call) -> Permission.onAll("DeleteTags", request.resources(), call);
        registrar.change(CreateTagsRequest.class, create, this::create);
        registrar.change(DeleteTagsRequest.class, delete, this::delete);
        registrar.read(DescribeTagsRequest.class, Permission.any("DescribeTags"), this::describe);
    }

    private void require(List<String> ids, String region) {
        if (ids.isEmpty()) {
            throw Ec2Errors.missing("resourceIdSet");
        }
        for (String id : ids) {
            Kind<?> kind = Resources.kindOf(id)
                    .orElseThrow(() -> Ec2Errors.of("InvalidID", "The ID '" + id + "' is not valid"));
            resources.get(kind, region, id);
        }
    }

    private CreateTagsResponse create(CreateTagsRequest request, Call call) {
        require(request.resources(), call.region());
        if (request.tags().isEmpty()) {
            throw Ec2Errors.missing("tagSet");
        }
        Map<String, String> added = Resources.map(request.tags());
        Creation.check(added, call);
        for (String id : request.resources()) {
            Map<String, String> tags = new LinkedHashMap<>(resources.tags(call.region(), id));
            tags.putAll(added);
            Creation.check(tags, new Call(call.requestId(), call.caller(), call.accountId(), Map.of(), Map.of()));
            resources.putTags(call.region(), id, tags);
        }
        return CreateTagsResponse.builder().build();
    }

    /** Without tags all of the user's go; a tag with a value only when it has that value. */
    private DeleteTagsResponse delete(DeleteTagsRequest request, Call call) {
        require(request.resources(), call.region());
        for (String id : request.resources()) {
            Map<String, String> tags = new LinkedHashMap<>(resources.tags(call.region(), id));
            if (request.tags().isEmpty()) {
                tags.keySet().removeIf(key -> !key.startsWith("aws:"));
            }
            for (Tag tag : request.tags()) {
                if (tag.value() == null) {
                    tags.remove(tag.key());
                } else {
                    tags.remove(tag.key(), tag.value());
                }
            }
            resources.putTags(call.region(), id, tags);
        }
        return DeleteTagsResponse.builder().build();
    }

    private DescribeTagsResponse describe(DescribeTagsRequest request, Call call) {
        List<TagDescription> all = new ArrayList<>();
        resources
                .allTags(call.region())
                .forEach((id, tags) -> tags.forEach((key, value) -> all.add(TagDescription.builder()
                        .resourceId(id)
                        .resourceType(Resources.kindOf(id).map(Kind::type).orElse(null))
                        .key(key)
                        .value(value)
                        .build())));
        return Registrar.page(
                request,
                all,
                tag -> tag.resourceId() + "/" + Objects.requireNonNull(tag.key()),
                Map.of(),
                (page, token) -> DescribeTagsResponse.builder()
                        .tags(page)
                        .nextToken(token)
                        .build(),
                TagDescription.builder());
    }
}
