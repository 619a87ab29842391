package dev.labctl.cli.command.function;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trace",
        description = {
            "Show the way of a file, an item, a backup or a request through a lab, with the time between its steps.",
            "Every deployed lab is asked whether it knows the key or id; what should have happened and did not is named."
        })
public final class TraceCommand implements Callable<Integer> {
    private static final String DOING = "be traced";

    /** A key of 1024 bytes after {@code s3://}, a bucket's name and a slash. */
    private static final int LONGEST_ID = 1_100;

    @Parameters(
            paramLabel = "KEY|ID",
            description = "An object's key or s3://BUCKET/KEY, or the id of an item, a todo, a user or a request.")
    @CompletedBy({Source.ITEM, Source.OBJECT, Source.BACKUP, Source.TODO})
    private String id;

    @Option(names = "--lab", paramLabel = "LAB", description = "Ask only this lab (default: all that are deployed).")
    private @Nullable Lab lab;

    @Option(names = "--version-id", paramLabel = "VERSION", description = "This version of the object, not the newest.")
    private @Nullable String version;

    @Option(names = "--all", description = "All versions of the object, the newest first.")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "How far back a request is looked for by its id (default: 24h).")
    private Duration since = Duration.ofHours(24);

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public TraceCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (all && version != null) {
            throw LabctlException.usage("--all and --version-id exclude each other", "give one of them");
        }
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw LabctlException.usage(
                    "'%s' can be no key and no id".formatted(id.substring(0, Math.min(40, id.length()))),
                    "labctl trace KEY, or labctl trace ID");
        }
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Instant now = cloud.now();
            Asked asked = new Asked(id, version, all, now.minus(since), now);
            List<Lab> labs = labs(cloud);
            List<Trace> traces =
                    labs.stream().flatMap(each -> traces(cloud, each, asked)).toList();
            if (traces.isEmpty()) {
                throw unknown(cloud, labs);
            }
            talk.write(new TraceView(id, traces));
            return 0;
        }
    }

    private Stream<Trace> traces(Cloud cloud, Lab each, Asked asked) {
        Deployment deployment = DeployedLabs.usable(cloud, target.names(), each.slug());
        return traceable(each).traces(deployment, asked).stream();
    }

    private static Traceable traceable(Lab lab) {
        return Labs.capability(lab, Traceable.class, DOING);
    }

    private List<Lab> labs(Cloud cloud) {
        if (lab != null) {
            traceable(lab);
            return List.of(lab);
        }
        List<Lab> deployed = Labs.with(Traceable.class).stream()
                .filter(each -> cloud.cloudFormation()
                        .describe(target.names().of(each.slug()))
                        .filter(StackDescription::isUsable)
                        .isPresent())
                .toList();
        if (deployed.isEmpty()) {
            throw new LabctlException(
                    Failure.NOT_DEPLOYED,
                    "no lab is deployed in " + cloud.target().title(),
                    "labctl deploy LAB; --region, --target and --stack-prefix choose where labs are looked for");
        }
        return deployed;
    }

    private LabctlException unknown(Cloud cloud, List<Lab> asked) {
        String looked = asked.stream()
                .map(each -> each.slug() + " (" + traceable(each).subjects() + ")")
                .collect(Collectors.joining(", "));
        String wanted = version == null ? "'" + id + "'" : "version %s of '%s'".formatted(version, id);
        return LabctlException.usage(
                "nothing is known of %s in %s; asked: %s"
                        .formatted(wanted, cloud.target().title(), looked),
                version == null
                        ? "write it as the lab has it: labctl items, labctl catalog, labctl backups, labctl logs LAB;"
                                + " an older request is found with --since 7d"
                        : "--all shows the versions there are");
    }
}
