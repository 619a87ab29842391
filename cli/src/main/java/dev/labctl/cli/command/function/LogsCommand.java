package dev.labctl.cli.command.function;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.Logs.LogEvent;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show what a lab's functions logged, as NDJSON with -o json.")
public final class LogsCommand implements Callable<Integer> {
    private static final String LOG_GROUP = "AWS::Logs::LogGroup";
    private static final Duration LATECOMERS = Duration.ofSeconds(30);

    @Parameters(paramLabel = "LAB|GROUP", description = "A lab, or the name of a log group.")
    @CompletedBy(Source.LOG_GROUP)
    private String subject;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on and show what comes, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--since", paramLabel = "DURATION", description = "How far to look back (default: 10m).")
    private Duration since = Duration.ofMinutes(10);

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public LogsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            List<String> groups = groups(cloud);
            Instant from = Instant.now().minus(since);
            Set<String> shown = new HashSet<>();
            do {
                List<Line> fresh = lines(cloud, groups, from, shown);
                fresh.forEach(talk::stream);
                if (follow) {
                    Instant overlap = Instant.now().minus(LATECOMERS);
                    from = from.isAfter(overlap) ? from : overlap;
                    Thread.sleep(cloud.target().endpoint() == null ? 2_000 : 250);
                }
                // Whoever reads may have seen enough: labctl logs -f | head
            } while (follow && talk.isRead());
            return 0;
        }
    }

    private List<String> groups(Cloud cloud) {
        boolean isLab = Labs.all().stream().anyMatch(lab -> lab.slug().equals(subject));
        if (!isLab) {
            return List.of(subject);
        }
        List<String> groups = DeployedLabs.usable(cloud, target.names(), subject).resources().stream()
                .filter(resource -> resource.type().equals(LOG_GROUP))
                .map(StackResource::physicalId)
                .toList();
        if (groups.isEmpty()) {
            throw LabctlException.usage(subject + " has no log groups", "labctl outputs " + subject);
        }
        return groups;
    }

    private static List<Line> lines(Cloud cloud, List<String> groups, Instant from, Set<String> shown) {
        return groups.stream()
                .flatMap(group -> events(cloud, group, from).map(event -> new Line(group, event)))
                .filter(line -> shown.add(line.group() + line.event().id()))
                .sorted(Comparator.comparing(line -> line.event().at()))
                .toList();
    }

    private static Stream<LogEvent> events(Cloud cloud, String group, Instant from) {
        try {
            return cloud.logs().events(group, from).toList().stream();
        } catch (CloudException e) {
            if (e.is("ResourceNotFoundException")) {
                throw LabctlException.usage(
                        "there is no log group '%s' in %s"
                                .formatted(group, cloud.target().title()),
                        "name a lab (labctl labs) or a log group; --region chooses the region");
            }
            throw e;
        }
    }

    private record Line(String group, LogEvent event) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("at", event.at());
            json.put("group", group);
            json.put("stream", event.stream());
            json.put("message", event.message().stripTrailing());
            return json;
        }

        @Override
        public void print(Text text) {
            text.line("%s %s"
                    .formatted(
                            text.styled(Text.Style.QUIET, event.at().toString()),
                            event.message().stripTrailing()));
        }
    }
}
