package dev.labctl.cli.command.backup;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.BacksUpDatabases.Order;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Sizes;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = {
            "Back up a database of the instance that rds-backup was deployed for, or work on a kept backup.",
            "The backup is an archive of pg_dump, with a manifest beside it; labctl backups lists them."
        })
public final class BackupCommand implements Callable<Integer>, VerbGroup {
    private static final String DOING = "back up databases";

    @Option(
            names = "--rds-instance",
            paramLabel = "ID",
            description = "The database instance (default: the one rds-backup was deployed for).")
    @CompletedBy(Source.DB_INSTANCE)
    private @Nullable String rdsInstance;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The database (default: the one the instance was made with).")
    private @Nullable String database;

    @Option(
            names = "--target-bucket",
            paramLabel = "BUCKET",
            description = "Where the backup goes (default: the lab's bucket).")
    @CompletedBy(Source.BUCKET)
    private @Nullable String targetBucket;

    @Option(names = "--target-region", paramLabel = "REGION", description = "The region that the bucket is in.")
    @CompletedBy(Source.REGION)
    private @Nullable String targetRegion;

    @Option(
            names = "--target-key",
            paramLabel = "KEY",
            description = "Its key (default: backups/<rds-instance>/<database-name>/<timestamp>.dump).")
    private @Nullable String targetKey;

    @Option(names = "--replace", description = "Replace what the bucket has at that key.")
    private boolean replace;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public BackupCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Map<String, Object> verbs() {
        return Map.of("verify", new BackupVerifyCommand(context));
    }

    @Override
    public Integer call() {
        Lab lab = Labs.theOneWith(BacksUpDatabases.class, DOING);
        BacksUpDatabases able = Labs.capability(lab, BacksUpDatabases.class, DOING);
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            Deployment deployment = DeployedLabs.usable(cloud, target.names(), lab.slug());
            Order order = new Order(rdsInstance, database, targetBucket, targetRegion, targetKey, replace);
            talk.write(new BackedUp(context.interrupts()
                    .during(
                            () -> able.backUp(deployment, order, progress),
                            talk,
                            "the function goes on with the backup; labctl backups lists it when it is whole",
                            () -> {})));
            return 0;
        }
    }

    private record BackedUp(BackupResult result) implements Result {
        @Override
        public Object json() {
            return result;
        }

        @Override
        public void print(Text text) {
            text.line("backed up %s (PostgreSQL %s) in %s by %s"
                    .formatted(
                            result.database(),
                            result.serverVersion(),
                            Durations.readable(Duration.ofMillis(result.durationMs())),
                            result.pgDumpVersion()));
            text.line("  s3://%s/%s in %s"
                    .formatted(
                            result.location().bucket(),
                            result.location().key(),
                            result.location().region()));
            text.line("  %s, SHA-256 %s".formatted(Sizes.readable(result.bytes()), result.sha256()));
        }
    }
}
