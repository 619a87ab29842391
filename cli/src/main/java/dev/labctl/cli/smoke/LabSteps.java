package dev.labctl.cli.smoke;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deploy;
import dev.labctl.cli.stack.DeployListener;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.Destroy;
import dev.labctl.cli.stack.Receipt;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The steps that a lab goes through in one cloud. */
final class LabSteps {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cloud cloud;
    private final DeployListener listener;
    private final Progress progress;
    private final SmokeSettings settings;

    LabSteps(Cloud cloud, DeployListener listener, Progress progress, SmokeSettings settings) {
        this.cloud = cloud;
        this.progress = progress;
        this.listener = listener;
        this.settings = settings;
    }

    /** Deploys, and returns what was deployed. */
    List<String> deploy(DeployPlan plan) {
        return new Deploy(cloud, listener)
                .run(plan).stream()
                        .map(each -> "%s, %d resources"
                                .formatted(each.stack(), each.changes().size()))
                        .toList();
    }

    /** Runs all checks; what they left behind is removed. */
    List<String> verify(Lab lab, Predicate<VerifyReport.Line> goOn) {
        String stack = settings.names().of(lab.slug());
        Deployment deployment = new Deployment(
                cloud,
                lab.slug(),
                cloud.cloudFormation()
                        .describe(stack)
                        .orElseThrow(() -> new LabctlException(
                                Failure.NOT_DEPLOYED,
                                "stack %s is gone, though this run had deployed it".formatted(stack),
                                "let no other run work with the same --stack-prefix")),
                cloud.cloudFormation().resources(stack));
        Verification verification = new Verification(deployment, PATIENCE);
        try {
            VerifyReport.of(lab.slug(), lab.checks(), verification, progress, goOn);
        } finally {
            lab.cleanUp(verification);
        }
        return List.of();
    }

    List<Receipt> destroy(Lab lab) {
        return new Destroy(cloud, listener).lab(lab.slug(), settings.names(), settings.timeout());
    }
}
