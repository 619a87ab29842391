package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a stack could not be brought to what its template says: the first cause, its line, and the way out. */
final class StackFailures {
    private static final Pattern RESOURCE = Pattern.compile("(?i)resources?:? \\[?'?([A-Za-z0-9]+)'?]?");

    private final DeployRequest request;
    private final TemplateFile template;

    StackFailures(DeployRequest request, TemplateFile template) {
        this.request = request;
        this.template = template;
    }

    /** CloudFormation could not make a change set of the template. */
    LabctlException ofChangeSet(ChangeSet changes) {
        Matcher resource = RESOURCE.matcher(changes.reason());
        String where = "";
        while (resource.find() && where.isEmpty()) {
            where = template.lineOf(resource.group(1))
                    .map(line -> " (%s:%d)".formatted(template.path(), line))
                    .orElse("");
        }
        return new LabctlException(
                Failure.CLOUD,
                "no change set for %s: %s%s".formatted(request.stackName(), changes.reason(), where),
                "correct the template or the parameters, then labctl deploy " + request.lab());
    }

    /** The stack stands as a failed one since before. */
    LabctlException ofFailedStack(StackDescription failed, List<StackEvent> events) {
        String cause = RootCause.in(sinceLastStart(events), template)
                .map(found -> "; it failed because " + found.sentence(template))
                .orElse("");
        return new LabctlException(
                Failure.CLOUD,
                "stack %s is %s and cannot be updated%s".formatted(failed.name(), failed.status(), cause),
                "labctl deploy %s --replace-failed deletes it and deploys again".formatted(request.lab()));
    }

    /** The stack failed while its change set was executed. */
    LabctlException ofExecution(Optional<StackDescription> after, List<StackEvent> events) {
        Optional<RootCause> cause = RootCause.in(events, template);
        String status = after.map(StackDescription::status).orElse("gone");
        return new LabctlException(
                Failure.CLOUD,
                "stack %s is %s: %s"
                        .formatted(
                                request.stackName(),
                                status,
                                cause.map(found -> found.sentence(template)).orElse("CloudFormation gave no reason")),
                cause.map(found -> found.fix(request.lab())).orElse("labctl events " + request.lab()));
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
