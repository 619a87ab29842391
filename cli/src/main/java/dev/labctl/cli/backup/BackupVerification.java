package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.restore.Restore;
import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreOptions;
import dev.labctl.cli.archive.restore.RestoreOptions.Existing;
import dev.labctl.cli.archive.restore.RestoreProgress;
import dev.labctl.cli.archive.restore.RestoreReport;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.VerifyReport;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a backup is what its manifest says: the bytes, the archive in them, and what comes out of it when it is
 * restored. What a failed check leaves nothing to look at for is left out, and said to be.
 */
public final class BackupVerification {
    private static final String MANIFEST = "manifest-readable";
    private static final String BYTES = "bytes-unchanged";
    private static final String ARCHIVE = "archive-whole";
    private static final String ARCHIVE_ROWS = "archive-rows";
    private static final String RESTORE = "restorable";
    private static final String RESTORED_ROWS = "restored-rows";

    private final BackupBucket bucket;
    private final String key;
    private final Optional<ScratchServer> server;
    private final int jobs;
    private final Progress progress;
    private final Consumer<VerifyReport.Line> told;
    private final List<VerifyReport.Line> lines = new ArrayList<>();
    private final List<VerifiedBackup.LeftOut> leftOut = new ArrayList<>();
    private @Nullable BackupManifest manifest;
    private @Nullable CheckedArchive read;

    /**
     * A verification.
     *
     * @param key the dump's
     * @param server where to restore; empty to leave that out
     * @param jobs how many connections load at the same time
     * @param told of each check when it is done
     */
    public BackupVerification(
            BackupBucket bucket,
            String key,
            Optional<ScratchServer> server,
            int jobs,
            Progress progress,
            Consumer<VerifyReport.Line> told) {
        this.bucket = bucket;
        this.key = key;
        this.server = server;
        this.jobs = jobs;
        this.progress = progress;
        this.told = told;
    }

    /** Looks at something; what it throws ends the verification, as it says nothing about the backup. */
    private interface Step {
        CheckResult run() throws IOException, RestoreException, SQLException, InterruptedException;
    }

    /**
     * Runs the checks.
     *
     * @throws LabctlException when there is neither a dump nor a manifest of that key, or something cannot be reached
     */
    public VerifiedBackup run() {
        long started = System.nanoTime();
        Optional<StoredObject> dump = bucket.head(key);
        if (dump.isEmpty() && bucket.head(BackupManifest.keyOf(key)).isEmpty()) {
            throw LabctlException.usage(
                    "there is no backup %s in s3://%s".formatted(key, bucket.name()), "labctl backups lists them");
        }
        check(MANIFEST, "a manifest beside the dump says what has to be in it", this::readManifest);
        if (dump.isPresent()) {
            verify(bucket.source(dump.get()));
        } else {
            check(
                    BYTES,
                    "the dump is there",
                    () -> CheckResult.failed(key + " is missing, only its manifest is there"));
            leaveOut("there is no dump", ARCHIVE, ARCHIVE_ROWS, RESTORE, RESTORED_ROWS);
        }
        return new VerifiedBackup(
                bucket.name(), bucket.region(), key, Duration.ofNanos(System.nanoTime() - started), lines, leftOut);
    }

    private CheckResult readManifest() {
        try {
            Optional<BackupManifest> found = bucket.manifest(key);
            if (found.isEmpty()) {
                return CheckResult.failed(
                        "there is no %s: the dump is not known to be whole".formatted(BackupManifest.keyOf(key)));
            }
            manifest = found.get();
            return CheckResult.passed("database %s of %s at %s, PostgreSQL %s, tables: %,d"
                    .formatted(
                            found.get().database(),
                            found.get().rdsInstance(),
                            found.get().snapshotAt(),
                            found.get().serverVersion(),
                            found.get().tables().size()));
        } catch (BadManifestException e) {
            return CheckResult.failed("%s is no manifest: %s".formatted(BackupManifest.keyOf(key), e.reason()));
        }
    }

    private void verify(ArchiveSource source) {
        BackupManifest expected = manifest;
        if (expected == null) {
            leaveOut("there is no manifest to compare with", BYTES);
        } else {
            check(BYTES, "the stored dump has the size and the SHA-256 of the manifest", () -> compared(
                            reading(source), expected)
                    .result());
        }
        check(
                ARCHIVE,
                "every block of the archive is there, whole, and belongs to an entry",
                () -> archive(reading(source)));
        ArchiveReport report = attempted(() -> reading(source)).report();
        if (report == null) {
            leaveOut("the archive is damaged", ARCHIVE_ROWS, RESTORE, RESTORED_ROWS);
        } else if (expected == null) {
            leaveOut("there is no manifest to compare with", ARCHIVE_ROWS, RESTORE, RESTORED_ROWS);
        } else {
            check(ARCHIVE_ROWS, "every table has the rows in the archive that the manifest counted", () -> RowCounts.of(
                            report)
                    .against(expected, "in the archive")
                    .result());
            restore(source, report, expected);
        }
    }

