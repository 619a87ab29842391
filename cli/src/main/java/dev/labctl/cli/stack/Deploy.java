package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.CloudFormation;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings stacks to what their templates say. Each step looks at what is there first, so that running it again after
 * any interruption goes on from where it was.
 */
public final class Deploy {
    /** More than this, and a template has to be in S3. */
    static final int LARGEST_INLINE_TEMPLATE = 51_200;

    private static final int LARGEST_TEMPLATE = 1_048_576;

    private final Cloud cloud;
    private final DeployListener listener;

    /** Deploys to this cloud. */
    public Deploy(Cloud cloud, DeployListener listener) {
        this.cloud = cloud;
        this.listener = listener;
    }

    /**
     * Deploys one stack after the other.
     *
     * @throws LabctlException {@link Failure#CLOUD} with the root cause when a stack failed
     */
    public List<DeployOutcome> run(DeployPlan plan) {
        String account = cloud.sts().caller().account();
        List<DeployOutcome> outcomes = new ArrayList<>();
        Map<String, String> network = new HashMap<>();
        plan.templates().forEach((request, template) -> {
            boolean isPlanned = plan.hasNetwork()
                    && !outcomes.isEmpty()
                    && network.isEmpty()
                    && SharedNetwork.isNeeded(request, template);
            if (isPlanned) {
                listener.step("what %s changes can be worked out once the network is there".formatted(request.lab()));
                return;
            }
            Optional<DeployRequest> complete = completed(SharedNetwork.inside(request, network), outcomes.isEmpty());
            if (complete.isEmpty()) {
                return;
            }
            RemoteBucket.of(complete.get(), cloud, account)
                    .ifPresent(bucket -> outcomes.addAll(new Deploy(cloud.in(bucket.region()), listener)
                            .run(DeployPlan.of(List.of(bucket.request())))));
            outcomes.add(new OneStack(complete.get(), template).run(account));
            if (request.lab().equals(SharedNetwork.SLUG)) {
                cloud.cloudFormation()
                        .describe(request.stackName())
                        .ifPresent(stack -> network.putAll(stack.outputs()));
            }
        });
        return outcomes;
    }

    /** The request with what is looked up; empty where that is only planned itself. */
    private Optional<DeployRequest> completed(DeployRequest request, boolean isFirst) {
        try {
            return Optional.of(request.completed(cloud));
        } catch (LabctlException e) {
            if (!request.dryRun() || isFirst) {
                throw e;
            }
            listener.step("what %s changes cannot be worked out yet: %s".formatted(request.lab(), e.text()));
            return Optional.empty();
        }
    }

    /** The deploy of one stack. */
    private final class OneStack {
        private final long started = System.nanoTime();
        private final DeployRequest request;
        private final TemplateFile template;
        private final String stack;
        private final StackFailures failures;

        OneStack(DeployRequest request, TemplateFile template) {
            this.request = request;
            this.template = template;
            this.stack = request.stackName();
            this.failures = new StackFailures(request, template, cloud);
        }

        DeployOutcome run(String account) {
            Optional<StackDescription> before = ready(settled());
            boolean create = before.isEmpty() || before.get().status().equals("REVIEW_IN_PROGRESS");
            String changeSet = prepare(account, create);
            ChangeSet changes = workedOut(changeSet);
            if (changes.isEmpty()) {
                cloud.cloudFormation().deleteChangeSet(stack, changeSet);
                return outcome(DeployOutcome.Action.UNCHANGED, changes, outputs());
            }
            if (changes.status().equals("FAILED")) {
                LabctlException why = failures.ofChangeSet(changes);
                discard(changeSet, create);
                throw why;
            }
            if (!listener.approve(stack, changes) || request.dryRun()) {
                discard(changeSet, create);
                return outcome(
                        request.dryRun() ? DeployOutcome.Action.PLANNED : DeployOutcome.Action.DECLINED,
                        changes,
                        Map.of());
            }
            StackWork work = StackWork.of(request.lab(), stack, create, changes);
            try {
                listener.during(work, () -> execute(changeSet));
            } catch (CloudException e) {
                if (!e.code().equals("ChangeSetNotFound")) {
                    throw e;
                }
                // Executing a change set deletes all others of its stack.
                listener.step("somebody else deploys %s too; working out again what changes".formatted(stack));
                return run(account);
            }
            return outcome(create ? DeployOutcome.Action.CREATED : DeployOutcome.Action.UPDATED, changes, outputs());
        }

        /** A change set needs a stack in which nothing goes on. */
        private Optional<StackDescription> settled() {
            Optional<StackDescription> now = cloud.cloudFormation().describe(stack);
            if (now.isEmpty() || now.get().isSettled() || now.get().status().equals("REVIEW_IN_PROGRESS")) {
                return now;
            }
            listener.step("%s is %s since before; waiting for it"
                    .formatted(stack, now.get().status()));
            StackWatch.fromNow(cloud, stack, listener).untilSettled(now.get().id(), request.timeout());
            return cloud.cloudFormation().describe(stack);
        }

