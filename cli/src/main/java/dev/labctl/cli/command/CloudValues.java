package dev.labctl.cli.command;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BackupCatalog;
import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.todo.TodoValues;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.KeepsTodos;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ListsCatalog;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.StackNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The values there are in one cloud, of each source as many as are shown. */
final class CloudValues {
    private static final String S3_URI = "s3://";

    private final Cloud cloud;
    private final StackNames names;
    private final Optional<Lab> lab;

    /**
     * In the labs whose stacks have these names.
     *
     * @param lab the one that the line names
     */
    CloudValues(Cloud cloud, StackNames names, Optional<Lab> lab) {
        this.cloud = cloud;
        this.names = names;
        this.lab = lab;
    }

    /** Those that begin like this. */
    List<Completion> of(Source source, String begun) {
        return switch (source) {
            case FUNCTION -> Completion.first(resources(Labs.all(), "AWS::Lambda::Function"), begun);
            case FUNCTION_OF_LAB -> Completion.first(resources(lab.stream().toList(), "AWS::Lambda::Function"), begun);
            case LOG_GROUP -> Completion.first(resources(Labs.all(), "AWS::Logs::LogGroup"), begun);
            case BUCKET -> Completion.first(resources(Labs.all(), "AWS::S3::Bucket"), begun);
            case OBJECT -> begun.startsWith(S3_URI) ? uris(begun) : keys(begun);
            case INSTANCE ->
                Completion.first(
                        cloud.ec2().instances().stream().map(each -> new Completion(each.id(), each.state())), begun);
            case DB_INSTANCE ->
                Completion.first(cloud.rds().postgresInstances().stream().map(Completion::of), begun);
            case ITEM -> items(begun);
            case CATALOGUED_KEY -> catalogued(begun);
            case BACKUP -> Completion.first(backups(), begun);
            case USER, TODO -> {
                Deployment deployment = deployed(KeepsTodos.class);
                yield new TodoValues(able(KeepsTodos.class).client(deployment)).all(source, begun);
            }
            case CHECK, SCENARIO, SAMPLE_EVENT, PROFILE, REGION, FILE -> List.of();
        };
    }

    private Stream<Completion> resources(List<Lab> labs, String type) {
        List<String> slugs = labs.stream().map(Lab::slug).toList();
        return cloud.cloudFormation().list().stream()
                .filter(stack ->
                        names.slug(stack.name()).filter(slugs::contains).isPresent())
                .flatMap(stack -> cloud.cloudFormation().resources(stack.name()).stream())
                .filter(each -> each.type().equals(type) && !each.physicalId().isEmpty())
                .map((StackResource each) -> new Completion(each.physicalId(), each.logicalId()));
    }

    /** An {@code s3://BUCKET/KEY}: the bucket first, and then the key. */
    private List<Completion> uris(String begun) {
        int slash = begun.indexOf('/', S3_URI.length());
        if (slash < 0) {
            return Completion.first(
                    resources(Labs.all(), "AWS::S3::Bucket")
                            .map(each -> new Completion(S3_URI + each.value() + "/", each.description())),
                    begun);
        }
        String bucket = begun.substring(S3_URI.length(), slash);
        return Completion.first(
                cloud.s3()
                        .bucket(bucket)
                        .objects(begun.substring(slash + 1))
                        .map(each -> Completion.of(begun.substring(0, slash + 1) + each.key())),
                begun);
    }

    /** Keys in the buckets that uploads go to. */
    private List<Completion> keys(String begun) {
        return Completion.first(
                Labs.with(TakesUploads.class).stream()
                        .filter(each -> cloud.cloudFormation()
                                .describe(names.of(each.slug()))
                                .filter(StackDescription::isUsable)
                                .isPresent())
                        .map(each -> Labs.capability(each, TakesUploads.class, "be asked")
                                .uploadBucket(DeployedLabs.usable(cloud, names, each.slug())))
                        .flatMap(bucket -> cloud.s3().bucket(bucket).objects(begun))
                        .map(Bucket.Listed::key)
                        .map(Completion::of),
                begun);
    }

    private List<Completion> items(String begun) {
        try (Stream<ProcessesItems.Item> items =
                able(ProcessesItems.class).items(deployed(ProcessesItems.class), Optional.empty())) {
            return Completion.first(
                    items.map(each -> new Completion(each.id(), each.status() + " " + Text.oneLine(each.path()))),
                    begun);
        }
    }

    private List<Completion> catalogued(String begun) {
        try (Stream<Map<String, Object>> rows =
                able(ListsCatalog.class).rows(deployed(ListsCatalog.class), Optional.empty())) {
            return Completion.first(
                    rows.map(row -> String.valueOf(row.get("file_key")))
                            .distinct()
                            .map(Completion::of),
                    begun);
        }
    }

    private Stream<Completion> backups() {
        Deployment deployment = deployed(BacksUpDatabases.class);
        BackupBucket bucket = BackupBucket.find(
                cloud, deployment.output("BackupBucketName"), deployment.output("BackupBucketRegion"));
        return new BackupCatalog(bucket)
                .list(new BackupCatalog.Filter(null, null)).stream()
                        .map(each -> new Completion(each.key(), each.rdsInstance() + " " + each.database()));
    }

    private static <T extends Capability> T able(Class<T> kind) {
        return Labs.capability(Labs.theOneWith(kind, "be asked"), kind, "be asked");
    }

    private Deployment deployed(Class<? extends Capability> kind) {
        return DeployedLabs.usable(
                cloud, names, Labs.theOneWith(kind, "be asked").slug());
    }
}