    /** The one reading of the dump, which the first check that needs it makes. */
    private CheckedArchive reading(ArchiveSource source) throws IOException {
        CheckedArchive known = read;
        if (known == null) {
            try (Task task = progress.begin("reading").ofBytes(source.length())) {
                known = CheckedArchive.of(source.counted(task));
            }
            read = known;
        }
        return known;
    }

    static Findings compared(CheckedArchive read, BackupManifest expected) {
        Findings findings = new Findings();
        if (read.bytes() != expected.bytes()) {
            findings.problem("the dump has %,d bytes, the manifest says %,d".formatted(read.bytes(), expected.bytes()));
        }
        if (!read.sha256().equals(expected.sha256())) {
            findings.problem(
                    "the dump's SHA-256 is %s, the manifest says %s".formatted(read.sha256(), expected.sha256()));
        }
        findings.evidence("%,d bytes, SHA-256 %s".formatted(read.bytes(), read.sha256()));
        return findings;
    }

    private static CheckResult archive(CheckedArchive read) {
        ArchiveReport report = read.report();
        return report == null
                ? CheckResult.failed("the archive is damaged: " + read.damage())
                : CheckResult.passed("archive version %s by pg_dump %s: entries %,d, tables %,d, large objects %,d"
                        .formatted(
                                report.contents().header().version(),
                                report.contents().header().dumpVersion(),
                                report.contents().entries().size(),
                                report.tables().size(),
                                report.largeObjects()));
    }

    private void restore(ArchiveSource source, ArchiveReport report, BackupManifest expected) {
        if (server.isEmpty()) {
            leaveOut("--no-restore", RESTORE, RESTORED_ROWS);
            return;
        }
        ScratchServer.Scratch scratch = attempted(() -> {
            try (Task task = progress.begin("making a scratch database").remembered("scratch database")) {
                ScratchServer.Scratch made = server.get()
                        .create(major(report), report.contents().encoding().name());
                task.succeed();
                return made;
            }
        });
        boolean restored = check(
                RESTORE,
                "the archive can be restored into an empty database",
                () -> restored(new RandomAccessArchive(source, report), source.length(), scratch));
        if (restored) {
            check(
                    RESTORED_ROWS,
                    "every table has the rows in the restored database that the manifest counted",
                    () -> RowCounts.in(scratch.database(), expected)
                            .against(expected, "in the restored database")
                            .result());
        } else {
            leaveOut("the restore failed", RESTORED_ROWS);
        }
    }

    private static int major(ArchiveReport report) {
        return Integer.parseInt("0" + report.contents().header().serverVersion().replaceFirst("\\D.*", ""));
    }

    private CheckResult restored(RandomAccessArchive archive, long length, ScratchServer.Scratch scratch)
            throws IOException, InterruptedException {
        RestoreOptions options = new RestoreOptions(jobs, Existing.REFUSE, false, false);
        try (Task task = progress.begin("restoring").ofBytes(length)) {
            RestoreReport report = Restore.of(archive.counted(task), scratch.database(), options, RestoreProgress.NONE);
            List<String> evidence = new ArrayList<>(List.of(
                    "into " + scratch.title(),
                    "objects: %,d, rows: %,d, tables: %,d"
                            .formatted(report.entries(), report.rows(), report.tables())));
            report.skipped().forEach(each -> evidence.add("left out: " + each));
            return new CheckResult.Passed(evidence);
        } catch (RestoreException e) {
            return CheckResult.failed("the restore failed at " + e.getMessage(), "into " + scratch.title());
        }
    }

    private boolean check(String name, String claim, Step step) {
        long started = System.nanoTime();
        CheckResult result = attempted(step::run);
        VerifyReport.Line line =
                new VerifyReport.Line(name, claim, result, Duration.ofNanos(System.nanoTime() - started));
        lines.add(line);
        told.accept(line);
        return line.passed();
    }

    private void leaveOut(String why, String... checks) {
        for (String check : checks) {
            leftOut.add(new VerifiedBackup.LeftOut(check, why));
        }
    }

    private interface Attempt<T> {
        T run() throws IOException, RestoreException, SQLException, InterruptedException;
    }

    private <T> T attempted(Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (IOException e) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "cannot read s3://%s/%s: %s".formatted(bucket.name(), key, Reason.of(e)),
                    "run it again",
                    e);
        } catch (RestoreException e) {
            throw RestoreFailure.of("the scratch database", e);
        } catch (SQLException e) {
            throw new LabctlException(Failure.CLOUD, "the scratch database: " + e.getMessage(), "run it again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.CLOUD, "the verification was interrupted", "run it again", e);
        }
    }
}
