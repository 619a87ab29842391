package dev.labctl.localcloud.service.ssm;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;
import software.amazon.awssdk.services.ssm.model.Tag;

/** {@code AWS::SSM::Parameter}. */
final class ParameterType implements ResourceType {
    private static final String NAME_PREFIX = "CFN-";

    @Override
    public String name() {
        return "AWS::SSM::Parameter";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Name", Schema.STRING)
                .required("Type", Schema.STRING)
                .required("Value", Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional("AllowedPattern", Schema.STRING)
                .optional("DataType", Schema.STRING)
                .recordedOnly("Tier", Schema.STRING)
                .recordedOnly("Policies", Schema.STRING)
                .optional("Tags", Schema.mapOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Type", "Value");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("Name").orElseGet(() -> {
            String generated = request.generatedName(Integer.MAX_VALUE);
            return NAME_PREFIX + generated.substring(request.stackName().length() + 1);
        });
        request.call(put(name, request.properties(), request.resumed()).build(), PutParameterResponse.class);
        request.created(name);
        tag(request, name);
        return physical(name, request.properties());
    }

    private static PutParameterRequest.Builder put(String name, Properties properties, boolean isOverwriting) {
        return PutParameterRequest.builder()
                .name(name)
                .type(properties.requiredString("Type"))
                .value(properties.requiredString("Value"))
                .tier(properties.string("Tier").orElse(null))
                .description(properties.string("Description").orElse(null))
                .allowedPattern(properties.string("AllowedPattern").orElse(null))
                .dataType(properties.string("DataType").orElse(null))
                .overwrite(isOverwriting);
    }

    private static PhysicalResource physical(String name, Properties properties) {
        return new PhysicalResource(
                name,
                Map.of(
                        "Type", properties.requiredString("Type"),
                        "Value", properties.requiredString("Value")));
    }

    private static void tag(ResourceRequest request, String name) {
        request.retag(
                removed -> request.call(
                        RemoveTagsFromResourceRequest.builder()
                                .resourceType(ResourceTypeForTagging.PARAMETER)
                                .resourceId(name)
                                .tagKeys(removed)
                                .build(),
                        RemoveTagsFromResourceResponse.class),
                tags -> request.call(
                        AddTagsToResourceRequest.builder()
                                .resourceType(ResourceTypeForTagging.PARAMETER)
                                .resourceId(name)
                                .tags(tags.entrySet().stream()
                                        .map(tag -> Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                        .toList())
                                .build(),
                        AddTagsToResourceResponse.class));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        request.call(put(request.id(), request.properties(), true).build(), PutParameterResponse.class);
        tag(request, request.id());
        return physical(request.id(), request.properties());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(DeleteParameterRequest.builder().name(request.id()).build(), DeleteParameterResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ParameterNotFound")) {
                throw e;
            }
        }
    }
}
