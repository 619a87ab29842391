package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.List;
import java.util.Map;

/**
 * A lab as it is deployed: its stack's outputs and resources, and the cloud they are in.
 *
 * @param cloud open as long as the command runs
 * @param lab its slug
 */
public record Deployment(Cloud cloud, String lab, StackDescription stack, List<StackResource> resources) {
    public Deployment {
        resources = List.copyOf(resources);
    }

    /** The stack's name. */
    public String stackName() {
        return stack.name();
    }

    /** The stack's outputs by name. */
    public Map<String, String> outputs() {
        return stack.outputs();
    }

    /**
     * The value of one of the stack's outputs.
     *
     * @throws LabctlException when the deployed stack has no such output, as when an older template was deployed
     */
    public String output(String name) {
        String value = outputs().get(name);
        if (value == null) {
            throw missing("output", name);
        }
        return value;
    }

    /**
     * The physical id of a resource of the stack.
     *
     * @param logicalId the resource's name in the template
     * @throws LabctlException when the deployed stack has no such resource
     */
    public String physicalId(String logicalId) {
        return resources.stream()
                .filter(resource -> resource.logicalId().equals(logicalId))
                .map(StackResource::physicalId)
                .findFirst()
                .orElseThrow(() -> missing("resource", logicalId));
    }

    private LabctlException missing(String what, String name) {
        return new LabctlException(
                Failure.NOT_DEPLOYED,
                "stack %s has no %s %s; it was deployed from another template".formatted(stackName(), what, name),
                "`labctl deploy %s` brings it up to date".formatted(lab));
    }
}
