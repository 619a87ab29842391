package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The operations on metrics: putting values, reading statistics, listing. */
final class MetricOperations {
    private static final int PAGE = 500;
    private static final int MAX_DATA = 1000;
    private static final int MAX_DIMENSIONS = 30;
    private static final int MAX_DATAPOINTS = 1440;
    private static final int MAX_QUERIES = 500;
    private static final long THREE_HOURS = 10_800;
    private static final double LIMIT = Math.pow(2, 360);

    private final CloudClock clock;
    private final MetricStore metrics;

    MetricOperations(CloudClock clock, MetricStore metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    void register(Operations operations) {
        operations.on(
                PutMetricDataRequest.class,
                (request, call) -> List.of(Access.to("cloudwatch:PutMetricData", "*")
                        .with("cloudwatch:namespace", request.namespace() == null ? "" : request.namespace())),
                this::put);
        operations.on(
                GetMetricStatisticsRequest.class,
                AccessRule.anyResource("cloudwatch:GetMetricStatistics"),
                this::statistics);
        operations.on(GetMetricDataRequest.class, AccessRule.anyResource("cloudwatch:GetMetricData"), this::data);
        operations.on(ListMetricsRequest.class, AccessRule.anyResource("cloudwatch:ListMetrics"), this::list);
    }

    private PutMetricDataResponse put(PutMetricDataRequest request, Call call) {
        String namespace = request.namespace();
        if (namespace == null || namespace.isEmpty()) {
            throw CloudWatchErrors.missing("Namespace");
        }
        if (namespace.startsWith("AWS/") || namespace.startsWith(":")) {
            throw CloudWatchErrors.invalidValue("Namespace", namespace);
        }
        if (request.metricData().isEmpty()) {
            throw CloudWatchErrors.missing("MetricData");
        }
        if (request.metricData().size() > MAX_DATA) {
            throw CloudWatchErrors.invalidValue("The collection MetricData must not have a size greater than 1000.");
        }
        Map<Integer, List<Bucket>> values = new LinkedHashMap<>();
        for (int i = 0; i < request.metricData().size(); i++) {
            values.put(i, buckets(request.metricData().get(i), "MetricData.member." + (i + 1) + "."));
        }
        values.forEach((i, buckets) -> {
            MetricDatum datum = request.metricData().get(i);
            SeriesKey key = SeriesKey.of(call.region(), namespace, datum.metricName(), datum.dimensions());
            buckets.forEach(bucket -> metrics.add(key, bucket));
        });
        metrics.flush();
        return PutMetricDataResponse.builder().build();
    }

    private List<Bucket> buckets(MetricDatum datum, String path) {
        if (datum.metricName() == null || datum.metricName().isEmpty()) {
            throw CloudWatchErrors.missing(path + "MetricName");
        }
        if (datum.dimensions().size() > MAX_DIMENSIONS) {
            throw CloudWatchErrors.invalidValue(
                    "The collection " + path + "Dimensions must not have a size greater than 30.");
        }
        if (datum.value() != null && datum.statisticValues() != null) {
            throw CloudWatchErrors.combination("The parameters " + path + "Value and " + path
                    + "StatisticValues are mutually exclusive and you have specified both.");
        }
        if (datum.value() != null && datum.hasValues()) {
            throw CloudWatchErrors.combination("The parameters " + path + "Value and " + path
                    + "Values are mutually exclusive and you have specified both.");
        }
        String unit = datum.unitAsString() == null ? StandardUnit.NONE.toString() : datum.unitAsString();
        if (datum.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
            throw CloudWatchErrors.invalidValue(path + "Unit", unit);
        }
        Instant time = datum.timestamp() == null ? clock.instant() : datum.timestamp();
        int resolution = Integer.valueOf(1).equals(datum.storageResolution()) ? 1 : 60;
        long start = Math.floorDiv(time.getEpochSecond(), (long) resolution) * resolution;
        if (datum.statisticValues() != null) {
            return List.of(statisticSet(datum, start, unit));
        }
        if (datum.value() == null && !datum.hasValues()) {
            throw CloudWatchErrors.missing(path + "Value");
        }
        List<Double> values = datum.value() == null ? datum.values() : List.of(datum.value());
        if (datum.hasCounts() && datum.counts().size() != values.size()) {
            throw CloudWatchErrors.invalidValue(
                    "The parameters " + path + "Values and " + path + "Counts must be of the same size.");
        }
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            if (!(Math.abs(value) <= LIMIT)) {
                throw CloudWatchErrors.invalidValue(path + "Value", value);
            }
            buckets.add(Bucket.of(
                    start, unit, value, datum.hasCounts() ? datum.counts().get(i) : 1));
        }
        return buckets;
    }

    private static Bucket statisticSet(MetricDatum datum, long start, String unit) {
        double count = datum.statisticValues().sampleCount();
        double minimum = datum.statisticValues().minimum();
        double maximum = datum.statisticValues().maximum();
        boolean isOneValue = count == 1 || minimum == maximum;
        return new Bucket(
                start,
                unit,
                count,
                datum.statisticValues().sum(),
                minimum,
                maximum,
                isOneValue ? Map.of(minimum, count) : Map.of());
    }

