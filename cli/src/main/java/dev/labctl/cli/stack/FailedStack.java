package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stack that stands there after it failed, and cannot be used before it is replaced.
 *
 * @param cloud open as long as the command runs
 * @param lab the slug of the lab, or of what was deployed for labs
 */
public record FailedStack(Cloud cloud, String lab, StackDescription stack) {
    /** What a deploy has to be given, to replace the stack. */
    static final String REPLACED = " --replace-failed";

    private static final List<String> STARTS =
            List.of("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS");

    /** Why it failed, in a sentence; empty when CloudFormation gives no reason. */
    public Optional<String> cause() {
        return rootCause().map(cause -> {
            AwsSentence said = AwsSentence.of(cause.event().reason());
            return cause.event().isOfStack() ? said.toString() : "%s: %s".formatted(cause.what(), said);
        });
    }

    /**
     * Why it cannot be used: on one screen the first cause, and the way out.
     *
     * @param template the lab's, whose line is told; null where it is not at hand
     */
    public LabctlException unusable(@Nullable Path template) {
        return failure(Failure.NOT_DEPLOYED, "stack %s is %s", places(template));
    }

    private static FailureScreen.Places places(@Nullable Path template) {
        if (template == null) {
            return (event, said) -> Optional.empty();
        }
        TemplateFile file = TemplateFile.read(template);
        return (event, said) -> TemplatePlaces.of(event, said, file);
    }

    /** The same with words of one's own for the stack's name and status. */
    LabctlException failure(Failure failure, String head, FailureScreen.Places places) {
        FailureScreen screen = new FailureScreen(head.formatted(stack.name(), stack.status()), cloud.target());
        rootCause().ifPresent(cause -> screen.tell(cause, places));
        return isStuck() ? stuck(failure, screen) : screen.failure(failure, "", replace());
    }

    /** Neither the new nor the old: going back failed too, and the lab's data is still there. */
    boolean isStuck() {
        return stack.status().equals("UPDATE_ROLLBACK_FAILED");
    }

    /** The ways out of being {@linkplain #isStuck stuck}. */
    LabctlException stuck(Failure failure, FailureScreen screen) {
        return screen.told(
                failure,
                "aws cloudformation continue-update-rollback --stack-name %s%s keeps its data; `%s` deletes it"
                        .formatted(stack.name(), cloud.target().awsOptions(), replace()));
    }

    private String replace() {
        return "labctl deploy %s%s".formatted(StackFailures.nameable(lab), REPLACED);
    }

    private Optional<RootCause> rootCause() {
        return RootCause.in(
                sinceLastStart(cloud.cloudFormation().events(stack.id()).toList()));
    }

    /** The events of the last operation only: an older failure is not the cause of this one. */
    private static List<StackEvent> sinceLastStart(List<StackEvent> newestFirst) {
        for (int i = 0; i < newestFirst.size(); i++) {
            StackEvent event = newestFirst.get(i);
            if (event.isOfStack() && STARTS.contains(event.status())) {
                return newestFirst.subList(0, i + 1);
            }
        }
        return newestFirst;
    }
}
