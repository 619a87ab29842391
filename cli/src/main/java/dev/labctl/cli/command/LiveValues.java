package dev.labctl.cli.command;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BackupCatalog;
import dev.labctl.cli.cloud.AwsProfiles;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.completion.Values;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.KeepsTodos;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ListsCatalog;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.StackNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The values there are now in the cloud that the line names. A local cloud that does not run is not started for it, and
 * nobody waits for a cloud that does not answer: then there are none.
 */
final class LiveValues implements Values {
    private static final int SHOWN = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<String> TARGET_OPTIONS =
            List.of("--target", "--profile", "--region", "--endpoint-url", "--stack-prefix");

    private final Context context;

    LiveValues(Context context) {
        this.context = context;
    }

    @Override
    public List<Completion> of(Source source, Place place) {
        return switch (source) {
            case PROFILE -> AwsProfiles.names().stream().map(Completion::of).toList();
            case REGION -> AwsProfiles.regions().stream().map(Completion::of).toList();
            case CHECK ->
                lab(place).stream()
                        .flatMap(lab -> lab.checks().stream())
                        .map(check -> new Completion(check.name(), check.claim()))
                        .toList();
            case SCENARIO ->
                lab(place).stream()
                        .filter(lab -> Labs.with(Breakable.class).contains(lab))
                        .flatMap(lab -> Labs.capability(lab, Breakable.class, "be broken").faults().stream())
                        .map(fault -> new Completion(fault.name(), fault.about()))
                        .toList();
            case SAMPLE_EVENT ->
                lab(place).stream()
                        .flatMap(lab -> SampleEvents.of(lab.slug(), context.distribution()).names().stream())
                        .map(Completion::of)
                        .toList();
            default -> answeredInTime(source, place);
        };
    }

    private static Optional<Lab> lab(Place place) {
        return place.given(Completer::isLab).flatMap(slug -> Labs.all().stream()
                .filter(lab -> lab.slug().equals(slug))
                .findFirst());
    }

    private List<Completion> answeredInTime(Source source, Place place) {
        try {
            return CompletableFuture.supplyAsync(() -> live(source, place))
                    .completeOnTimeout(List.of(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LabctlException) {
                // What cannot be asked completes nothing; the command itself says why.
                return List.of();
            }
            throw e;
        }
    }

    private List<Completion> live(Source source, Place place) {
        CloudOptions target = target(place);
        Optional<Cloud> open = new Clouds(context).openRunning(target);
        if (open.isEmpty()) {
            return List.of();
        }
        try (Cloud cloud = open.get()) {
            return values(source, place, cloud, target.names()).stream()
                    .limit(SHOWN)
                    .toList();
        }
    }

    private CloudOptions target(Place place) {
        CloudOptions target = new CloudOptions(context);
        List<String> given = new ArrayList<>();
        for (String name : TARGET_OPTIONS) {
            place.option(name).ifPresent(value -> given.addAll(List.of(name, value)));
        }
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("target", CommandLine.Model.CommandSpec.forAnnotatedObject(target)))
                .parseArgs(given.toArray(String[]::new));
        return target;
    }

    private static List<Completion> values(Source source, Place place, Cloud cloud, StackNames names) {
        return switch (source) {
            case FUNCTION -> resources(cloud, names, Labs.all(), "AWS::Lambda::Function");
            case FUNCTION_OF_LAB -> resources(cloud, names, lab(place).stream().toList(), "AWS::Lambda::Function");
            case LOG_GROUP -> resources(cloud, names, Labs.all(), "AWS::Logs::LogGroup");
            case BUCKET -> resources(cloud, names, Labs.all(), "AWS::S3::Bucket");
            case INSTANCE ->
                cloud.ec2().instances().stream()
                        .map(each -> new Completion(each.id(), each.state()))
                        .toList();
            case DB_INSTANCE ->
                cloud.rds().postgresInstances().stream().map(Completion::of).toList();
            case ITEM -> items(cloud, names);
            case CATALOGUED_KEY -> catalogued(cloud, names);
            case BACKUP -> backups(cloud, names);
            case USER, TODO -> {
                Deployment lab = deployed(KeepsTodos.class, cloud, names);
                yield new TodoValues(able(KeepsTodos.class).client(lab)).of(source, place);
            }
            case CHECK, SCENARIO, SAMPLE_EVENT, PROFILE, REGION, FILE -> List.of();
        };
    }

    private static List<Completion> resources(Cloud cloud, StackNames names, List<Lab> labs, String type) {
        List<String> slugs = labs.stream().map(Lab::slug).toList();
        return cloud.cloudFormation().list().stream()
                .filter(stack ->
                        names.slug(stack.name()).filter(slugs::contains).isPresent())
                .flatMap(stack -> cloud.cloudFormation().resources(stack.name()).stream())
                .filter(each -> each.type().equals(type) && !each.physicalId().isEmpty())
                .map((StackResource each) -> new Completion(each.physicalId(), each.logicalId()))
                .toList();
    }

    private static List<Completion> items(Cloud cloud, StackNames names) {
        Deployment lab = deployed(ProcessesItems.class, cloud, names);
        try (Stream<ProcessesItems.Item> items = able(ProcessesItems.class).items(lab, Optional.empty())) {
            return items.limit(SHOWN)
                    .map(each -> new Completion(each.id(), each.status() + " " + Text.oneLine(each.path())))
                    .toList();
        }
    }

    private static List<Completion> catalogued(Cloud cloud, StackNames names) {
        Deployment lab = deployed(ListsCatalog.class, cloud, names);
        try (Stream<Map<String, Object>> rows = able(ListsCatalog.class).rows(lab, Optional.empty())) {
            return rows.map(row -> String.valueOf(row.get("file_key")))
                    .distinct()
                    .limit(SHOWN)
                    .map(Completion::of)
                    .toList();
        }
    }

    private static List<Completion> backups(Cloud cloud, StackNames names) {
        Deployment lab = deployed(BacksUpDatabases.class, cloud, names);
        BackupBucket bucket =
                BackupBucket.find(cloud, lab.output("BackupBucketName"), lab.output("BackupBucketRegion"));
        return new BackupCatalog(bucket)
                .list(new BackupCatalog.Filter(null, null)).stream()
                        .map(each -> new Completion(each.key(), each.rdsInstance() + " " + each.database()))
                        .toList();
    }

    private static <T extends Capability> T able(Class<T> kind) {
        return Labs.capability(Labs.theOneWith(kind, "be asked"), kind, "be asked");
    }

    private static Deployment deployed(Class<? extends Capability> kind, Cloud cloud, StackNames names) {
        return DeployedLabs.usable(
                cloud, names, Labs.theOneWith(kind, "be asked").slug());
    }
}
