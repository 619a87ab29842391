package dev.labctl.localcloud.service.cloudwatch;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/**
 * One {@code MetricDataQuery}: a metric's statistic, or an expression over other queries.
 *
 * @param id by which expressions name it
 * @param expression the expression; null for a metric
 * @param namespace the metric's namespace; null for an expression, as are name, dimensions and statistic
 * @param name the metric's name
 * @param dimensions its dimensions
 * @param statistic the statistic
 * @param period seconds; null for an expression that takes that of its metrics
 * @param unit only values of this unit; null for all
 * @param label what results are called; null for none
 * @param returnData whether results are shown, or are only for expressions
 */
record Query(
        String id,
        @Nullable String expression,
        @Nullable String namespace,
        @Nullable String name,
        Map<String, String> dimensions,
        @Nullable String statistic,
        @Nullable Integer period,
        @Nullable String unit,
        @Nullable String label,
        boolean returnData) {
    Query {
        dimensions = Map.copyOf(dimensions);
    }

    static Query of(MetricDataQuery query) {
        if (query.id() == null || !query.id().matches("[a-z][A-Za-z0-9_]{0,254}")) {
            throw CloudWatchErrors.validation("The value " + query.id()
                    + " for parameter Id is not a valid id: it must start with a lower-case letter.");
        }
        boolean isShown = query.returnData() == null || query.returnData();
        MetricStat stat = query.metricStat();
        if (stat == null == (query.expression() == null)) {
            throw CloudWatchErrors.validation(
                    "Exactly one of MetricStat and Expression must be given for the query " + query.id() + ".");
        }
        if (stat == null) {
            return new Query(
                    query.id(),
                    query.expression(),
                    null,
                    null,
                    Map.of(),
                    null,
                    query.period(),
                    null,
                    query.label(),
                    isShown);
        }
        Statistic.parse(stat.stat());
        Map<String, String> dimensions = new java.util.HashMap<>();
        stat.metric().dimensions().forEach(dimension -> dimensions.put(dimension.name(), dimension.value()));
        return new Query(
                query.id(),
                null,
                stat.metric().namespace(),
                stat.metric().metricName(),
                dimensions,
                stat.stat(),
                stat.period(),
                stat.unitAsString(),
                query.label(),
                isShown);
    }

    SeriesKey key(String region) {
        return new SeriesKey(region, String.valueOf(namespace), String.valueOf(name), dimensions);
    }

    String shownLabel() {
        if (label != null) {
            return label;
        }
        return name == null ? id : name;
    }

    MetricDataQuery toSdk() {
        MetricDataQuery.Builder query =
                MetricDataQuery.builder().id(id).label(label).returnData(returnData);
        if (expression != null) {
            return query.expression(expression).period(period).build();
        }
        return query.metricStat(MetricStat.builder()
                        .metric(Metric.builder()
                                .namespace(namespace)
                                .metricName(name)
                                .dimensions(dimensions.entrySet().stream()
                                        .map(dimension -> Dimension.builder()
                                                .name(dimension.getKey())
                                                .value(dimension.getValue())
                                                .build())
                                        .toList())
                                .build())
                        .period(period)
                        .stat(statistic)
                        .unit(unit)
                        .build())
                .build();
    }
}
