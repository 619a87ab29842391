package dev.labctl.cli.command;

import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.CorruptArchiveException;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.restore.Restore;
import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreOptions;
import dev.labctl.cli.archive.restore.RestoreOptions.Existing;
import dev.labctl.cli.archive.restore.RestoreProgress;
import dev.labctl.cli.archive.restore.RestoreReport;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
            "Restore a pg_dump archive (custom format, PostgreSQL 15 to 18) into a database.",
            "Needs no PostgreSQL client; tables are loaded in parallel, then indexes and constraints are made."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final Pattern OBJECT = Pattern.compile("s3://([^/]+)/(.+)");

    @Parameters(paramLabel = "FILE|s3://BUCKET/KEY", description = "The archive.")
    private String archive;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "The database: postgresql://user@host:5432/database; its password in PGPASSWORD.")
    private String to;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many connections load at the same time (default: one for each processor).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--replace", description = "Drop what the database has of the archive's objects.")
    private boolean replace;

    @Option(names = "--no-owner", description = "Let everything belong to the user who restores.")
    private boolean noOwner;

    @Option(names = "--no-privileges", description = "Leave out GRANT and REVOKE.")
    private boolean noPrivileges;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    RestoreCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (jobs < 1) {
            throw LabctlException.usage("--jobs must be at least 1", "--jobs 2");
        }
        DatabaseUrl database = DatabaseUrl.of(to, context.environment());
        Output talk = output.open();
        Matcher object = OBJECT.matcher(archive);
        if (!object.matches()) {
            talk.write(restored(ArchiveSource.file(Path.of(archive)), database, talk));
            return 0;
        }
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            talk.write(restored(stored(cloud.s3(), object.group(1), object.group(2)), database, talk));
            return 0;
        }
    }

    private ArchiveSource stored(S3 s3, String bucket, String key) {
        StoredObject head = s3.head(bucket, key)
                .orElseThrow(() -> LabctlException.usage("there is no object " + archive, "s3://BUCKET/KEY"));
        return new ArchiveSource() {
            @Override
            public InputStream from(long offset) {
                return offset >= head.size() ? InputStream.nullInputStream() : s3.open(bucket, key, offset);
            }

            @Override
            public long length() {
                return head.size();
            }
        };
    }

    private Result restored(ArchiveSource source, DatabaseUrl database, Output talk) {
        return Interruption.during(
                () -> restore(source, database, talk),
                talk,
                "what was restored so far is still in " + database.shown() + "; with --replace it is restored anew",
                () -> {});
    }

    private Result restore(ArchiveSource source, DatabaseUrl database, Output talk) {
        long started = System.nanoTime();
        RestoreOptions options =
                new RestoreOptions(jobs, replace ? Existing.REPLACE : Existing.REFUSE, !noOwner, !noPrivileges);
        RestoreProgress progress =
                (entry, rows) -> talk.detail(rows == 0 ? entry.title() : "%s: %,d rows".formatted(entry.title(), rows));
        try {
            RestoreReport report = Restore.of(new RandomAccessArchive(source), database.target(), options, progress);
            return new Restored(database.shown(), report, Duration.ofNanos(System.nanoTime() - started));
        } catch (RestoreException e) {
            throw new LabctlException(Failure.CLOUD, "%s: %s".formatted(database.shown(), e.getMessage()), fix(e), e);
        } catch (CorruptArchiveException e) {
            throw LabctlException.usage("%s is damaged: %s".formatted(archive, e.getMessage()), "make the dump again");
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read %s: %s".formatted(archive, Reason.of(e)), "labctl restore FILE or s3://BUCKET/KEY");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.CLOUD, "the restore was interrupted", "start it again with --replace", e);
        }
    }

    private static String fix(RestoreException e) {
        return switch (e.sqlState()) {
            case "28P01", "28000" -> "give user and password: postgresql://user@host/database, PGPASSWORD";
            case "08001", "08004", "08006" -> "is the server reachable: host, port, security group, subnet?";
            case "3D000" -> "create the database first";
            case "" -> "--replace drops what is there already";
            default -> "-v shows what was restored before";
        };
    }

    private record Restored(String database, RestoreReport report, Duration took) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("database", database);
            json.put("entries", report.entries());
            json.put("tables", report.tables());
            json.put("rows", report.rows());
            json.put("largeObjects", report.largeObjects());
            json.put("skipped", report.skipped());
            json.put("durationMs", took.toMillis());
            return json;
        }

        @Override
        public void print(Text text) {
            report.skipped().forEach(each -> text.line(text.styled(Text.Style.CHANGED, "left out: " + each)));
            text.line("restored %,d objects and %,d rows of %,d tables into %s in %s"
                    .formatted(report.entries(), report.rows(), report.tables(), database, Durations.readable(took)));
        }
    }
}
