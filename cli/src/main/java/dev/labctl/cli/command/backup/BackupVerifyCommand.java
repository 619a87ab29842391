package dev.labctl.cli.command.backup;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BackupVerification;
import dev.labctl.cli.backup.GivenServer;
import dev.labctl.cli.backup.ScratchServer;
import dev.labctl.cli.backup.TemporaryInstance;
import dev.labctl.cli.backup.VerifiedBackup;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Prove that a kept backup is whole: its bytes and rows against its manifest, and by restoring it.",
            "It is restored into a temporary database instance of the local cloud, which is deleted at the end."
        })
final class BackupVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY", description = "The backup, as labctl backups lists it.")
    @CompletedBy(Source.BACKUP)
    private String key;

    @Option(
            names = "--into",
            paramLabel = "URL",
            description =
                    "Restore into a new database of this server: postgresql://user@host:5432; it is dropped again.")
    private @Nullable String into;

    @Option(names = "--no-restore", description = "Only read the backup, and restore it nowhere.")
    private boolean noRestore;

    @Mixin
    private final JobsOption jobs = new JobsOption();

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BackupBucketOptions place = new BackupBucketOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    BackupVerifyCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        requireNothingBefore();
        if (noRestore && into != null) {
            throw LabctlException.usage("--into and --no-restore exclude each other", "give one of them");
        }
        jobs.check();
        Optional<DatabaseUrl> given =
                Optional.ofNullable(into).map(url -> DatabaseUrl.server(url, "--into", context.environment()));
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            BackupBucket bucket = place.open(cloud, target.names());
            if (noRestore) {
                return report(
                        verification(bucket, Optional.empty(), progress, talk).run(), talk);
            }
            if (given.isPresent()) {
                return verify(
                        bucket,
                        new GivenServer(given.get().target(), given.get().shown()),
                        progress,
                        talk);
            }
            if (cloud.target().kind() == Target.Kind.LOCAL) {
                return verify(bucket, new TemporaryInstance(() -> cloud), progress, talk);
            }
            return verifyBesides(bucket, progress, talk);
        }
    }

    /** What stands before the word belongs to labctl backup, which does nothing then. */
    private void requireNothingBefore() {
        spec.parent().commandLine().getParseResult().matchedOptions().stream()
                .findFirst()
                .ifPresent(option -> {
                    throw LabctlException.usage(
                            "%s stands before 'verify'".formatted(option.longestName()),
                            "labctl backup verify KEY %s ...".formatted(option.longestName()));
                });
    }

    /** The backup is elsewhere, and the scratch database in the local cloud. */
    private int verifyBesides(BackupBucket bucket, Progress progress, Output talk) {
        try (LazyCloud local = new LazyCloud(() -> new Clouds(context).openLocal(target, talk))) {
            return verify(bucket, new TemporaryInstance(local::get), progress, talk);
        }
    }

    private int verify(BackupBucket bucket, ScratchServer scratch, Progress progress, Output talk) {
        try (scratch) {
            VerifiedBackup verified = context.interrupts()
                    .during(
                            () -> verification(bucket, Optional.of(scratch), progress, talk)
                                    .run(),
                            talk,
                            "what was made for the restore is removed",
                            scratch::close);
            return report(verified, talk);
        }
    }

    private BackupVerification verification(
            BackupBucket bucket, Optional<ScratchServer> scratch, Progress progress, Output talk) {
        return new BackupVerification(bucket, key, scratch, jobs.connections(), progress, line -> line.tell(talk));
    }

    private static int report(VerifiedBackup verified, Output talk) {
        talk.write(verified);
        return verified.exitCode();
    }
}
