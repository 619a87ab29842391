package dev.labctl.cli.command.backup;

import dev.labctl.cli.backup.Backup;
import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BackupCatalog;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Sizes;
import dev.labctl.cli.output.Text;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code labctl backups}, and {@code labctl backups list}, which is the same. */
@Command(name = "backups", description = "List the backups that are kept, the newest first.")
public final class BackupsCommand implements Callable<Integer> {
    private static final String LIST = "list";

    @Parameters(arity = "0..1", paramLabel = LIST, description = "What is done anyway.")
    private String word = LIST;

    @Option(names = "--rds-instance", paramLabel = "ID", description = "Only the backups of this database instance.")
    @CompletedBy(Source.DB_INSTANCE)
    private @Nullable String rdsInstance;

    @Option(names = "--database", paramLabel = "NAME", description = "Only the backups of this database.")
    private @Nullable String database;

    @Mixin
    private final BackupBucketOptions place = new BackupBucketOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public BackupsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (!word.equals(LIST)) {
            throw LabctlException.usage(
                    "labctl backups has no verb '%s'".formatted(word), "labctl backups list, labctl backup verify KEY");
        }
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            BackupBucket bucket = place.open(cloud, target.names());
            List<Backup> backups = new BackupCatalog(bucket).list(new BackupCatalog.Filter(rdsInstance, database));
            talk.write(new Listing(bucket, backups));
            return 0;
        }
    }

    private record Listing(BackupBucket bucket, List<Backup> backups) implements Result {
        private static final List<String> HEADER =
                List.of("KEY", "INSTANCE", "DATABASE", "TIME", "SIZE", "SERVER", "ROWS/TABLES", "");

        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("bucket", bucket.name());
            json.put("region", bucket.region());
            json.put("backups", backups.stream().map(Backup::json).toList());
            return json;
        }

        @Override
        public void print(Text text) {
            if (backups.isEmpty()) {
                text.line("no backups in s3://" + bucket.name());
            }
            text.table(HEADER, backups.stream().map(backup -> row(backup, text)).toList());
        }

        private static List<String> row(Backup backup, Text text) {
            Backup.Contents known = backup.contents();
            return List.of(
                    backup.key(),
                    backup.rdsInstance(),
                    backup.database(),
                    backup.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    backup.bytes() < 0 ? "" : Sizes.readable(backup.bytes()),
                    known == null ? "" : known.serverVersion(),
                    known == null ? "" : "%,d/%,d".formatted(known.rows(), known.tables()),
                    backup.isComplete() ? "" : text.styled(Text.Style.BAD, "incomplete: " + backup.flaw()));
        }
    }
}
