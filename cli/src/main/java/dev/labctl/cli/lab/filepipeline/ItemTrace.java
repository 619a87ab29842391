package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.trace.LoggedLine;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.lab.trace.TracedFunction;
import dev.labctl.cli.lab.trace.TracedObject;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemPath;
import dev.labctl.wire.filepipeline.ItemStatus;
import dev.labctl.wire.log.LogField;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last run of one item. */
final class ItemTrace {
    static final String LAUNCHER_LOGS = "LauncherLogGroupName";
    private static final String ITEM = "GetItem ";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Deployment deployment;
    private final Cloud cloud;
    private final Instant now;
    private final Item item;
    private final WorkerClock clock;
    private final Place files;
    private final Place table;
    private final Place queue;
    private final List<TraceEvent> events = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    ItemTrace(Deployment deployment, Instant now, Item item) {
        this.deployment = deployment;
        this.cloud = deployment.cloud();
        this.now = now;
        this.item = item;
        this.clock = WorkerClock.of(cloud, item);
        files = new Place("S3 files", deployment.output(FilePipelineLab.BUCKET));
        table = new Place("DynamoDB items", deployment.output(FilePipelineLab.TABLE));
        queue = new Place("SQS messages", deployment.output(FilePipelineLab.QUEUE));
    }

    Trace trace() {
        file(item.path(), Instant.MIN);
        Optional<Instant> pending = time(ItemAttribute.PENDING_AT);
        at(ItemAttribute.PENDING_AT, table, "PENDING");
        at(ItemAttribute.QUEUED_AT, queue, "sent by the pipe, message " + text(ItemAttribute.MESSAGE_ID));
        Instant from = pending.or(() -> time(ItemAttribute.QUEUED_AT)).orElse(now);
        Optional<Instant> claimed = time(ItemAttribute.PROCESSING_AT).map(clock::inCloud);
        if (claimed.isPresent()) {
            worker(from, claimed.get());
            claim(claimed.get());
            end();
        }
        StuckItem stuck = new StuckItem(deployment, now, item, from);
        if (item.status().equals(ItemStatus.PENDING.name())) {
            events.addAll(stuck.launcherRuns());
        }
        if (!clock.shift().isZero()) {
            notes.add("the clock of this cloud was moved: the worker's times are shown %s later than it wrote them"
                    .formatted(Durations.readable(clock.shift())));
        }
        return new Trace(
                ItemTraces.LAB,
                "item %s, %s".formatted(item.id(), item.path()),
                events,
                item.isDone() ? List.of() : List.of(stuck.gap()),
                notes);
    }

    /** What brought the worker into being, when that was for this item, and how it started. */
    private void worker(Instant from, Instant claimed) {
        String id = text(ItemAttribute.WORKER_ID);
        Place worker = new Place("EC2 worker", id);
        Optional<Instance> instance = cloud.ec2().instances().stream()
                .filter(each -> each.id().equals(id))
                .findFirst();
        TracedFunction launcher =
                RequestTraces.function(deployment, "rag-launcher", FilePipelineLab.LAUNCHER, LAUNCHER_LOGS);
        List<LoggedLine> launches = launcher.linesWith(id, from.minus(SECOND), claimed.plus(SECOND));
        launches.stream()
                .map(line -> line.member(LogField.REQUEST_ID))
                .filter(request -> !request.isEmpty())
                .distinct()
                .forEach(request -> events.addAll(launcher.runs(request, from.minus(SECOND), now)));
        instance.filter(each -> each.launchedAt().isAfter(from.minus(SECOND)))
                .ifPresent(each -> events.add(
                        launches.stream()
                                .findFirst()
                                .map(line -> TraceEvent.placeOf(line, events))
                                .orElse(events.size()),
                        TraceEvent.toTheSecond(
                                each.launchedAt(), worker, "launched, " + each.type(), "DescribeInstances")));
        if (launches.isEmpty()) {
            notes.add("worker %s was there before the item%s"
                    .formatted(
                            id,
                            instance.map(each -> ", launched at " + each.launchedAt())
                                    .orElse("")));
        }
        WorkerLines log = WorkerLines.of(cloud.s3(), files.resource(), id, item.id());
        if (!launches.isEmpty()) {
            log.start().forEach(line -> events.add(line.event(worker, clock)));
        }
        at(ItemAttribute.RECEIVED_AT, queue, "received first");
        log.troubles().forEach(line -> events.add(line.event(worker, clock).failedIf(true)));
        if (!log.isThere()) {
            notes.add("the worker's own log is in the bucket once it has ended: logs/%s/".formatted(id));
        }
    }

    private void claim(Instant claimed) {
        events.add(TraceEvent.exact(
                claimed,
                table,
                "PROCESSING, claimed by %s%s"
                        .formatted(
                                text(ItemAttribute.WORKER_ID),
                                text(ItemAttribute.ATTEMPTS).equals("1")
                                        ? ""
                                        : ", receipt %s of the message".formatted(text(ItemAttribute.ATTEMPTS))),
                ITEM + ItemAttribute.PROCESSING_AT));
    }

    private void end() {
        time(ItemAttribute.PROCESSING_AT)
                .ifPresent(since -> file(text(ItemAttribute.OUTPUT_PATH), clock.inCloud(since)));
        time(ItemAttribute.FINISHED_AT)
                .ifPresent(at -> events.add(
                        TraceEvent.exact(clock.inCloud(at), table, "FINISHED", ITEM + ItemAttribute.FINISHED_AT)));
        time(ItemAttribute.FAILED_AT)
                .ifPresent(at -> events.add(TraceEvent.exact(
                                clock.inCloud(at),
                                table,
                                "FAILED: " + text(ItemAttribute.ERROR),
                                ITEM + ItemAttribute.FAILED_AT)
                        .failedIf(true)));
    }

    /** The version that was put there, if it is a path and something was; of several the first not before that. */
    private void file(String path, Instant notBefore) {
        ItemPath place;
        try {
            place = ItemPath.parse(path);
        } catch (IllegalArgumentException e) {
            // A malformed path is what such an item fails for.
            return;
        }
        if (!place.bucket().equals(files.resource())) {
            return;
        }
        List<Version> versions = cloud.s3().bucket(place.bucket()).versions(place.key());
        Optional<Version> found = notBefore.equals(Instant.MIN)
                ? versions.stream().findFirst()
                : versions.stream()
                        .filter(each -> !each.lastModified().isBefore(notBefore.minus(SECOND)))
                        .reduce((newer, older) -> older);
        found.ifPresent(version -> events.add(TracedObject.put(files, version)));
    }

    private void at(String attribute, Place where, String what) {
        time(attribute).ifPresent(at -> events.add(TraceEvent.exact(at, where, what, ITEM + attribute)));
    }

    private Optional<Instant> time(String attribute) {
        try {
            return Optional.of(text(attribute)).filter(text -> !text.isEmpty()).map(Instant::parse);
        } catch (DateTimeParseException e) {
            // Whoever put the row has written something else there.
            return Optional.empty();
        }
    }

    private String text(String attribute) {
        return String.valueOf(item.attributes().getOrDefault(attribute, ""));
    }
}
