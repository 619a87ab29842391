package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.core.AwsError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.FilterCriteria;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** Which events a pipe takes: patterns, read and matched by AWS's own event-ruler, of which one must match. */
final class EventFilter {
    private static final int MOST_KEPT = 100;
    private static final Map<List<String>, Machine> MACHINES = new ConcurrentHashMap<>();

    private EventFilter() {}

    /**
     * Returns when all patterns are such.
     *
     * @throws AwsError ValidationException with what AWS's compiler says against one
     */
    static void require(@Nullable FilterCriteria criteria) {
        for (String pattern : patterns(criteria)) {
            String problem;
            try {
                problem = JsonRuleCompiler.check(pattern);
            } catch (RuntimeException e) {
                problem = e.getMessage();
            }
            if (problem != null) {
                throw AwsError.validation(
                        "Invalid filter pattern: " + problem.lines().findFirst().orElse(""));
            }
        }
    }

    /** Whether the event passes criteria that were {@link #require}d; all pass when there are none. */
    static boolean passes(@Nullable FilterCriteria criteria, JsonNode event) {
        List<String> patterns = patterns(criteria);
        if (patterns.isEmpty()) {
            return true;
        }
        try {
            return !machine(patterns).rulesForJSONEvent(event).isEmpty();
        } catch (Exception e) {
            throw new IllegalStateException("a filter was accepted that cannot be matched: " + patterns, e);
        }
    }

    private static List<String> patterns(@Nullable FilterCriteria criteria) {
        return criteria == null
                ? List.of()
                : criteria.filters().stream().map(Filter::pattern).toList();
    }

    private static Machine machine(List<String> patterns) throws IOException {
        Machine kept = MACHINES.get(patterns);
        if (kept != null) {
            return kept;
        }
        Machine compiled = Machine.builder().build();
        for (int i = 0; i < patterns.size(); i++) {
            compiled.addRule("filter" + i, patterns.get(i));
        }
        if (MACHINES.size() >= MOST_KEPT) {
            MACHINES.clear();
        }
        MACHINES.put(patterns, compiled);
        return compiled;
    }
}
