package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.service.lambda.execution.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * How the last invocations since the cloud started ended. A function's log does not tell: in REPORT an error that a
 * handler threw looks like a success. For the cloud's own page only.
 */
final class RecentOutcomes {
    private static final int MOST = 4000;

    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(String region, String function, String requestId, String errorType) {}

    synchronized void add(FunctionRef function, String requestId, Outcome outcome) {
        String errorType = outcome.errorType();
        ended.addLast(new Ended(function.region(), function.name(), requestId, errorType == null ? "" : errorType));
        if (ended.size() > MOST) {
            ended.removeFirst();
        }
    }

    /** Those of a function, the oldest first: {@code requestId}, and {@code errorType}, empty for a result. */
    synchronized List<Map<String, Object>> of(String region, String function) {
        return ended.stream()
                .filter(each -> each.region().equals(region) && each.function().equals(function))
                .map(each -> Map.<String, Object>of("requestId", each.requestId(), "errorType", each.errorType()))
                .toList();
    }
}
