package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;

/** Members of requests that this cloud does not act on: refused by name, because to pass over them would be a lie. */
final class UnsupportedOptions {
    private UnsupportedOptions() {}

    static void refuse(CreateChangeSetRequest request) {
        refuseTrue("ImportExistingResources", request.importExistingResources());
        refuseTypes(request.resourceTypes());
        if (request.deploymentMode() != null) {
            throw refused("DeploymentMode");
        }
    }

    /** {@code IncludeNestedStacks} where there are some; without, it changes nothing. */
    static void refuseNestedChangeSets(@Nullable Boolean includeNestedStacks, Template template) {
        boolean hasNested = template.resources().values().stream()
                .anyMatch(resource -> resource.type().equals(NestedStackType.NAME));
        refuseTrue("IncludeNestedStacks", hasNested ? includeNestedStacks : null);
    }

    /** {@code RetainExceptOnCreate} of a whole operation; as a resource's {@code DeletionPolicy} it works. */
    static void refuseRetention(@Nullable Boolean retainExceptOnCreate) {
        refuseTrue("RetainExceptOnCreate", retainExceptOnCreate);
    }

    /** {@code ResourceTypes}: the types that the caller lets a template have. */
    static void refuseTypes(List<String> resourceTypes) {
        if (!resourceTypes.isEmpty()) {
            throw refused("ResourceTypes");
        }
    }

    private static void refuseTrue(String member, @Nullable Boolean asked) {
        if (Boolean.TRUE.equals(asked)) {
            throw refused(member);
        }
    }

    private static AwsError refused(String member) {
        return AwsError.of(501, "NotImplemented", "The local cloud does not implement " + member);
    }
}