    private GetMetricStatisticsResponse statistics(GetMetricStatisticsRequest request, Call call) {
        if (!request.hasStatistics() && !request.hasExtendedStatistics()) {
            throw CloudWatchErrors.missing("Statistics");
        }
        int period = checkedPeriod(request.period());
        long from = floor(request.startTime(), period);
        long to = ceiling(request.endTime(), period);
        if (from >= to) {
            throw CloudWatchErrors.combination("The parameter StartTime must be less than the parameter EndTime.");
        }
        if ((to - from) / period > MAX_DATAPOINTS) {
            throw CloudWatchErrors.combination("You have requested up to " + (to - from) / period
                    + " datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by"
                    + " increasing Period, or decreasing the time range.");
        }
        request.statisticsAsStrings().forEach(Statistic::parse);
        List<Statistic> extended =
                request.extendedStatistics().stream().map(Statistic::parse).toList();
        SeriesKey key = SeriesKey.of(call.region(), request.namespace(), request.metricName(), request.dimensions());
        return GetMetricStatisticsResponse.builder()
                .label(request.metricName())
                .datapoints(metrics.query(key, from, to, period, request.unitAsString()).stream()
                        .map(bucket -> datapoint(bucket, request.statisticsAsStrings(), extended))
                        .toList())
                .build();
    }

    private static Datapoint datapoint(Bucket bucket, List<String> statistics, List<Statistic> extended) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        for (Statistic statistic : extended) {
            Double value = statistic.of(bucket);
            if (value != null) {
                percentiles.put(statistic.name(), value);
            }
        }
        return Datapoint.builder()
                .timestamp(Instant.ofEpochSecond(bucket.start()))
                .unit(bucket.unit())
                .sampleCount(statistics.contains("SampleCount") ? bucket.count() : null)
                .average(statistics.contains("Average") ? bucket.sum() / bucket.count() : null)
                .sum(statistics.contains("Sum") ? bucket.sum() : null)
                .minimum(statistics.contains("Minimum") ? bucket.minimum() : null)
                .maximum(statistics.contains("Maximum") ? bucket.maximum() : null)
                .extendedStatistics(percentiles.isEmpty() ? null : percentiles)
                .build();
    }

    private static int checkedPeriod(@Nullable Integer period) {
        if (period == null) {
            throw CloudWatchErrors.missing("Period");
        }
        boolean isAllowed =
                period > 0 && (period % 60 == 0 || List.of(1, 5, 10, 20, 30).contains(period));
        if (!isAllowed) {
            throw CloudWatchErrors.invalidValue("Period", period);
        }
        return period;
    }

    private static long floor(@Nullable Instant time, int period) {
        if (time == null) {
            throw CloudWatchErrors.missing("StartTime");
        }
        return Math.floorDiv(time.getEpochSecond(), (long) Math.min(period, 60)) * Math.min(period, 60);
    }

    private static long ceiling(@Nullable Instant time, int period) {
        if (time == null) {
            throw CloudWatchErrors.missing("EndTime");
        }
        int step = Math.min(period, 60);
        return Math.floorDiv(time.getEpochSecond() + step - 1, (long) step) * step;
    }

    private GetMetricDataResponse data(GetMetricDataRequest request, Call call) {
        if (request.metricDataQueries().isEmpty() || request.metricDataQueries().size() > MAX_QUERIES) {
            throw CloudWatchErrors.validation("The collection MetricDataQueries must have a size between 1 and 500.");
        }
        if (request.startTime() == null
                || request.endTime() == null
                || !request.startTime().isBefore(request.endTime())) {
            throw CloudWatchErrors.validation("The parameter EndTime must be greater than StartTime.");
        }
        List<Query> queries =
                request.metricDataQueries().stream().map(Query::of).toList();
        QueryEvaluation evaluation = new QueryEvaluation(metrics, call.region(), queries);
        boolean isOldestFirst = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        List<MetricDataResult> results = new ArrayList<>();
        for (Query query : queries) {
            int step = Math.min(evaluation.period(query), 60);
            Map<Long, Double> values =
                    evaluation.values(query, floor(request.startTime(), step), ceiling(request.endTime(), step));
            if (query.returnData()) {
                results.add(result(query, values, isOldestFirst));
            }
        }
        return GetMetricDataResponse.builder().metricDataResults(results).build();
    }

    private static MetricDataResult result(Query query, Map<Long, Double> values, boolean isOldestFirst) {
        List<Long> starts = new ArrayList<>(values.keySet());
        if (!isOldestFirst) {
            Collections.reverse(starts);
        }
        return MetricDataResult.builder()
                .id(query.id())
                .label(query.shownLabel())
                .timestamps(starts.stream().map(Instant::ofEpochSecond).toList())
                .values(starts.stream().map(values::get).toList())
                .statusCode("Complete")
                .build();
    }

    private ListMetricsResponse list(ListMetricsRequest request, Call call) {
        long recent = clock.instant().getEpochSecond() - THREE_HOURS;
        boolean isRecentOnly = "PT3H".equals(request.recentlyActiveAsString());
        List<MetricStore.Series> found = metrics.in(call.region()).stream()
                .filter(series ->
                        request.namespace() == null || request.namespace().equals(series.key.namespace()))
                .filter(series ->
                        request.metricName() == null || request.metricName().equals(series.key.name()))
                .filter(series -> matches(request.dimensions(), series.key.dimensions()))
                .filter(series -> !isRecentOnly || series.newest() >= recent)
                .toList();
        Page<MetricStore.Series> page = Page.of(
                found,
                series -> series.key.row(),
                request.nextToken(),
                PAGE,
                () -> CloudWatchErrors.invalidToken(request.nextToken()));
        return ListMetricsResponse.builder()
                .metrics(page.items().stream().map(series -> series.key.toSdk()).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean matches(List<DimensionFilter> filters, Map<String, String> dimensions) {
        return filters.stream()
                .allMatch(filter -> filter.value() == null
                        ? dimensions.containsKey(filter.name())
                        : filter.value().equals(dimensions.get(filter.name())));
    }
}
