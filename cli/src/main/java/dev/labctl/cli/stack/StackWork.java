package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.ChangeSet;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is about to happen to a stack.
 *
 * @param lab whose template the stack is made of
 * @param resources what happens to which resources
 */
public record StackWork(String lab, String stack, Operation operation, List<Resource> resources) {
    /** What CloudFormation does, as its statuses call it. */
    public enum Operation {
        CREATE("creating"),
        UPDATE("updating"),
        DELETE("deleting");

        private final String doing;

        Operation(String doing) {
            this.doing = doing;
        }

        /** {@code creating}. */
        public String doing() {
            return doing;
        }
    }

    /** What happens to one resource. */
    public record Resource(String logicalId, String type, Operation operation) {}

    private static final Map<String, Operation> ACTIONS =
            Map.of("Add", Operation.CREATE, "Modify", Operation.UPDATE, "Remove", Operation.DELETE);

    public StackWork {
        resources = List.copyOf(resources);
    }

    static StackWork of(String lab, String stack, boolean create, ChangeSet changes) {
        return new StackWork(
                lab,
                stack,
                create ? Operation.CREATE : Operation.UPDATE,
                changes.changes().stream()
                        .flatMap(change -> Optional.ofNullable(ACTIONS.get(change.action()))
                                .map(operation -> new Resource(change.logicalId(), change.type(), operation))
                                .stream())
                        .toList());
    }

    static StackWork deletion(String lab, StackDescription stack, List<StackResource> resources) {
        return new StackWork(
                lab,
                stack.name(),
                Operation.DELETE,
                resources.stream()
                        .filter(each -> !each.status().equals("DELETE_COMPLETE"))
                        .map(each -> new Resource(each.logicalId(), each.type(), Operation.DELETE))
                        .toList());
    }
}
