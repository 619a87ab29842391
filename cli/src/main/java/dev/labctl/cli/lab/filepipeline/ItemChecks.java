package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.lab.filepipeline.ProcessedItems.BadItem;
import dev.labctl.cli.lab.filepipeline.ProcessedItems.GoodItem;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks of what becomes of items and their files. */
final class ItemChecks {
    private ItemChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "files-copied",
                        "every item's file is, byte for byte and with its tags, where 'output' stands for 'input'",
                        ItemChecks::filesCopied),
                new Check(
                        "status-history",
                        "finished items were pending, then claimed by an instance, then finished",
                        ItemChecks::statusHistory),
                new Check(
                        "bad-items-failed",
                        "items that cannot be done are FAILED, say why, and leave no file",
                        ItemChecks::badItemsFailed),
                new Check(
                        "only-pending-processed",
                        "items that were never pending never reach a worker",
                        ItemChecks::onlyPendingProcessed));
    }

    private static CheckResult filesCopied(Verification run) {
        S3 s3 = run.cloud().s3();
        String bucket = run.deployment().output(FilePipelineLab.BUCKET);
        Findings findings = new Findings();
        for (GoodItem item : ProcessedItems.of(run).good()) {
            findings.compared(difference(run, s3, bucket, item));
        }
        findings.evidence("%d files compared".formatted(findings.compared()));
        return findings.result();
    }

    private static Optional<String> difference(Verification run, S3 s3, String bucket, GoodItem item) {
        Map<String, Object> row = ProcessedItems.row(run, item.id());
        if (!ItemStatus.FINISHED.name().equals(row.get(ItemAttribute.STATUS))) {
            return Optional.of("item %s is %s%s"
                    .formatted(
                            item.id(),
                            row.getOrDefault(ItemAttribute.STATUS, "gone"),
                            row.containsKey(ItemAttribute.ERROR) ? ": " + row.get(ItemAttribute.ERROR) : ""));
        }
        String told = "s3://%s/%s".formatted(bucket, item.outputKey());
        if (!told.equals(row.get(ItemAttribute.OUTPUT_PATH))) {
            return Optional.of("item %s says its output is at %s, not at %s"
                    .formatted(item.id(), row.get(ItemAttribute.OUTPUT_PATH), told));
        }
        try {
            if (!s3.sha256(bucket, item.key()).equals(s3.sha256(bucket, item.outputKey()))) {
                return Optional.of("%s differs from %s".formatted(item.outputKey(), item.key()));
            }
            return s3.tags(bucket, item.key()).equals(s3.tags(bucket, item.outputKey()))
                    ? Optional.empty()
                    : Optional.of("%s has other tags than %s".formatted(item.outputKey(), item.key()));
        } catch (CloudException e) {
            if (e.notFound()) {
                return Optional.of("there is no " + item.outputKey());
            }
            throw e;
        }
    }

    private static CheckResult statusHistory(Verification run) {
        Findings findings = new Findings();
        for (GoodItem item : ProcessedItems.of(run).good()) {
            Map<String, Object> row = ProcessedItems.row(run, item.id());
            findings.compared(historyFlaw(row).map(flaw -> "item %s %s".formatted(item.id(), flaw)));
            findings.evidence("%s: %s, %s, %s by %s"
                    .formatted(
                            item.id(),
                            row.get(ItemAttribute.PENDING_AT),
                            row.get(ItemAttribute.PROCESSING_AT),
                            row.get(ItemAttribute.FINISHED_AT),
                            row.get(ItemAttribute.WORKER_ID)));
        }
        return findings.result();
    }

    private static Optional<String> historyFlaw(Map<String, Object> row) {
        Instant before = Instant.EPOCH;
        for (String step : List.of(ItemAttribute.PENDING_AT, ItemAttribute.PROCESSING_AT, ItemAttribute.FINISHED_AT)) {
            Instant at;
            try {
                at = Instant.parse(String.valueOf(row.get(step)));
            } catch (DateTimeParseException e) {
                return Optional.of("has no time as %s: %s".formatted(step, row.get(step)));
            }
            if (at.isBefore(before)) {
                return Optional.of("has a %s before what comes before it: %s".formatted(step, at));
            }
            before = at;
        }
        return String.valueOf(row.get(ItemAttribute.WORKER_ID)).startsWith("i-")
                ? Optional.empty()
                : Optional.of("was not claimed by an instance: " + row.get(ItemAttribute.WORKER_ID));
    }

    private static CheckResult badItemsFailed(Verification run) {
        Findings findings = new Findings();
        ProcessedItems items = ProcessedItems.of(run);
        for (BadItem item : items.bad()) {
            Map<String, Object> row = ProcessedItems.row(run, item.id());
            String error = String.valueOf(row.getOrDefault(ItemAttribute.ERROR, ""));
            boolean isFailed = ItemStatus.FAILED.name().equals(row.get(ItemAttribute.STATUS));
            if (!isFailed || !error.contains(item.error())) {
                findings.problem("item %s is %s with the error '%s', not FAILED with '%s'"
                        .formatted(item.id(), row.get(ItemAttribute.STATUS), error, item.error()));
            }
            findings.evidence("%s: %s".formatted(item.id(), error));
        }
        try (Stream<String> keys = run.cloud()
                .s3()
                .keys(run.deployment().output(FilePipelineLab.BUCKET), ProcessedItems.outputPrefix(run))) {
            List<String> expected =
                    items.good().stream().map(GoodItem::outputKey).toList();
            keys.filter(key -> !expected.contains(key))
                    .forEach(key -> findings.problem("%s is no item's output".formatted(key)));
        }
        return findings.result();
    }

    private static CheckResult onlyPendingProcessed(Verification run) {
        ProcessedItems items = ProcessedItems.of(run);
        ProcessedItems.awaitWorkersEnd(run);
        Findings findings = new Findings();
        for (String id : items.settled()) {
            Map<String, Object> row = ProcessedItems.row(run, id);
            if (!id.endsWith("-" + row.get(ItemAttribute.STATUS)) || row.containsKey(ItemAttribute.WORKER_ID)) {
                findings.problem("item %s was touched by a worker: %s".formatted(id, row));
            }
            for (String worker : items.launched()) {
                if (ProcessedItems.log(run, worker).orElse("").contains(id)) {
                    findings.problem("a message about item %s reached %s".formatted(id, worker));
                }
            }
            findings.evidence("%s is still %s, and no worker knows it".formatted(id, row.get(ItemAttribute.STATUS)));
        }
        return findings.result();
    }
}
