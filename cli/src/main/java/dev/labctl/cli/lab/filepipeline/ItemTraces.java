package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TracedObject;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemAttribute;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From an item's file, by table, pipe, queue, launcher and worker, to its output. */
final class ItemTraces implements Traceable {
    static final String LAB = "file-pipeline";
    private static final Comparator<Item> NEWEST_FIRST = Comparator.comparing(
                    (Item item) -> String.valueOf(item.attributes().get(ItemAttribute.PENDING_AT)))
            .reversed();

    @Override
    public String subjects() {
        return "ids of items, keys of their files, ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        Stream<Trace> requests = RequestTraces.of(
                LAB,
                asked,
                List.of(RequestTraces.function(
                        deployment, "rag-launcher", FilePipelineLab.LAUNCHER, ItemTrace.LAUNCHER_LOGS)));
        Optional<Item> item = new Items(deployment).find(asked.id());
        Stream<Trace> items = item.isPresent()
                ? Stream.of(new ItemTrace(deployment, asked.now(), item.get()).trace())
                : ofFile(deployment, asked);
        return Stream.concat(items, requests).toList();
    }

    /** The items of a file: of their input, or of their output. */
    private static Stream<Trace> ofFile(Deployment deployment, Asked asked) {
        String bucket = deployment.output(FilePipelineLab.BUCKET);
        List<Version> versions = asked.keyIn(bucket)
                .map(key -> deployment.cloud().s3().bucket(bucket).versions(key))
                .orElse(List.of());
        if (versions.isEmpty() && !asked.id().startsWith("s3://")) {
            // All items are read for a path: not for whatever another lab may know.
            return Stream.empty();
        }
        String path = asked.id().startsWith("s3://") ? asked.id() : "s3://" + bucket + "/" + asked.id();
        List<Item> items;
        try (Stream<Item> all = new Items(deployment).all(Optional.empty())) {
            items = all.filter(each -> each.path().equals(path)
                            || path.equals(each.attributes().get(ItemAttribute.OUTPUT_PATH)))
                    .sorted(NEWEST_FIRST)
                    .toList();
        }
        if (items.isEmpty()) {
            return versions.stream().limit(1).map(version -> withoutItem(bucket, path, version));
        }
        return items.stream()
                .limit(asked.all() ? items.size() : 1)
                .map(each -> new ItemTrace(deployment, asked.now(), each).trace());
    }

    private static Trace withoutItem(String bucket, String path, Version version) {
        return new Trace(
                LAB,
                "file " + path,
                List.of(TracedObject.put(new Place("S3 files", bucket), version)),
                List.of(new Gap("no item is about this file", "labctl submit --s3-path '%s'".formatted(path))),
                List.of());
    }
}
