package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.List;
import java.util.Optional;

/** Says why a stack could not be brought to what its template says: the first cause, its line, and the way out. */
final class StackFailures {
    private static final String REPLACED = " --replace-failed";

    private final DeployRequest request;
    private final TemplateFile template;
    private final Cloud cloud;

    StackFailures(DeployRequest request, TemplateFile template, Cloud cloud) {
        this.request = request;
        this.template = template;
        this.cloud = cloud;
    }

    /** CloudFormation did not even begin to make a change set of the template. */
    LabctlException ofRefusal(CloudException refusal) {
        Optional<String> place = TemplatePlaces.in(refusal.text(), template);
        if (place.isEmpty() && !refusal.text().contains("Template ")) {
            return refusal;
        }
        String where = place.map(found -> "\n    where: " + found).orElse("");
        String fix = "%s; then `%s`".formatted(refusal.fix(), deploy(""));
        return new LabctlException(refusal.failure(), refusal.text() + where, fix, refusal);
    }

    /** CloudFormation could not make a change set of the template. */
    LabctlException ofChangeSet(ChangeSet changes) {
        FailureScreen screen = screen("no change set for " + request.stackName());
        List<StackEvent> found = validation(changes);
        if (found.isEmpty()) {
            TemplatePlaces.in(changes.reason(), template).ifPresent(screen::where);
            screen.because(AwsSentence.of(changes.reason()));
        } else {
            StackEvent first = found.get(0);
            screen.of("%s %s is not valid".formatted(first.type(), first.logicalId()));
            because(first, screen);
            screen.alsoFailed(sentences(found.subList(1, found.size())));
        }
        return screen.failure(Failure.CLOUD, "correct the template or the parameters", deploy(""));
    }

    /** What CloudFormation found wrong before it made anything: the change set says only that it did. */
    private List<StackEvent> validation(ChangeSet changes) {
        if (!changes.reason().contains("validation failed")) {
            return List.of();
        }
        try {
            return cloud.cloudFormation().validationFailures(changes.id());
        } catch (CloudException e) {
            if (e.failure() == Failure.CREDENTIALS) {
                // Who may not ask still gets the change set's own reason.
                return List.of();
            }
            throw e;
        }
    }

    /** The stack stands as a failed one since before. */
    LabctlException ofFailedStack(StackDescription failed, List<StackEvent> events) {
        FailureScreen screen = screen("stack %s is %s and cannot be updated".formatted(failed.name(), failed.status()));
        RootCause.in(sinceLastStart(events)).ifPresent(cause -> tell(cause, screen));
        return isStuck(failed) ? stuck(screen) : screen.failure(Failure.CLOUD, "", deploy(REPLACED));
    }

    /** The stack failed while its change set was executed. */
    LabctlException ofExecution(Optional<StackDescription> after, List<StackEvent> events) {
        String status = after.map(StackDescription::status).orElse("gone");
        FailureScreen screen = screen("stack %s is %s".formatted(request.stackName(), status));
        Optional<RootCause> cause = RootCause.in(events);
        cause.ifPresent(found -> tell(found, screen));
        if (after.filter(StackFailures::isStuck).isPresent()) {
            return stuck(screen);
        }
        boolean isUsable = after.map(StackDescription::isUsable).orElse(true);
        return screen.failure(
                Failure.CLOUD,
                cause.isPresent()
                        ? "correct the template or the parameters"
                        : "CloudFormation gave no reason: see what `%s` shows".formatted(showEvents()),
                deploy(isUsable ? "" : REPLACED));
    }

    /** Neither the new nor the old: going back failed too, and the lab's data is still there. */
    private static boolean isStuck(StackDescription stack) {
        return stack.status().equals("UPDATE_ROLLBACK_FAILED");
    }

    private LabctlException stuck(FailureScreen screen) {
        return screen.told(
                Failure.CLOUD,
                "aws cloudformation continue-update-rollback --stack-name %s%s keeps its data; `%s` deletes it"
                        .formatted(request.stackName(), cloud.target().awsOptions(), deploy(REPLACED)));
    }

    private FailureScreen screen(String head) {
        return new FailureScreen(head, cloud.target());
    }

    private void tell(RootCause cause, FailureScreen screen) {
        if (!cause.event().isOfStack()) {
            screen.of(cause.what());
        }
        because(cause.event(), screen);
        screen.cancelled(cause.cancelled());
        screen.alsoFailed(sentences(cause.others()));
    }

    private void because(StackEvent event, FailureScreen screen) {
        AwsSentence said = AwsSentence.of(event.reason());
        template.placeOf(event.logicalId(), TemplatePlaces.property(said))
                .or(() -> TemplatePlaces.in(said.text(), template))
                .ifPresent(screen::where);
        screen.because(said);
    }

    private static List<String> sentences(List<StackEvent> events) {
        return events.stream()
                .map(event -> "%s: %s".formatted(event.logicalId(), AwsSentence.of(event.reason())))
                .toList();
    }

    private String deploy(String options) {
        return "labctl deploy %s%s".formatted(nameable(request.lab()), options);
    }

    private String showEvents() {
        return isCompanion(request.lab())
                ? "aws cloudformation describe-stack-events --stack-name %s%s"
                        .formatted(request.stackName(), cloud.target().awsOptions())
                : "labctl events " + request.lab();
    }

    /** What to give to a verb that takes a lab, so that it works on this one or on what was deployed for some lab. */
    static String nameable(String slug) {
        return isCompanion(slug) ? LabctlException.ANY_LAB : slug;
    }

    /** Stacks that labctl deploys for labs are no labs: nobody can ask for them. */
    private static boolean isCompanion(String slug) {
        return slug.equals(SharedNetwork.SLUG) || slug.equals(RemoteBucket.SLUG);
    }

    /** The events of the last operation only: an older failure is not the cause of this one. */
    private static List<StackEvent> sinceLastStart(List<StackEvent> newestFirst) {
        for (int i = 0; i < newestFirst.size(); i++) {
            StackEvent event = newestFirst.get(i);
            if (event.isOfStack()
                    && (event.status().equals("CREATE_IN_PROGRESS")
                            || event.status().equals("UPDATE_IN_PROGRESS")
                            || event.status().equals("DELETE_IN_PROGRESS"))) {
                return newestFirst.subList(0, i + 1);
            }
        }
        return newestFirst;
    }
}
