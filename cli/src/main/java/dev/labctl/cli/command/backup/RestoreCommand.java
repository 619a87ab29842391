package dev.labctl.cli.command.backup;

import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.CorruptArchiveException;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.restore.Restore;
import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreOptions;
import dev.labctl.cli.archive.restore.RestoreOptions.Existing;
import dev.labctl.cli.archive.restore.RestoreReport;
import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.CheckedArchive;
import dev.labctl.cli.backup.KeptBackup;
import dev.labctl.cli.backup.RestoreFailure;
import dev.labctl.cli.backup.RowCounts;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.verify.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Restore a pg_dump archive (custom format, PostgreSQL 12 to 18) into a database.",
            "Needs no PostgreSQL client; tables are loaded in parallel, then indexes and constraints are made.",
            "A kept backup is restored only when it is what its manifest says, and its rows are compared afterwards."
        })
public final class RestoreCommand implements Callable<Integer> {
    private static final Pattern OBJECT = Pattern.compile("s3://([^/]+)/(.+)");
    /** What can only be a file, whether it exists or not. */
    private static final Pattern PATH = Pattern.compile("\\.{0,2}/");

    @Parameters(
            paramLabel = "FILE|KEY|s3://BUCKET/KEY",
            description = "The archive: a file, a kept backup as labctl backups lists it, or any object.")
    @CompletedBy({Source.BACKUP, Source.FILE})
    private String archive;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "The database: postgresql://user@host:5432/database; its password in PGPASSWORD.")
    private String to;

    @Mixin
    private final JobsOption jobs = new JobsOption();

    @Option(names = "--replace", description = "Drop what the database has of the archive's objects.")
    private boolean replace;

    @Option(names = "--no-owner", description = "Let everything belong to the user who restores.")
    private boolean noOwner;

    @Option(names = "--no-privileges", description = "Leave out GRANT and REVOKE.")
    private boolean noPrivileges;

    @Mixin
    private final BackupBucketOptions place = new BackupBucketOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public RestoreCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        jobs.check();
        DatabaseUrl database = DatabaseUrl.of(to, "--to", context.environment());
        Output talk = output.open();
        Matcher object = OBJECT.matcher(archive);
        if (archive.startsWith("s3:") && !object.matches()) {
            throw LabctlException.usage("'%s' names no object".formatted(archive), "labctl restore s3://BUCKET/KEY");
        }
        if (Files.isDirectory(Path.of(archive))) {
            throw LabctlException.usage(
                    archive
                            + " is a folder, and what is restored is a file: pg_restore restores dumps in directory format",
                    "labctl restore FILE, with a dump made by pg_dump -Fc");
        }
        if (!object.matches() && (PATH.matcher(archive).lookingAt() || Files.exists(Path.of(archive)))) {
            talk.write(restored(ArchiveSource.file(Path.of(archive)), Optional.empty(), database, talk));
            return 0;
        }
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            if (object.matches()) {
                ArchiveSource source = stored(cloud.s3(), object.group(1), object.group(2));
                talk.write(restored(source, Optional.empty(), database, talk));
                return 0;
            }
            KeptBackup kept = kept(cloud);
            talk.write(restored(kept.source(), Optional.of(kept), database, talk));
            return 0;
        }
    }

    private ArchiveSource stored(S3 s3, String bucket, String key) {
        StoredObject head = s3.head(bucket, key)
                .orElseThrow(() -> LabctlException.usage("there is no object " + archive, "s3://BUCKET/KEY"));
        return BackupBucket.source(s3, head);
    }

    private KeptBackup kept(Cloud cloud) {
        BackupBucket bucket;
        try {
            bucket = place.open(cloud, target.names());
        } catch (LabctlException e) {
            if (e.failure() != Failure.NOT_DEPLOYED) {
                throw e;
            }
            String text = "there is no file %s, and no backup: %s".formatted(archive, e.text());
            throw new LabctlException(e.failure(), text, e.fix(), e);
        }
        return KeptBackup.find(bucket, archive)
                .orElseThrow(() -> LabctlException.usage(
                        "there is no file %s, and no backup of that key in s3://%s".formatted(archive, bucket.name()),
                        "labctl backups lists the keys"));
    }

    private Result restored(ArchiveSource source, Optional<KeptBackup> kept, DatabaseUrl database, Output talk) {
        try (Progress progress = target.progress(talk)) {
            return context.interrupts()
                    .during(
                            () -> restore(source, kept, database, progress, talk),
                            talk,
                            "what was restored so far is still in " + database.shown()
                                    + "; with --replace it is restored anew",
                            () -> {});
        }
    }

    private Result restore(
            ArchiveSource source, Optional<KeptBackup> kept, DatabaseUrl database, Progress progress, Output talk) {
        long started = System.nanoTime();
        RestoreOptions options = new RestoreOptions(
                jobs.connections(), replace ? Existing.REPLACE : Existing.REFUSE, !noOwner, !noPrivileges);
        RowCounts counts = new RowCounts();
        RandomAccessArchive whole = opened(source, kept, progress);
        try (Task task = progress.begin("restoring").ofBytes(source.length())) {
            RestoreReport report = Restore.of(whole.counted(task), database.target(), options, (entry, rows) -> {
                talk.detail(rows == 0 ? entry.title() : "%s: %,d rows".formatted(entry.title(), rows));
                if (entry.expectsData() && !entry.isLargeObjects()) {
                    counts.add(entry.schema(), entry.tag(), rows);
                }
            });
            kept.ifPresent(backup -> requireRows(backup, counts));
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            return new Restored(database.shown(), report, kept.map(KeptBackup::manifestAddress), took);
        } catch (RestoreException e) {
            throw RestoreFailure.of(database.shown(), e);
        } catch (IOException e) {
            throw unreadable(
                    e,
                    "; %s has what was restored before it%s"
                            .formatted(database.shown(), replace ? ", and no longer all that it had" : ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.CLOUD, "the restore was interrupted", "start it again with --replace", e);
        }
    }

    private RandomAccessArchive opened(ArchiveSource source, Optional<KeptBackup> kept, Progress progress) {
        try (Task task = progress.begin("reading").ofBytes(source.length())) {
            ArchiveSource counted = source.counted(task);
            if (kept.isPresent()) {
                return kept.get().checked(counted);
            }
            return replace ? whole(counted) : new RandomAccessArchive(counted);
        } catch (IOException e) {
            throw unreadable(e, "");
        }
    }

    /** What is to take the place of something is read to its end before that is dropped. */
    private RandomAccessArchive whole(ArchiveSource source) throws IOException {
        CheckedArchive read = CheckedArchive.of(source);
        ArchiveReport report = read.report();
        if (report == null) {
            throw LabctlException.usage(
                    "cannot restore %s: %s; nothing was replaced".formatted(archive, read.damage()),
                    "make the dump again: pg_dump -Fc");
        }
        return new RandomAccessArchive(source, report);
    }

    private LabctlException unreadable(IOException e, String state) {
        return e instanceof CorruptArchiveException
                ? LabctlException.usage(
                        "cannot restore %s: %s%s".formatted(archive, e.getMessage(), state),
                        "make the dump again: pg_dump -Fc")
                : LabctlException.usage(
                        "cannot read %s: %s%s".formatted(archive, Reason.of(e), state),
                        "labctl restore FILE, KEY or s3://BUCKET/KEY");
    }

    private void requireRows(KeptBackup backup, RowCounts counts) {
        if (backup.compared(counts).result() instanceof CheckResult.Failed failed) {
            throw new LabctlException(
                    Failure.CHECKS_FAILED,
                    "%s was restored, but %s".formatted(archive, failed.reason()),
                    "labctl backup verify " + archive);
        }
    }

    /** What was restored; the manifest's address when its rows were compared. */
    private record Restored(String database, RestoreReport report, Optional<String> manifest, Duration took)
            implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("database", database);
            json.put("entries", report.entries());
            json.put("tables", report.tables());
            json.put("rows", report.rows());
            json.put("largeObjects", report.largeObjects());
            json.put("skipped", report.skipped());
            json.put("comparedWith", manifest);
            json.put("durationMs", took.toMillis());
            return json;
        }

        @Override
        public void print(Text text) {
            report.skipped().forEach(each -> text.line(text.styled(Text.Style.CHANGED, "left out: " + each)));
            manifest.ifPresent(address -> text.line("the rows of every table are those of " + address));
            text.line("restored %,d objects and %,d rows of %,d tables into %s in %s"
                    .formatted(report.entries(), report.rows(), report.tables(), database, Durations.readable(took)));
        }
    }
}
