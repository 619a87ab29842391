package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.advice.Advice;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stack's failure on one screen: what failed, where it stands in the template, AWS's sentence, what that means, what was
 * cancelled because of it, and what to do.
 */
final class FailureScreen {
    private static final int MOST_NAMES = 8;
    private static final int MOST_OTHERS = 2;

    private final String head;
    private final Target target;
    private final List<String> lines = new ArrayList<>();
    private String what = "";
    private Optional<Advice> advice = Optional.empty();

    /**
     * Begins a screen.
     *
     * @param head what happened to the stack
     */
    FailureScreen(String head, Target target) {
        this.head = head;
        this.target = target;
    }

    /** The resource that failed, and at what. */
    void of(String resource) {
        what = resource;
    }

    /** Its place in the template. */
    void where(String place) {
        lines.add("where: " + place);
    }

    /** The cause in AWS's words, and in plain ones where there are such. */
    void because(AwsSentence said) {
        lines.add("cause: " + said);
        advice = Advice.on(said, target);
        advice.map(Advice::meaning).filter(each -> !each.isEmpty()).ifPresent(each -> lines.add("that is: " + each));
    }

    /** Where in a template that is which an event is about. */
    @FunctionalInterface
    interface Places {
        /** The places, {@code template.yaml:12}; empty where none is known. */
        Optional<String> of(StackEvent event, AwsSentence said);
    }

    /** The first cause, and what came of it. */
    void tell(RootCause cause, Places places) {
        if (!cause.event().isOfStack()) {
            of(cause.what());
        }
        because(cause.event(), places);
        cancelled(cause.cancelled());
        alsoFailed(cause.others());
    }

    /** The cause as an event of the stack tells it. */
    void because(StackEvent event, Places places) {
        AwsSentence said = AwsSentence.of(event.reason());
        places.of(event, said).ifPresent(this::where);
        because(said);
    }

    /** What CloudFormation gave up because of it. */
    private void cancelled(List<String> resources) {
        if (!resources.isEmpty()) {
            lines.add("+ %d %s cancelled because of it: %s"
                    .formatted(
                            resources.size(),
                            resources.size() == 1 ? "resource was" : "resources were",
                            names(resources)));
        }
    }

    private static String names(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(all.size(), MOST_NAMES)));
        return all.size() <= MOST_NAMES ? first : "%s and %d more".formatted(first, all.size() - MOST_NAMES);
    }

    /** What failed besides, for a reason of its own. */
    void alsoFailed(List<StackEvent> others) {
        others.stream()
                .limit(MOST_OTHERS)
                .forEach(each ->
                        lines.add("also failed: %s: %s".formatted(each.logicalId(), AwsSentence.of(each.reason()))));
        if (others.size() > MOST_OTHERS) {
            lines.add("and %d more".formatted(others.size() - MOST_OTHERS));
        }
    }

    /**
     * The screen.
     *
     * @param otherwise what to do about a cause that is in no table
     * @param again the command to run when that is done
     */
    LabctlException failure(Failure failure, String otherwise, String again) {
        String remedy = advice.map(Advice::remedy).orElse(otherwise);
        String options = advice.map(Advice::options).orElse("");
        String command = "`%s`".formatted(options.isEmpty() ? again : again + " " + options);
        return told(failure, remedy.isEmpty() ? command : "%s; then %s".formatted(remedy, command));
    }

    /** The screen with what is to be done whatever the cause is. */
    LabctlException told(Failure failure, String fix) {
        StringBuilder screen = new StringBuilder(head);
        if (!what.isEmpty()) {
            screen.append(": ").append(what);
        }
        lines.forEach(line -> screen.append("\n    ").append(line));
        return new LabctlException(failure, screen.toString(), fix);
    }
}
