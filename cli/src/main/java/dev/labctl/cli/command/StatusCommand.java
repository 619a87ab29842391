package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.StackNames;
import java.time.Instant;
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
                    .map(lab -> new Line(lab.slug(), names.of(lab.slug()), stacks.get(names.of(lab.slug()))))
                    .toList()));
            return 0;
        }
    }

    private record Line(String lab, String stack, @Nullable StackDescription description) {
        String status() {
            return description == null ? "not deployed" : description.status();
        }

        String since() {
            if (description == null) {
                return "";
            }
            Instant updated = description.updatedAt();
            return (updated == null ? description.createdAt() : updated).toString();
        }

        String reason() {
            String reason = description == null ? null : description.statusReason();
            return reason == null ? "" : reason;
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
            return json;
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("LAB", "STACK", "STATUS", "SINCE"),
                    lines.stream().map(line -> row(line, text)).toList());
        }

        private static List<String> row(Line line, Text text) {
            StackDescription description = line.description();
            Text.Style style =
                    description == null ? Text.Style.QUIET : description.isUsable() ? Text.Style.GOOD : Text.Style.BAD;
            return List.of(line.lab(), line.stack(), text.styled(style, line.status()), line.since());
        }
    }
}
