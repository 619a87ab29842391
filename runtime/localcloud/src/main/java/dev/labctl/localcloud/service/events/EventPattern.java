package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** Event patterns, read and matched by AWS's own event-ruler; loaded only once there is one. */
final class EventPattern {
    private static final Pattern PLACE = Pattern.compile("line: \\d+, column: \\d+");

    private static final int MOST_KEPT = 500;
    /** Compiled, by pattern. */
    private static final Map<String, Machine> MACHINES = new ConcurrentHashMap<>();

    private EventPattern() {}

    /**
     * Returns when the pattern is one.
     *
     * @throws AwsError InvalidEventPatternException with what AWS's compiler says against it, and where in its text
     */
    static void require(String pattern) {
        String problem;
        try {
            problem = JsonRuleCompiler.check(pattern);
        } catch (RuntimeException e) {
            problem = e.getMessage();
        }
        if (problem == null) {
            return;
        }
        String what = problem.lines().findFirst().orElse("");
        Matcher place = PLACE.matcher(problem);
        throw EventsErrors.invalidPattern(
                place.find() ? what + "\n at [Source: (String)\"" + pattern + "\"; " + place.group() + "]" : what);
    }

    /** Whether the event, JSON, matches a pattern that was {@link #require}d. */
    static boolean matches(String pattern, String event) {
        try {
            return !machine(pattern).rulesForJSONEvent(event).isEmpty();
        } catch (Exception e) {
            throw new IllegalStateException("an event pattern was accepted that cannot be matched: " + pattern, e);
        }
    }

    private static Machine machine(String pattern) throws IOException {
        Machine kept = MACHINES.get(pattern);
        if (kept != null) {
            return kept;
        }
        Machine compiled = Machine.builder().build();
        compiled.addRule("rule", pattern);
        if (MACHINES.size() >= MOST_KEPT) {
            MACHINES.clear();
        }
        MACHINES.put(pattern, compiled);
        return compiled;
    }
}
