package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilterMatchRecord;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterResponse;

/** Metric filters: what they match in arriving events becomes CloudWatch metrics. */
final class MetricFilters {
    private static final int DEFAULT_LIMIT = 50;

    private final CloudEnvironment cloud;
    private final LogStore store;
    private final Table<MetricFilter> filters;
    private final Map<String, FilterPattern> patterns = new ConcurrentHashMap<>();

    MetricFilters(CloudEnvironment cloud, LogStore store) {
        this.cloud = cloud;
        this.store = store;
        this.filters = cloud.store().table("logs.metric-filters", SdkState.codec(MetricFilter::builder));
    }

    void register(Operations operations) {
        operations.on(
                PutMetricFilterRequest.class,
                AccessRule.on("logs:PutMetricFilter", (q, call) -> GroupKey.of(q.logGroupName(), call)
                        .permissionArn()),
                this::put);
        operations.on(
                DescribeMetricFiltersRequest.class,
                AccessRule.on(
                        "logs:DescribeMetricFilters",
                        (q, call) -> q.logGroupName() == null
                                ? call.arn("logs", "log-group::log-stream:")
                                : GroupKey.of(q.logGroupName(), call).permissionArn()),
                this::describe);
        operations.on(
                DeleteMetricFilterRequest.class,
                AccessRule.on("logs:DeleteMetricFilter", (q, call) -> GroupKey.of(q.logGroupName(), call)
                        .permissionArn()),
                this::delete);
        operations.on(TestMetricFilterRequest.class, AccessRule.anyResource("logs:TestMetricFilter"), this::test);
    }

    int count(GroupKey key) {
        return (int) filters.prefix(key.row() + ":").count();
    }

    void removeAll(GroupKey key) {
        List<String> rows =
                filters.prefix(key.row() + ":").map(Map.Entry::getKey).toList();
        rows.forEach(filters::remove);
    }

    private PutMetricFilterResponse put(PutMetricFilterRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        FilterPattern.of(request.filterPattern());
        if (request.metricTransformations().size() != 1) {
            throw LogsErrors.violates(
                    request.metricTransformations().size() + " transformations",
                    "metricTransformations",
                    "Member must have length equal to 1");
        }
        MetricTransformation transformation = request.metricTransformations().get(0);
        if (transformation.defaultValue() != null
                && !transformation.dimensions().isEmpty()) {
            throw LogsErrors.invalid(
                    "Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
        }
        return store.change(() -> {
            store.group(key);
            MetricFilter filter = MetricFilter.builder()
                    .filterName(request.filterName())
                    .filterPattern(request.filterPattern())
                    .metricTransformations(request.metricTransformations())
                    .creationTime(cloud.clock().millis())
                    .logGroupName(key.name())
                    .build();
            filters.put(key.streamRow(request.filterName()), filter);
            return PutMetricFilterResponse.builder().build();
        });
    }

    private DescribeMetricFiltersResponse describe(DescribeMetricFiltersRequest request, Call call) {
        String prefix = call.region() + ":";
        if (request.logGroupName() != null) {
            GroupKey key = GroupKey.of(request.logGroupName(), call);
            store.group(key);
            prefix = key.streamRow(request.filterNamePrefix() == null ? "" : request.filterNamePrefix());
        }
        List<MetricFilter> found = filters.prefix(prefix)
                .map(Map.Entry::getValue)
                .filter(filter -> filter.metricTransformations().stream()
                        .anyMatch(metric -> isAsked(request.metricName(), metric.metricName())
                                && isAsked(request.metricNamespace(), metric.metricNamespace())))
                .toList();
        Page<MetricFilter> page = Page.of(found, request.nextToken(), request.limit(), DEFAULT_LIMIT);
        return DescribeMetricFiltersResponse.builder()
                .metricFilters(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean isAsked(@Nullable String asked, String actual) {
        return asked == null || asked.equals(actual);
    }

    private DeleteMetricFilterResponse delete(DeleteMetricFilterRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        return store.change(() -> {
            store.group(key);
            if (!filters.remove(key.streamRow(request.filterName()))) {
                throw LogsErrors.notFound("The specified metric filter does not exist.");
            }
            return DeleteMetricFilterResponse.builder().build();
        });
    }

    private TestMetricFilterResponse test(TestMetricFilterRequest request, Call call) {
        FilterPattern pattern = FilterPattern.of(request.filterPattern());
        List<MetricFilterMatchRecord> matches = new ArrayList<>();
        for (int i = 0; i < request.logEventMessages().size(); i++) {
            String message = request.logEventMessages().get(i);
            long number = i + 1L;
            pattern.match(message)
                    .ifPresent(values -> matches.add(MetricFilterMatchRecord.builder()
                            .eventNumber(number)
                            .eventMessage(message)
                            .extractedValues(values)
                            .build()));
        }
        return TestMetricFilterResponse.builder().matches(matches).build();
    }

    /** Measures arriving events. */
    void observe(GroupKey key, List<Chunk.Entry> events) {
        filters.prefix(key.row() + ":").map(Map.Entry::getValue).forEach(filter -> observe(key, filter, events));
    }

    private void observe(GroupKey key, MetricFilter filter, List<Chunk.Entry> events) {
        String text = filter.filterPattern() == null ? "" : filter.filterPattern();
        FilterPattern pattern = patterns.computeIfAbsent(text, FilterPattern::of);
        MetricTransformation metric = filter.metricTransformations().get(0);
        boolean isMatched = false;
        for (Chunk.Entry event : events) {
            Optional<Map<String, String>> values = pattern.match(event.message());
            if (values.isPresent()) {
                isMatched = true;
                emit(key, metric, event.message(), values.get());
            }
        }
        if (!isMatched && !events.isEmpty() && metric.defaultValue() != null) {
            cloud.metrics().put(key.region(), named(metric, Map.of()), metric.defaultValue());
        }
    }

    private void emit(GroupKey key, MetricTransformation metric, String message, Map<String, String> values) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (Map.Entry<String, String> dimension : metric.dimensions().entrySet()) {
            String value = resolve(dimension.getValue(), message, values);
            if (value == null) {
                return;
            }
            dimensions.put(dimension.getKey(), value);
        }
        String value = resolve(metric.metricValue(), message, values);
        if (value == null) {
            return;
        }
        try {
            cloud.metrics().put(key.region(), named(metric, dimensions), Double.parseDouble(value));
        } catch (NumberFormatException e) {
            // Text is no value: the event is passed over, as on AWS.
            return;
        }
    }

    private static Metrics.Metric named(MetricTransformation metric, Map<String, String> dimensions) {
        String unit = metric.unitAsString() == null ? "None" : metric.unitAsString();
        return new Metrics.Metric(metric.metricNamespace(), metric.metricName(), dimensions, unit);
    }

    private static @Nullable String resolve(String expression, String message, Map<String, String> values) {
        if (!expression.startsWith("$")) {
            return expression;
        }
        String selected = values.get(expression);
        return selected == null && expression.startsWith("$.") ? JsonPattern.extract(message, expression) : selected;
    }
}
