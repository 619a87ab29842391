package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.output.Text.Style;
import dev.labctl.cli.progress.PlannedStep;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.stack.DeployListener;
import dev.labctl.cli.stack.StackWork;
import dev.labctl.cli.stack.TemplateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a deploy or a destroy goes on stderr: a line when a resource is done, with the time it took; meanwhile, what is
 * being worked on.
 */
final class StackProgress implements DeployListener {
    private final Output output;
    private final Text text;
    private final Progress progress;
    private final Function<String, Path> templates;
    private final BiPredicate<String, ChangeSet> approval;
    private final NewStacks newStacks;
    private final Map<String, Instant> begun = new HashMap<>();
    private @Nullable Task step;
    private @Nullable Task operation;

    /** What is shown of a stack in which everything is new. */
    enum NewStacks {
        LISTED,
        /** Listed only with {@code -v}. */
        COUNTED
    }

    /**
     * Progress of one run.
     *
     * @param templates where the template of a lab is
     * @param newStacks what is shown before a stack is made; what changes in one that is there is always listed
     * @param approval decides whether a change set is executed
     */
    StackProgress(
            Output output,
            Progress progress,
            Function<String, Path> templates,
            NewStacks newStacks,
            BiPredicate<String, ChangeSet> approval) {
        this.output = output;
        this.text = output.talk();
        this.progress = progress;
        this.templates = templates;
        this.newStacks = newStacks;
        this.approval = approval;
    }

    @Override
    public void step(String doing) {
        endStep();
        output.say(text.styled(Style.QUIET, doing));
        step = progress.begin(doing);
    }

    private void endStep() {
        if (step != null) {
            step.close();
            step = null;
        }
    }

    @Override
    public void begin(StackWork work) {
        endStep();
        begun.clear();
        Map<String, Set<String>> needed =
                TemplateFile.read(templates.apply(work.lab())).dependencies();
        operation = progress.begin(work.operation().doing() + " " + work.stack())
                .plan(
                        "resource",
                        work.resources().stream()
                                .map(each -> step(work, each, needed))
                                .toList(),
                        Integer.MAX_VALUE);
    }

    private static PlannedStep step(StackWork work, StackWork.Resource resource, Map<String, Set<String>> needed) {
        String id = resource.logicalId();
        Set<String> after = resource.operation() == StackWork.Operation.DELETE
                ? needed.entrySet().stream()
                        .filter(each -> each.getValue().contains(id))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet())
                : needed.getOrDefault(id, Set.of());
        String operation = resource.operation().name().toLowerCase(Locale.ROOT);
        return new PlannedStep(
                id,
                resource.type(),
                List.of("%s %s/%s".formatted(operation, work.lab(), id), operation + " " + resource.type()),
                after);
    }

    @Override
    public void end(StackWork work) {
        if (operation != null) {
            operation.close();
            operation = null;
        }
    }

    @Override
    public void event(StackEvent event) {
        endStep();
        if (event.status().endsWith("_IN_PROGRESS")) {
            begun.putIfAbsent(event.logicalId(), event.at());
            output.detail("%-28s %s %s".formatted(event.status(), event.logicalId(), event.type()));
        } else {
            Instant since = begun.remove(event.logicalId());
            Duration took = since == null ? Duration.ZERO : Duration.between(since, event.at());
            output.say(line(event, took));
        }
        if (operation != null) {
            note(operation, event);
        }
    }

    private void note(Task task, StackEvent event) {
        if (event.isOfStack()) {
            if (event.status().endsWith("ROLLBACK_IN_PROGRESS")) {
                task.close();
                operation = progress.begin("rolling back " + event.logicalId());
            }
        } else if (event.status().endsWith("_IN_PROGRESS")) {
            task.begin(event.logicalId());
        } else if (event.status().endsWith("_COMPLETE")) {
            task.end(event.logicalId());
        } else {
            task.drop(event.logicalId());
        }
    }

    /** The type is left out where it has no room: the line is one line. */
    private String line(StackEvent event, Duration took) {
        String status = "%-18s".formatted(event.status());
        String time = took.isZero() ? "" : "  " + Durations.readable(took);
        String reason = event.reason().isEmpty() || !event.isFailure() ? "" : "  " + event.reason();
        int length = status.length()
                + event.logicalId().length()
                + event.type().length()
                + time.length()
                + reason.length()
                + 2;
        boolean hasRoom = !output.isLive() || length < output.area().screen().columns();
        return "%s %s%s%s%s"
                .formatted(
                        text.styled(style(event), status),
                        event.logicalId(),
                        hasRoom ? " " + text.styled(Style.QUIET, event.type()) : "",
                        text.styled(Style.QUIET, time),
                        reason);
    }

    private static Style style(StackEvent event) {
        if (event.isFailure()) {
            return Style.BAD;
        }
        return event.status().contains("ROLLBACK") ? Style.CHANGED : Style.GOOD;
    }

    @Override
    public boolean approve(String stackName, ChangeSet changes) {
        endStep();
        int count = changes.changes().size();
        if (newStacks == NewStacks.COUNTED && output.verbosity() < 1 && isNew(changes)) {
            output.say("%s: %s to add".formatted(stackName, Text.counted(count, "resource")));
        } else {
            output.say("%s: %s".formatted(stackName, Text.counted(count, "change")));
            if (output.verbosity() >= 0) {
                show(changes.changes());
            }
        }
        return approval.test(stackName, changes);
    }

    private static boolean isNew(ChangeSet changes) {
        return changes.changes().stream().allMatch(each -> each.action().equals("Add"));
    }

    /** What new resources do not have is not shown of new stacks. */
    private void show(List<ChangeSet.Change> changes) {
        boolean areNew = changes.stream()
                .allMatch(each ->
                        each.replacement().isEmpty() && each.properties().isEmpty());
        List<String> header = List.of("", "RESOURCE", "TYPE", "REPLACED", "PROPERTIES");
        int columns = areNew ? 3 : header.size();
        text.table(
                header.subList(0, columns),
                changes.stream().map(each -> row(each).subList(0, columns)).toList());
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
