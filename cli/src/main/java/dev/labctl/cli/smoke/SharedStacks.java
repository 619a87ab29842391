package dev.labctl.cli.smoke;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import dev.labctl.cli.stack.Artifacts;
import dev.labctl.cli.stack.Deploy;
import dev.labctl.cli.stack.DeployListener;
import dev.labctl.cli.stack.DeployOutcome;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.Destroy;
import dev.labctl.cli.stack.Receipt;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the labs in one cloud share: the network, deployed before the first lab that needs it and destroyed after the last,
 * and the bucket with the code.
 */
final class SharedStacks {
    private final Cloud cloud;
    private final DeployListener listener;
    private final SmokeSettings settings;
    private final SuiteLog log;
    private @Nullable Map<String, String> network;
    private @Nullable RuntimeException failure;

    SharedStacks(Cloud cloud, String name, DeployListener listener, SmokeSettings settings) {
        this.cloud = cloud;
        this.listener = listener;
        this.settings = settings;
        this.log = new SuiteLog(name, EnumSet.of(Step.DEPLOY, Step.DESTROY), List.of());
    }

    Cloud cloud() {
        return cloud;
    }

    SuiteLog log() {
        return log;
    }

    /** The plan without the network, which is there when this returns; who comes while it is deployed waits. */
    synchronized DeployPlan provide(DeployPlan plan) {
        Optional<DeployPlan> needed = plan.network();
        if (needed.isEmpty()) {
            return plan;
        }
        if (failure != null) {
            throw failure;
        }
        if (network == null) {
            log.begin(Step.DEPLOY, cloud.target().title());
            try {
                DeployOutcome outcome =
                        new Deploy(cloud, listener).run(needed.get()).get(0);
                network = outcome.outputs();
                log.succeed(
                        Step.DEPLOY,
                        List.of("%s, %d resources"
                                .formatted(outcome.stack(), outcome.changes().size())));
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return plan.inside(network);
    }

    /** Takes the network and the code away, unless a lab is left that needs them. */
    synchronized List<Receipt> destroy() {
        log.begin(Step.DESTROY, cloud.target().title());
        List<Receipt> receipts = new ArrayList<>();
        new Destroy(cloud, listener)
                .unusedNetwork(settings.names(), settings.timeout())
                .ifPresent(receipts::add);
        boolean isLast = cloud.cloudFormation().list().stream()
                .noneMatch(stack -> settings.names().slug(stack.name()).isPresent());
        if (isLast) {
            Artifacts.of(cloud, settings.names()).remove();
        }
        return receipts;
    }
}