        private Optional<StackDescription> ready(Optional<StackDescription> before) {
            if (before.isEmpty()
                    || before.get().isUsable()
                    || before.get().status().equals("REVIEW_IN_PROGRESS")) {
                return before;
            }
            StackDescription failed = before.get();
            if (!request.replaceFailed()) {
                throw failures.ofFailedStack(failed);
            }
            listener.step("deleting %s, which is %s".formatted(stack, failed.status()));
            new Destroy(cloud, listener).deleteStack(request.lab(), failed, request.timeout());
            return Optional.empty();
        }

        private String prepare(String account, boolean create) {
            Map<String, String> parameters = new TreeMap<>(request.parameters());
            parameters.keySet().retainAll(template.parameters().keySet());
            Artifacts artifacts = new Artifacts(cloud, request.names().artifactBucket(account, cloud.region()));
            if (Preflight.takesCode(template)) {
                Artifacts.Artifact code = code(artifacts);
                parameters.put(Preflight.CODE_BUCKET, code.bucket());
                parameters.put(Preflight.CODE_KEY, code.key());
            }
            String name = "labctl-" + Long.toString(System.currentTimeMillis(), 36);
            listener.step("working out what changes in " + stack);
            try {
                cloud.cloudFormation().createChangeSet(stack, name, create, source(artifacts), parameters, tags());
            } catch (CloudException e) {
                throw failures.ofRefusal(e);
            }
            return name;
        }

        /** What is only planned needs to know where the code will be. */
        private Artifacts.Artifact code(Artifacts artifacts) {
            if (request.dryRun()) {
                return artifacts.place(request.code());
            }
            artifacts.ensureBucket(tags());
            listener.step("uploading the code of " + request.lab());
            return artifacts.put(request.code());
        }

        private CloudFormation.Template source(Artifacts artifacts) {
            int size = template.body().getBytes(StandardCharsets.UTF_8).length;
            if (size > LARGEST_TEMPLATE) {
                throw LabctlException.usage(
                        "%s has %d bytes; CloudFormation takes at most %d"
                                .formatted(template.path(), size, LARGEST_TEMPLATE),
                        "split the template");
            }
            if (size > LARGEST_INLINE_TEMPLATE) {
                artifacts.ensureBucket(tags());
                return new CloudFormation.Template(CloudFormation.Template.Where.URL, artifacts.putTemplate(template));
            }
            return new CloudFormation.Template(CloudFormation.Template.Where.INLINE, template.body());
        }

        private ChangeSet workedOut(String changeSet) {
            return cloud.poller()
                    .until(
                            "the change set of " + stack,
                            request.timeout(),
                            () -> cloud.cloudFormation().changeSet(stack, changeSet),
                            ChangeSet::isSettled);
        }

        /** Leaves things as they were: the stack that only holds a change set goes too. */
        private void discard(String changeSet, boolean create) {
            cloud.cloudFormation().deleteChangeSet(stack, changeSet);
            if (create) {
                cloud.cloudFormation().delete(stack);
                cloud.poller()
                        .until(
                                "the empty stack " + stack + " to go",
                                request.timeout(),
                                () -> cloud.cloudFormation().describe(stack),
                                now -> now.map(each -> !each.status().equals("REVIEW_IN_PROGRESS") && each.isSettled())
                                        .orElse(true));
            }
        }

        private StackDescription execute(String changeSet) {
            StackDescription begun = cloud.cloudFormation().describe(stack).orElseThrow();
            StackWatch watch = StackWatch.fromNow(cloud, stack, listener);
            cloud.cloudFormation().execute(stack, changeSet);
            cloud.poller()
                    .until(
                            "the change set of " + stack + " to start",
                            request.timeout(),
                            () -> cloud.cloudFormation().describe(begun.id()),
                            now -> now.map(each -> !each.status().equals("REVIEW_IN_PROGRESS"))
                                    .orElse(true));
            Optional<StackDescription> after = watch.untilSettled(begun.id(), request.timeout());
            return after.filter(stack -> stack.status().equals("CREATE_COMPLETE")
                            || stack.status().equals("UPDATE_COMPLETE"))
                    .orElseThrow(() -> failures.ofExecution(after, watch.events()));
        }

        private Map<String, String> outputs() {
            return cloud.cloudFormation()
                    .describe(stack)
                    .map(StackDescription::outputs)
                    .orElse(Map.of());
        }

        private Map<String, String> tags() {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("labctl:prefix", request.names().prefix());
            tags.putAll(request.tags());
            return tags;
        }

        private DeployOutcome outcome(DeployOutcome.Action action, ChangeSet changes, Map<String, String> outputs) {
            return new DeployOutcome(
                    request.lab(),
                    stack,
                    action,
                    changes.changes(),
                    outputs,
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }
}
