package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes stacks away with all that is in them, and looks afterwards whether anything is left. Running it again after
 * an interruption finishes the work.
 */
public final class Destroy {
    private static final String BUCKET = "AWS::S3::Bucket";

    /** A function that is still at work may write to a bucket that was just emptied, until it is deleted itself. */
    private static final int ATTEMPTS = 3;

    private final Cloud cloud;
    private final DeployListener listener;

    /** Destroys in this cloud. */
    public Destroy(Cloud cloud, DeployListener listener) {
        this.cloud = cloud;
        this.listener = listener;
    }

    /**
     * Destroys labs with what labctl has deployed for them: buckets in other regions, and the network when nothing else
     * stands in it.
     *
     * @param labs their slugs, those first that stand on others
     * @throws LabctlException exit code 2, before anything is destroyed, when a lab that stays uses something of theirs
     */
    public List<Receipt> labs(List<String> labs, StackNames names, Duration timeout) {
        Dependents.requireNone(cloud, labs, names);
        List<Receipt> receipts = new ArrayList<>();
        labs.forEach(lab -> receipts.addAll(lab(lab, names, timeout)));
        unusedNetwork(names, timeout).ifPresent(receipts::add);
        return receipts;
    }

    /** Destroys one lab with its bucket in another region; the network stays, as others may be about to use it. */
    public List<Receipt> lab(String lab, StackNames names, Duration timeout) {
        List<Receipt> receipts = new ArrayList<>();
        RemoteBucket.destroy(cloud, listener, names, lab, timeout).ifPresent(receipts::add);
        receipts.add(run(lab, names.of(lab), timeout));
        return receipts;
    }

    /** Destroys the network, unless it is not there or a stack stands in it. */
    public Optional<Receipt> unusedNetwork(StackNames names, Duration timeout) {
        return SharedNetwork.destroyUnused(cloud, this, names, timeout);
    }

    /**
     * Destroys a lab's stack.
     *
     * @return what was deleted and what is left; a receipt without resources when there was no such stack
     */
    public Receipt run(String lab, String stack, Duration timeout) {
        long started = System.nanoTime();
        Optional<StackDescription> before = cloud.cloudFormation().describe(stack);
        if (before.isEmpty()) {
            return new Receipt(lab, stack, List.of(), List.of(), List.of(), Duration.ZERO);
        }
        StackDescription found = settled(before.get(), timeout);
        List<StackResource> resources = cloud.cloudFormation().resources(found.id());
        List<Receipt.EmptiedBucket> emptied = deleteStack(lab, found, timeout);
        listener.step("looking for anything left of " + stack);
        List<Receipt.Leftover> leftovers = new Audit(cloud).leftovers(resources);
        return new Receipt(lab, stack, resources, emptied, leftovers, Duration.ofNanos(System.nanoTime() - started));
    }

    /** An operation under way is waited for: what it would still make must be known before it is deleted. */
    private StackDescription settled(StackDescription stack, Duration timeout) {
        if (stack.isSettled() || stack.status().equals("REVIEW_IN_PROGRESS")) {
            return stack;
        }
        listener.step("%s is %s; waiting for it".formatted(stack.name(), stack.status()));
        return StackWatch.fromNow(cloud, stack.name(), listener)
                .untilSettled(stack.id(), timeout)
                .orElse(stack);
    }

    /** Empties a stack's buckets and deletes it. */
    List<Receipt.EmptiedBucket> deleteStack(String lab, StackDescription stack, Duration timeout) {
        Map<String, Bucket.Emptied> emptied = new LinkedHashMap<>();
        List<String> buckets = producersFirst(buckets(stack, status -> !status.equals("DELETE_COMPLETE")));
        for (int attempt = 1; ; attempt++) {
            new Producers(cloud, listener).stop(stack.id(), timeout);
            for (String bucket : buckets) {
                listener.step("emptying " + bucket);
                emptied.merge(bucket, cloud.s3().bucket(bucket).empty(), Bucket.Emptied::plus);
            }
            StackWatch watch = StackWatch.fromNow(cloud, stack.id(), listener);
            StackWork work =
                    StackWork.deletion(lab, stack, cloud.cloudFormation().resources(stack.id()));
            Optional<StackDescription> after = listener.during(work, () -> delete(stack, watch, timeout));
            if (after.isEmpty() || after.get().status().equals("DELETE_COMPLETE")) {
                return emptied.entrySet().stream()
                        .map(each -> new Receipt.EmptiedBucket(each.getKey(), each.getValue()))
                        .toList();
            }
            buckets = buckets(stack, status -> status.equals("DELETE_FAILED"));
            if (buckets.isEmpty() || attempt == ATTEMPTS) {
                throw notDeleted(lab, stack, after.get(), watch.events());
            }
            listener.step("something was still written while buckets were deleted; once more");
        }
    }

    private List<String> buckets(StackDescription stack, Predicate<String> status) {
        return cloud.cloudFormation().resources(stack.id()).stream()
                .filter(resource -> resource.type().equals(BUCKET))
                .filter(resource -> !resource.physicalId().isEmpty())
                .filter(resource -> status.test(resource.status()))
                .map(StackResource::physicalId)
                .toList();
    }

    /**
     * Puts buckets first whose objects make functions write to others: the others are emptied when nothing new comes in.
     * Notifications stay on, so that a stack whose deletion was broken off still is what its template says.
     */
    private List<String> producersFirst(List<String> buckets) {
        Map<Boolean, List<String>> byRole = buckets.stream().collect(Collectors.partitioningBy(bucket -> {
            Bucket each = cloud.s3().bucket(bucket);
            return each.exists() && !each.settings().notifications().isEmpty();
        }));
        List<String> ordered = new ArrayList<>(byRole.getOrDefault(true, List.of()));
        ordered.addAll(byRole.getOrDefault(false, List.of()));
        return ordered;
    }

    private Optional<StackDescription> delete(StackDescription stack, StackWatch watch, Duration timeout) {
        cloud.cloudFormation().delete(stack.id());
        cloud.poller()
                .until(
                        "the deletion of " + stack.name() + " to start",
                        timeout,
                        () -> cloud.cloudFormation().describe(stack.id()),
                        now -> watch.hasNews()
                                || now.map(each -> each.status().equals("DELETE_COMPLETE"))
                                        .orElse(true));
        return watch.untilSettled(stack.id(), timeout);
    }

    private LabctlException notDeleted(
            String slug, StackDescription stack, StackDescription after, List<StackEvent> newestFirst) {
        FailureScreen screen =
                new FailureScreen("stack %s is %s".formatted(stack.name(), after.status()), cloud.target());
        RootCause.in(newestFirst).ifPresent(cause -> {
            screen.of(cause.what());
            screen.because(AwsSentence.of(cause.event().reason()));
            screen.alsoFailed(cause.others());
        });
        return screen.failure(
                Failure.LEFTOVERS, "remove what holds it", "labctl destroy " + StackFailures.nameable(slug));
    }
}
