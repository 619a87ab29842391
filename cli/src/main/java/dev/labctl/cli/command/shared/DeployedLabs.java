package dev.labctl.cli.command.shared;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.FailedStack;
import dev.labctl.cli.stack.StackNames;
import dev.labctl.cli.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds the stacks of labs. */
public final class DeployedLabs {
    private DeployedLabs() {}

    /**
     * A lab's stack, whatever its status.
     *
     * @throws LabctlException exit code 3, when the lab is not deployed
     */
    public static StackDescription stack(Cloud cloud, StackNames names, String slug) {
        return cloud.cloudFormation()
                .describe(names.of(slug))
                .filter(stack -> !stack.status().equals("REVIEW_IN_PROGRESS"))
                .orElseThrow(() -> new LabctlException(
                        Failure.NOT_DEPLOYED,
                        "lab %s is not deployed in %s"
                                .formatted(slug, cloud.target().title()),
                        "`labctl deploy %s`".formatted(slug)));
    }

    /**
     * A lab that is deployed and complete.
     *
     * @throws LabctlException exit code 3, when the lab is not deployed, or its stack failed: with the first cause
     */
    public static Deployment usable(Cloud cloud, StackNames names, String slug) {
        return usable(cloud, names, slug, null);
    }

    private static Deployment usable(Cloud cloud, StackNames names, String slug, @Nullable Path template) {
        StackDescription stack = stack(cloud, names, slug);
        if (!stack.isUsable()) {
            throw stack.isSettled()
                    ? new FailedStack(cloud, slug, stack).unusable(template)
                    : new LabctlException(
                            Failure.NOT_DEPLOYED,
                            "stack %s is %s".formatted(stack.name(), stack.status()),
                            wayOut(stack, slug));
        }
        return new Deployment(cloud, slug, stack, cloud.cloudFormation().resources(stack.name()));
    }

    private static String wayOut(StackDescription stack, String slug) {
        return stack.status().startsWith("DELETE")
                ? "when it is gone, `labctl deploy %s` makes it anew".formatted(slug)
                : "wait until it is done: `labctl deploy %s`".formatted(slug);
    }

    /**
     * A verification of a lab that is deployed and complete.
     *
     * @param template the lab's, to tell the line at which a stack failed
     * @param patience how long a check waits for something
     */
    public static Verification usableVerification(
            Cloud cloud, StackNames names, Lab lab, Path template, Duration patience) {
        return new Verification(usable(cloud, names, lab.slug(), template), patience);
    }
}
