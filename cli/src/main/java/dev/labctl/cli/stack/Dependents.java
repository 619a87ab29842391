package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.error.LabctlException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Labs that use what is in other labs' stacks: a database, say, that was given to them as a parameter. Without it they are
 * broken; and of a security group that another group's rule names, AWS refuses the deletion when all else is gone.
 */
final class Dependents {
    private static final String DELETED = "DELETE_COMPLETE";

    private Dependents() {}

    /**
     * Looks before anything is destroyed.
     *
     * @param doomed the slugs of the labs that are about to be destroyed
     * @throws LabctlException exit code 2, when a lab that stays uses something of theirs
     */
    static void requireNone(Cloud cloud, List<String> doomed, StackNames names) {
        List<StackDescription> staying = cloud.cloudFormation().list().stream()
                .filter(stack -> names.slug(stack.name())
                        .filter(slug -> !doomed.contains(slug))
                        .isPresent())
                .filter(stack -> !stack.parameters().isEmpty())
                .toList();
        if (staying.isEmpty()) {
            return;
        }
        for (String lab : doomed) {
            Map<String, StackResource> resources = resources(cloud, names.of(lab));
            for (StackDescription stack : staying) {
                used(stack, resources).ifPresent(resource -> {
                    throw inUse(lab, names.slug(stack.name()).orElse(stack.name()), resource, doomed);
                });
            }
        }
    }

    private static Map<String, StackResource> resources(Cloud cloud, String stack) {
        return cloud.cloudFormation()
                .describe(stack)
                .map(found -> cloud.cloudFormation().resources(found.id()).stream()
                        .filter(resource -> !resource.physicalId().isEmpty())
                        .filter(resource -> !resource.status().equals(DELETED))
                        .collect(Collectors.toMap(
                                StackResource::physicalId, each -> each, (a, b) -> a, LinkedHashMap::new)))
                .orElseGet(LinkedHashMap::new);
    }

    private static Optional<StackResource> used(StackDescription stack, Map<String, StackResource> resources) {
        return stack.parameters().values().stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(resources::containsKey)
                .sorted()
                .map(resources::get)
                .findFirst();
    }

    private static LabctlException inUse(String lab, String user, StackResource resource, List<String> doomed) {
        return LabctlException.usage(
                "%s uses %s %s of %s, so nothing was destroyed"
                        .formatted(user, resource.type(), resource.physicalId(), lab),
                "labctl destroy %s first, or together: labctl destroy %s %s"
                        .formatted(user, String.join(" ", doomed), user));
    }
}
