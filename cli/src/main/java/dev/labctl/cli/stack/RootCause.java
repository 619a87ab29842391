package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.StackEvent;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The event that brought a stack down: the first real failure, not the cancellations that followed from it.
 *
 * @param line the resource's line in the template; 0 when it is not known
 */
public record RootCause(StackEvent event, int line) {
    private static final Pattern FOLLOWED =
            Pattern.compile("(?i)resource (creation|update) cancelled|operation cancelled|the following resource");

    /**
     * Finds the cause.
     *
     * @param newestFirst the stack's events since the deploy began, as CloudFormation lists them
     */
    public static Optional<RootCause> in(List<StackEvent> newestFirst, TemplateFile template) {
        StackEvent first = null;
        StackEvent ofStack = null;
        for (StackEvent event : newestFirst) {
            boolean real =
                    event.isFailure() && !FOLLOWED.matcher(event.reason()).find();
            if (real && !event.isOfStack()) {
                first = event;
            } else if (event.isOfStack()
                    && !event.reason().isEmpty()
                    && event.status().contains("ROLLBACK")) {
                ofStack = event;
            }
        }
        StackEvent cause = first == null ? ofStack : first;
        return Optional.ofNullable(cause)
                .map(event ->
                        new RootCause(event, template.lineOf(event.logicalId()).orElse(0)));
    }

    /** The cause in a sentence: resource, type, line and CloudFormation's reason. */
    public String sentence(TemplateFile template) {
        String where = line == 0 ? "" : " (%s:%d)".formatted(template.path(), line);
        return "%s %s%s: %s".formatted(event.type(), event.logicalId(), where, event.reason());
    }

    /** What to do about it. */
    public String fix(String lab) {
        String reason = event.reason();
        String again = "labctl deploy %s --replace-failed".formatted(lab);
        if (reason.contains("already exists")) {
            return "something with that name is there: delete it, or use another --stack-prefix; then " + again;
        }
        if (reason.contains("not authorized") || reason.contains("AccessDenied") || reason.contains("Access Denied")) {
            return "allow that action for your principal (iam:PassRole for roles); then " + again;
        }
        if (reason.contains("LimitExceeded") || reason.contains("quota")) {
            return "ask Service Quotas for more; then " + again;
        }
        return "correct the template or the parameters; then " + again;
    }
}
