package dev.labctl.localcloud.service.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes queries that may refer to each other. */
final class QueryEvaluation {
    private static final int DEFAULT_PERIOD = 60;

    private final MetricStore metrics;
    private final String region;
    private final List<Query> queries;

    QueryEvaluation(MetricStore metrics, String region, List<Query> queries) {
        this.metrics = metrics;
        this.region = region;
        this.queries = List.copyOf(queries);
    }

    /** A query's period in seconds; an expression has the longest of all metrics'. */
    int period(Query query) {
        return query.period() != null
                ? query.period()
                : queries.stream()
                        .filter(other -> other.period() != null)
                        .mapToInt(other -> other.period() == null ? 0 : other.period())
                        .max()
                        .orElse(DEFAULT_PERIOD);
    }

    /** A query's values by the start of their periods, between two instants in epoch seconds. */
    Map<Long, Double> values(Query query, long from, long to) {
        if (query.expression() != null) {
            return new MetricMath(query.expression(), id -> values(byId(id), from, to), this::isMetric).evaluate();
        }
        Statistic statistic = Statistic.parse(query.statistic());
        Map<Long, Double> values = new TreeMap<>();
        for (Bucket bucket : metrics.query(query.key(region), from, to, period(query), query.unit())) {
            Double value = statistic.of(bucket);
            if (value != null) {
                values.put(bucket.start(), value);
            }
        }
        return values;
    }

    private boolean isMetric(String id) {
        return queries.stream().anyMatch(query -> query.id().equals(id));
    }

    private Query byId(String id) {
        return queries.stream()
                .filter(query -> query.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CloudWatchErrors.validation("Error in expression: unknown id " + id));
    }
}
