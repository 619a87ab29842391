package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.StackEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The event that brought a stack down: the first real failure, not the cancellations that followed from it.
 *
 * @param cancelled what CloudFormation then did not make or change any more, in the order in which it said so
 * @param others what failed of itself at about the same time
 */
record RootCause(StackEvent event, List<String> cancelled, List<StackEvent> others) {
    private static final Pattern CANCELLED = Pattern.compile("(?i)(resource \\w+|operation) cancelled");
    private static final Pattern FOLLOWED = Pattern.compile("(?i)the following resource");

    RootCause {
        cancelled = List.copyOf(cancelled);
        others = List.copyOf(others);
    }

    /**
     * Finds the cause.
     *
     * @param newestFirst the stack's events since the operation began, as CloudFormation lists them
     */
    static Optional<RootCause> in(List<StackEvent> newestFirst) {
        Map<String, StackEvent> real = new LinkedHashMap<>();
        Set<String> cancelled = new LinkedHashSet<>();
        StackEvent ofStack = null;
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            StackEvent event = newestFirst.get(i);
            if (event.isOfStack()) {
                boolean isCause = ofStack == null && !event.reason().isEmpty() && isBackwards(event);
                ofStack = isCause ? event : ofStack;
            } else if (event.isFailure() && CANCELLED.matcher(event.reason()).find()) {
                cancelled.add(event.logicalId());
            } else if (event.isFailure() && !FOLLOWED.matcher(event.reason()).find()) {
                real.putIfAbsent(event.logicalId(), event);
            }
        }
        List<StackEvent> causes = new ArrayList<>(real.values());
        StackEvent cause = causes.isEmpty() ? ofStack : causes.get(0);
        return Optional.ofNullable(cause).map(event -> new RootCause(event, ids(cancelled, event), others(causes)));
    }

    private static boolean isBackwards(StackEvent event) {
        return event.status().contains("ROLLBACK") || event.isFailure();
    }

    private static List<String> ids(Collection<String> cancelled, StackEvent cause) {
        return cancelled.stream().filter(id -> !id.equals(cause.logicalId())).toList();
    }

    private static List<StackEvent> others(List<StackEvent> causes) {
        return causes.stream().skip(1).toList();
    }

    /** What failed, and at what: {@code AWS::S3::Bucket Files could not be created}. */
    String what() {
        return "%s %s %s".formatted(event.type(), event.logicalId(), outcome(event.status()));
    }

    private static String outcome(String status) {
        return switch (status) {
            case "CREATE_FAILED" -> "could not be created";
            case "UPDATE_FAILED" -> "could not be updated";
            case "DELETE_FAILED" -> "could not be deleted";
            default -> "is " + status;
        };
    }
}
