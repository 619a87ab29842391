package dev.labctl.cli.command;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.output.Text.Style;
import dev.labctl.cli.stack.DeployListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Shows how a deploy or a destroy goes on stderr: a line when a resource is done, with the time it took; on a terminal
 * also one line, drawn again and again, with what is being worked on.
 */
final class ProgressLines implements DeployListener {
    private static final int LIVE_NAMES = 3;

    private final Output output;
    private final Text text;
    private final BiPredicate<String, ChangeSet> approval;
    private final Map<String, Instant> begun = new HashMap<>();
    private boolean drawn;

    /**
     * Progress of one run.
     *
     * @param approval decides whether a change set is executed
     */
    ProgressLines(Output output, BiPredicate<String, ChangeSet> approval) {
        this.output = output;
        this.text = output.talk();
        this.approval = approval;
    }

    @Override
    public void step(String doing) {
        erase();
        output.say(text.styled(Style.QUIET, doing));
    }

    @Override
    public void event(StackEvent event) {
        erase();
        if (event.status().endsWith("_IN_PROGRESS") && !event.status().contains("ROLLBACK")) {
            begun.putIfAbsent(event.logicalId(), event.at());
        } else {
            Instant since = begun.remove(event.logicalId());
            Duration took = since == null ? Duration.ZERO : Duration.between(since, event.at());
            output.say(line(event, took));
        }
        draw();
    }

    private String line(StackEvent event, Duration took) {
        String status = "%-28s".formatted(event.status());
        String time = took.isZero() ? "" : "  " + Durations.readable(took);
        String reason = event.reason().isEmpty() || !event.isFailure() ? "" : "  " + event.reason();
        return "%s %s %s%s%s"
                .formatted(
                        text.styled(style(event), status),
                        event.logicalId(),
                        text.styled(Style.QUIET, event.type()),
                        text.styled(Style.QUIET, time),
                        reason);
    }

    private static Style style(StackEvent event) {
        if (event.isFailure()) {
            return Style.BAD;
        }
        return event.status().contains("ROLLBACK") ? Style.CHANGED : Style.GOOD;
    }

    private void draw() {
        if (!output.isLive() || begun.isEmpty()) {
            return;
        }
        List<String> names = begun.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(LIVE_NAMES)
                .map(each -> "%s %s"
                        .formatted(each.getKey(), Durations.readable(Duration.between(each.getValue(), Instant.now()))))
                .toList();
        String more = begun.size() > LIVE_NAMES ? " and %d more".formatted(begun.size() - LIVE_NAMES) : "";
        text.part(text.styled(Style.QUIET, "  ... " + String.join(", ", names) + more));
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            text.part("\r\u001b[K");
            drawn = false;
        }
    }

    @Override
    public boolean approve(String stackName, ChangeSet changes) {
        erase();
        output.say("%s: %d change%s"
                .formatted(
                        stackName, changes.changes().size(), changes.changes().size() == 1 ? "" : "s"));
        if (output.verbosity() >= 0) {
            text.table(
                    List.of("", "RESOURCE", "TYPE", "REPLACED", "PROPERTIES"),
                    changes.changes().stream().map(this::row).toList());
        }
        return approval.test(stackName, changes);
    }

    private List<String> row(ChangeSet.Change change) {
        String sign =
                switch (change.action()) {
                    case "Add" -> text.styled(Style.GOOD, "+");
                    case "Remove" -> text.styled(Style.BAD, "-");
                    default -> text.styled(Style.CHANGED, "~");
                };
        String replaced = change.replacement().equals("True")
                ? text.styled(Style.BAD, "yes")
                : change.replacement().equals("Conditional") ? "perhaps" : "";
        return List.of(sign, change.logicalId(), change.type(), replaced, String.join(", ", change.properties()));
    }
}
