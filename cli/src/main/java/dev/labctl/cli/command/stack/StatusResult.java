package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which labs are deployed, and how they are. */
record StatusResult(List<Line> lines) implements Result {
    StatusResult {
        lines = List.copyOf(lines);
    }

    /**
     * How a lab is.
     *
     * @param why what is wrong with it; empty when nothing is
     * @param next the command that tells more or helps; empty when nothing is wrong
     */
    record Line(
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

    @Override
    public Object json() {
        return lines.stream().map(StatusResult::json).toList();
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
