package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exercise: files of every kind put into the bucket, then a wait until each version has a row, or the run's patience
 * ends.
 *
 * @param files what was put, in order; a file that was put twice is there twice
 */
record CatalogedFiles(List<CatalogedFile> files) {
    private static final String UNICODE = "Größe 日本 😀 ".repeat(60);

    CatalogedFiles {
        files = List.copyOf(files);
    }

    /**
     * One version of one file.
     *
     * @param stored what S3 says about it
     * @param preview the preview its row must have; empty for none
     */
    record CatalogedFile(StoredObject stored, Optional<String> preview) {
        String key() {
            return stored.key();
        }
    }

    /** Where this run's files are. */
    static String prefix(Verification run) {
        return "labctl-verify/%s/".formatted(run.runId());
    }

    /** The files of this run; put when they are first asked for. */
    static CatalogedFiles of(Verification run) {
        return run.exercise(CatalogedFiles.class, CatalogedFiles::put);
    }

    private static CatalogedFiles put(Verification run) {
        List<CatalogedFile> files = new ArrayList<>();
        files.add(put(run, "notes.txt", "text/plain; charset=utf-8", UNICODE));
        files.add(put(run, "short.txt", "text/plain", "short"));
        files.add(put(run, "empty.txt", "text/plain", ""));
        files.add(put(run, "a b+c%d&é/日本..json", "application/json", "{\"awkward\": true}"));
        files.add(put(run, "rows.csv", "text/csv", "id,name\n1,Widget Alpha\n"));
        files.add(put(run, "page.xml", "application/xml", "<page/>"));
        files.add(put(run, "image.bin", "application/octet-stream", "not shown"));
        files.add(put(run, "twice.txt", "text/plain", "first"));
        files.add(put(run, "twice.txt", "text/plain", "second"));
        CatalogedFiles all = new CatalogedFiles(files);
        all.awaitRows(run);
        return all;
    }

    private static CatalogedFile put(Verification run, String name, String contentType, String text) {
        S3 s3 = run.cloud().s3();
        String bucket = run.deployment().output(FileCatalogLab.BUCKET);
        String key = prefix(run) + name;
        s3.put(NewObject.at(bucket, key).header("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
        StoredObject stored = s3.head(bucket, key)
                .orElseThrow(() -> new IllegalStateException("%s is gone a moment after it was put".formatted(key)));
        return new CatalogedFile(
                stored,
                contentType.equals("application/octet-stream") ? Optional.empty() : Optional.of(firstCharacters(text)));
    }

    private static String firstCharacters(String text) {
        int length = Math.min(500, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** Gives the function time; what is not there when patience ends, the checks report. */
    private void awaitRows(Verification run) {
        Catalog catalog = new Catalog(run.deployment());
        run.settled(() -> files.stream()
                .allMatch(file ->
                        catalog.row(file.key(), file.stored().versionId()).isPresent()));
    }
}
