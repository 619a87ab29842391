package dev.labctl.cli.command.stack;

import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.DeployOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a deploy did, stack by stack. */
record DeployResult(List<DeployOutcome> outcomes) implements Result {
    DeployResult {
        outcomes = List.copyOf(outcomes);
    }

    @Override
    public Object json() {
        return outcomes.stream().map(DeployResult::json).toList();
    }

    private static Map<String, Object> json(DeployOutcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", outcome.lab());
        json.put("stack", outcome.stack());
        json.put("action", outcome.action().name().toLowerCase(Locale.ROOT));
        json.put("changes", outcome.changes());
        json.put("outputs", outcome.outputs());
        json.put("durationMs", outcome.took().toMillis());
        return json;
    }

    @Override
    public void print(Text text) {
        for (DeployOutcome outcome : outcomes) {
            text.line("%s: %s in %s"
                    .formatted(
                            text.styled(Text.Style.STRONG, outcome.stack()),
                            sentence(outcome),
                            Durations.readable(outcome.took())));
            text.table(
                    List.of("  OUTPUT", "VALUE"),
                    outcome.outputs().entrySet().stream()
                            .map(each -> List.of("  " + each.getKey(), each.getValue()))
                            .toList());
        }
    }

    private static String sentence(DeployOutcome outcome) {
        return switch (outcome.action()) {
            case CREATED -> "deployed, " + Text.counted(outcome.changes().size(), "resource");
            case UPDATED -> "updated, %d changes".formatted(outcome.changes().size());
            case UNCHANGED -> "nothing changed";
            case PLANNED ->
                "%d changes planned, none made".formatted(outcome.changes().size());
            case DECLINED ->
                "%d changes declined, none made".formatted(outcome.changes().size());
        };
    }
}
