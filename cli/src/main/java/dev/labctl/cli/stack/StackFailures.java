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
            screen.because(first, this::place);
            screen.alsoFailed(found.subList(1, found.size()));
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
    LabctlException ofFailedStack(StackDescription failed) {
        return new FailedStack(cloud, request.lab(), failed)
                .failure(Failure.CLOUD, "stack %s is %s and cannot be updated", this::place);
    }

    /** The stack failed while its change set was executed. */
    LabctlException ofExecution(Optional<StackDescription> after, List<StackEvent> events) {
        String status = after.map(StackDescription::status).orElse("gone");
        FailureScreen screen = screen("stack %s is %s".formatted(request.stackName(), status));
        Optional<RootCause> cause = RootCause.in(events);
        cause.ifPresent(found -> screen.tell(found, this::place));
        Optional<FailedStack> stuck =
                after.map(stack -> new FailedStack(cloud, request.lab(), stack)).filter(FailedStack::isStuck);
        if (stuck.isPresent()) {
            return stuck.get().stuck(Failure.CLOUD, screen);
        }
        boolean isUsable = after.map(StackDescription::isUsable).orElse(true);
        return screen.failure(
                Failure.CLOUD,
                cause.isPresent()
                        ? "correct the template or the parameters"
                        : "CloudFormation gave no reason: see what `%s` shows".formatted(showEvents()),
                deploy(isUsable ? "" : FailedStack.REPLACED));
    }

    private FailureScreen screen(String head) {
        return new FailureScreen(head, cloud.target());
    }

    private Optional<String> place(StackEvent event, AwsSentence said) {
        return TemplatePlaces.of(event, said, template);
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
}
