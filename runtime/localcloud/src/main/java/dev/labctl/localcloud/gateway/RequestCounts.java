package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.identity.Principal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each operation was asked for since the cloud started, by whom: what AWS would bill. Calls of one service to
 * another are not counted.
 */
public final class RequestCounts {
    /**
     * What is counted by itself.
     *
     * @param principal the user's or role's name, as {@link Principal#name}
     * @param service the name that requests are signed for
     */
    private record Kind(String principal, String service, String operation) {}

    private record Count(LongAdder requests, LongAdder errors) {}

    private final Map<Kind, Count> counts = new ConcurrentHashMap<>();

    /** Nothing was asked yet. */
    public RequestCounts() {}

    /** A request was answered; {@code isError} with an error. */
    void add(Principal principal, String service, String operation, boolean isError) {
        Count count = counts.computeIfAbsent(
                new Kind(principal.name(), service, operation), kind -> new Count(new LongAdder(), new LongAdder()));
        count.requests().increment();
        if (isError) {
            count.errors().increment();
        }
    }

    /** The counts, as {@code GET /_labctl/requests} shows them. */
    Map<String, ?> asMap() {
        Comparator<Kind> order = Comparator.comparing(Kind::principal)
                .thenComparing(Kind::service)
                .thenComparing(Kind::operation);
        List<Map<String, Object>> lines = counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order))
                .map(each -> line(each.getKey(), each.getValue()))
                .toList();
        return Map.of("requests", lines);
    }

    private static Map<String, Object> line(Kind kind, Count count) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("principal", kind.principal());
        line.put("service", kind.service());
        line.put("operation", kind.operation());
        line.put("requests", count.requests().sum());
        line.put("errors", count.errors().sum());
        return line;
    }
}
