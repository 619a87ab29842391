package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.FailedStack;
import dev.labctl.cli.stack.StackNames;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Show which labs are deployed, and how they are.")
final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "0..*", description = "Only these labs.")
    private List<Lab> labs = new ArrayList<>();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    StatusCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        StackNames names = target.names();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Map<String, StackDescription> stacks = cloud.cloudFormation().list().stream()
                    .collect(Collectors.toMap(StackDescription::name, Function.identity(), (a, b) -> a));
            List<Lab> shown = labs.isEmpty() ? Labs.all() : labs;
            talk.write(new Status(shown.stream()
                    .map(lab -> line(cloud, lab.slug(), names.of(lab.slug()), stacks))
                    .toList()));
            return 0;
        }
    }

    private Line line(Cloud cloud, String slug, String stack, Map<String, StackDescription> stacks) {
        StackDescription found = stacks.get(stack);
        if (found == null) {
            return new Line(slug, stack, null, false, "", "");
        }
        if (isBroken(cloud, found)) {
            return new Line(slug, stack, found, true, "broken for practice", "labctl heal " + slug);
        }
        boolean isFailed = found.isSettled() && !found.isUsable();
        return isFailed
                ? new Line(
                        slug,
                        stack,
                        found,
                        false,
                        new FailedStack(cloud, slug, found).cause().orElse("CloudFormation gave no reason"),
                        "labctl verify " + slug)
                : new Line(slug, stack, found, false, "", "");
    }

    /** Whether it was broken by labctl, and has neither been healed nor deployed anew since. */
    private boolean isBroken(Cloud cloud, StackDescription stack) {
        Path home = context.settings().home();
        return BrokenLabs.areKept(home)
                && BrokenLabs.of(home, cloud)
                        .find(stack.name())
                        .filter(broken -> broken.stackId().equals(stack.id()))
                        .isPresent();
    }

    /**
     * How a lab is.
     *
     * @param why what is wrong with it; empty when nothing is
     * @param next the command that tells more or helps; empty when nothing is wrong
     */
    private record Line(
            String lab,
            String stack,
            @Nullable StackDescription description,
            boolean isBroken,
            String why,
            String next) {
        String status() {
            return description == null ? "not deployed" : description.status();
        }

        String since() {
            if (description == null) {
                return "";
            }
            Instant updated = description.updatedAt();
            return (updated == null ? description.createdAt() : updated)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        }

        String reason() {
            String reason = description == null ? null : description.statusReason();
            return reason == null ? "" : reason;
        }

        Text.Style style() {
            if (description == null) {
                return Text.Style.QUIET;
            }
            return description.isUsable() && !isBroken ? Text.Style.GOOD : Text.Style.BAD;
        }
    }

    private record Status(List<Line> lines) implements Result {
        @Override
        public Object json() {
            return lines.stream().map(Status::json).toList();
        }

        private static Map<String, Object> json(Line line) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("lab", line.lab());
            json.put("stack", line.stack());
            json.put("deployed", line.description() != null);
            json.put("status", line.status());
            json.put("since", line.since());
            json.put("reason", line.reason());
            json.put("broken", line.isBroken());
            json.put("why", line.why());
            json.put("next", line.next());
            return json;
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("LAB", "STACK", "STATUS", "SINCE"),
                    lines.stream().map(line -> row(line, text)).toList());
            lines.stream()
                    .filter(line -> !line.why().isEmpty())
                    .forEach(line -> text.line("%s: %s; %s".formatted(line.lab(), line.why(), line.next())));
        }

        private static List<String> row(Line line, Text text) {
            String status = line.isBroken() ? "broken" : line.status();
            return List.of(line.lab(), line.stack(), text.styled(line.style(), status), line.since());
        }
    }
}
