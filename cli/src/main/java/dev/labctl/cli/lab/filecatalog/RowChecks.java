package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.lab.filecatalog.CatalogedFiles.CatalogedFile;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that compare the table with the bucket. */
final class RowChecks {
    private RowChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("files-cataloged", "every file in the bucket has a row", RowChecks::filesCataloged),
                new Check(
                        "every-version-cataloged",
                        "a file that was put twice has a row for each version",
                        RowChecks::everyVersionCataloged),
                new Check(
                        "attributes-true",
                        "each row says of its file what S3 says of it",
                        run -> eachRow(run, RowChecks::attributeDifference)),
                new Check(
                        "previews-true",
                        "texts have their first 500 characters as a preview, other files none",
                        run -> eachRow(run, RowChecks::previewDifference)),
                new Check(
                        "table-recoverable",
                        "the table can be restored to any second of the last weeks",
                        RowChecks::tableRecoverable));
    }

    private static CheckResult filesCataloged(Verification run) {
        CatalogedFiles.of(run);
        Catalog catalog = new Catalog(run.deployment());
        Findings findings = new Findings();
        try (Stream<String> keys = run.cloud().s3().keys(run.deployment().output(FileCatalogLab.BUCKET), "")) {
            keys.forEach(key -> findings.compared(
                    catalog.rows(key).findAny().isPresent() ? Optional.empty() : Optional.of("no row: " + key)));
        }
        findings.evidence("%d files in the bucket".formatted(findings.compared()));
        return findings.result();
    }

    private static CheckResult everyVersionCataloged(Verification run) {
        List<CatalogedFile> versions = CatalogedFiles.of(run).files().stream()
                .filter(file -> file.key().endsWith("twice.txt"))
                .toList();
        Catalog catalog = new Catalog(run.deployment());
        Findings findings = new Findings();
        for (CatalogedFile file : versions) {
            String version = file.stored().versionId();
            if (catalog.row(file.key(), version).isEmpty()) {
                findings.problem("no row: %s, version %s".formatted(file.key(), version));
            }
        }
        long rows = catalog.rows(versions.get(0).key()).count();
        if (rows != versions.size()) {
            findings.problem("%d rows for %d versions of %s"
                    .formatted(rows, versions.size(), versions.get(0).key()));
        }
        findings.evidence("%d versions, %d rows".formatted(versions.size(), rows));
        return findings.result();
    }

    private static CheckResult eachRow(Verification run, RowCheck check) {
        Catalog catalog = new Catalog(run.deployment());
        Findings findings = new Findings();
        for (CatalogedFile file : CatalogedFiles.of(run).files()) {
            Optional<Map<String, Object>> row =
                    catalog.row(file.key(), file.stored().versionId());
            findings.compared(
                    row.isEmpty()
                            ? Optional.of("no row: " + file.key())
                            : check.difference(file, row.get()).map(difference -> file.key() + ": " + difference));
        }
        findings.evidence("%d rows compared".formatted(findings.compared()));
        return findings.result();
    }

    private static Optional<String> attributeDifference(CatalogedFile file, Map<String, Object> row) {
        StoredObject stored = file.stored();
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put(CatalogAttribute.BUCKET_NAME, stored.bucket());
        expected.put(CatalogAttribute.FILE_SIZE, BigDecimal.valueOf(stored.size()));
        expected.put(CatalogAttribute.CONTENT_TYPE, stored.contentHeaders().getOrDefault("Content-Type", ""));
        expected.put(CatalogAttribute.LAST_MODIFIED, stored.lastModified().toString());
        expected.put(CatalogAttribute.ETAG, stored.etag());
        expected.put(CatalogAttribute.EVENT_NAME, "ObjectCreated:Put");
        for (Map.Entry<String, Object> attribute : expected.entrySet()) {
            Object actual = row.get(attribute.getKey());
            if (!attribute.getValue().equals(actual)) {
                return Optional.of("%s is %s, not %s".formatted(attribute.getKey(), actual, attribute.getValue()));
            }
        }
        for (String name : List.of(CatalogAttribute.TIMESTAMP, CatalogAttribute.PROCESSED_AT)) {
            if (!row.containsKey(name)) {
                return Optional.of(name + " is missing");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> previewDifference(CatalogedFile file, Map<String, Object> row) {
        Object actual = row.get(CatalogAttribute.CONTENT_PREVIEW);
        return Objects.equals(actual, file.preview().orElse(null))
                ? Optional.empty()
                : Optional.of("the preview is '%s', not '%s'"
                        .formatted(actual, file.preview().orElse("")));
    }

    private static CheckResult tableRecoverable(Verification run) {
        String table = run.deployment().output(FileCatalogLab.TABLE);
        return run.cloud()
                .dynamoDb()
                .settings(table)
                .map(settings -> settings.pointInTimeRecovery()
                        ? CheckResult.passed("%s: point-in-time recovery is on".formatted(table))
                        : CheckResult.failed("point-in-time recovery of table %s is off".formatted(table)))
                .orElseGet(() -> CheckResult.failed("table %s does not exist".formatted(table)));
    }

    /** One way to compare a row with its file. */
    @FunctionalInterface
    private interface RowCheck {
        Optional<String> difference(CatalogedFile file, Map<String, Object> row);
    }
}
