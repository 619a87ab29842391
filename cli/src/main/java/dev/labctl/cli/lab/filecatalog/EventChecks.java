package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.lab.check.ObjectCreated;
import dev.labctl.cli.lab.filecatalog.CatalogedFiles.CatalogedFile;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that hand the function events it must live with: delivery is at least once and may come late. */
final class EventChecks {
    private EventChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "repeated-event-harmless",
                        "a second event for a file adds no row",
                        EventChecks::repeatedEventHarmless),
                new Check(
                        "deleted-file-tolerated",
                        "an event for a file that is gone is no error and adds no row",
                        EventChecks::deletedFileTolerated));
    }

    private static CheckResult repeatedEventHarmless(Verification run) {
        CatalogedFile file = CatalogedFiles.of(run).files().get(0);
        StoredObject stored = file.stored();
        Catalog catalog = new Catalog(run.deployment());
        Optional<Map<String, Object>> row = catalog.row(file.key(), stored.versionId());
        if (row.isEmpty()) {
            return CheckResult.failed("no row: " + file.key());
        }
        String[] timeAndSequencer =
                String.valueOf(row.get().get(CatalogAttribute.TIMESTAMP)).split("#", 2);
        ObjectCreated event = new ObjectCreated(
                Instant.parse(timeAndSequencer[0]),
                stored.bucket(),
                stored.key(),
                stored.size(),
                stored.etag(),
                timeAndSequencer.length == 2 ? timeAndSequencer[1] : "",
                stored.versionId());
        return expectNoRowAdded(run, event);
    }

    private static CheckResult deletedFileTolerated(Verification run) {
        String bucket = run.deployment().output(FileCatalogLab.BUCKET);
        String key = CatalogedFiles.prefix(run) + "never-existed.txt";
        return expectNoRowAdded(run, ObjectCreated.at(bucket, key));
    }

    private static CheckResult expectNoRowAdded(Verification run, ObjectCreated event) {
        Catalog catalog = new Catalog(run.deployment());
        long before = catalog.rows(event.key()).count();
        Lambda.Invocation answer =
                run.cloud().lambda().invoke(run.deployment().output(FileCatalogLab.FUNCTION), event.json());
        if (answer.failed()) {
            return CheckResult.failed("the event for %s failed".formatted(event.key()), answer.payload());
        }
        long added = catalog.rows(event.key()).count() - before;
        int cataloged = JsonValue.read(answer.payload()).at("cataloged").integer(-1);
        return added == 0 && cataloged == 0
                ? CheckResult.passed("%s: %s".formatted(event.key(), answer.payload()))
                : CheckResult.failed("the event for %s added %d rows and answered %s"
                        .formatted(event.key(), added, answer.payload()));
    }
}
