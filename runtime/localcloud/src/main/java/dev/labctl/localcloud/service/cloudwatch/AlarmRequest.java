package dev.labctl.localcloud.service.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

/** PutMetricAlarm's parameters, checked as its API page says. */
final class AlarmRequest {
    private static final Set<String> COMPARISONS = Set.of(
            "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold");
    private static final Set<String> MISSING = Set.of("missing", "breaching", "notBreaching", "ignore");
    private static final int DAY = 86_400;
    private static final int WEEK = 604_800;

    private AlarmRequest() {}

    static Alarm.Settings settings(PutMetricAlarmRequest request) {
        require(request.alarmName() != null && !request.alarmName().isEmpty(), "The parameter AlarmName is required.");
        String comparison = String.valueOf(request.comparisonOperatorAsString());
        if (request.thresholdMetricId() != null || comparison.contains("UpperThreshold")) {
            throw CloudWatchErrors.validation("The local cloud has no anomaly detection.");
        }
        require(
                COMPARISONS.contains(comparison),
                "The value " + comparison + " for parameter ComparisonOperator is invalid.");
        require(request.threshold() != null, "The parameter Threshold is required.");
        require(
                request.evaluationPeriods() != null && request.evaluationPeriods() >= 1,
                "The parameter EvaluationPeriods must be at least 1.");
        require(
                request.datapointsToAlarm() == null
                        || (request.datapointsToAlarm() >= 1
                                && request.datapointsToAlarm() <= request.evaluationPeriods()),
                "The parameter DatapointsToAlarm must be between 1 and EvaluationPeriods.");
        String missing = request.treatMissingData();
        require(
                missing == null || MISSING.contains(missing),
                "The value " + missing + " for parameter TreatMissingData is invalid. Supported values are [breaching,"
                        + " notBreaching, ignore, missing].");
        Stream.of(request.okActions(), request.alarmActions(), request.insufficientDataActions())
                .flatMap(List::stream)
                .forEach(AlarmRequest::checkAction);
        List<Query> queries = queries(request);
        return new Alarm.Settings(
                request.alarmDescription(),
                request.okActions(),
                request.alarmActions(),
                request.insufficientDataActions(),
                queries,
                request.hasMetrics(),
                request.evaluationPeriods(),
                request.datapointsToAlarm(),
                request.threshold(),
                comparison,
                missing,
                request.evaluateLowSampleCountPercentile(),
                null);
    }

    /** PutCompositeAlarm's parameters. */
    static Alarm.Settings settings(PutCompositeAlarmRequest request) {
        require(request.alarmName() != null && !request.alarmName().isEmpty(), "The parameter AlarmName is required.");
        require(request.alarmRule() != null && !request.alarmRule().isBlank(), "The parameter AlarmRule is required.");
        require(request.actionsSuppressor() == null, "The local cloud does not suppress actions.");
        Stream.of(request.okActions(), request.alarmActions(), request.insufficientDataActions())
                .flatMap(List::stream)
                .forEach(AlarmRequest::checkAction);
        return Alarm.Settings.composite(
                request.alarmDescription(),
                request.okActions(),
                request.alarmActions(),
                request.insufficientDataActions(),
                request.alarmRule());
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw CloudWatchErrors.validation(otherwise);
        }
    }

    static void checkAction(String arn) {
        require(arn.startsWith("arn:"), "Invalid arn syntax: " + arn);
        require(
                AlarmActions.isSupported(arn),
                "The local cloud carries out alarm actions on SNS topics and Lambda functions only, not " + arn);
    }

    private static List<Query> queries(PutMetricAlarmRequest request) {
        if (!request.hasMetrics()) {
            return List.of(single(request));
        }
        require(
                request.metricName() == null && request.namespace() == null,
                "The parameters MetricName and Metrics are mutually exclusive.");
        List<Query> queries = request.metrics().stream().map(Query::of).toList();
        require(
                queries.stream().filter(Query::returnData).count() == 1,
                "Exactly one element of the metrics list should return data.");
        int period = 0;
        for (Query query : queries) {
            period = Math.max(period, query.period() == null ? 0 : query.period());
            if (query.expression() != null) {
                // finds at once what could not be computed later
                new MetricMath(query.expression(), id -> Map.of(), id -> queries.stream()
                                .anyMatch(other -> other.id().equals(id)))
                        .evaluate();
            }
        }
        checkPeriod(period, request.evaluationPeriods());
        return queries;
    }

    private static Query single(PutMetricAlarmRequest request) {
        require(request.metricName() != null, "The parameter MetricName is required.");
        require(request.namespace() != null, "The parameter Namespace is required.");
        require(request.period() != null, "The parameter Period is required.");
        require(
                (request.statistic() == null) != (request.extendedStatistic() == null),
                "Exactly one of Statistic and ExtendedStatistic must be specified.");
        checkPeriod(request.period(), request.evaluationPeriods());
        String statistic = request.statistic() == null ? request.extendedStatistic() : request.statisticAsString();
        SeriesKey key = SeriesKey.of("", request.namespace(), request.metricName(), request.dimensions());
        return new Query(
                "m1",
                null,
                key.namespace(),
                key.name(),
                key.dimensions(),
                Statistic.parse(statistic).name(),
                request.period(),
                request.unitAsString(),
                null,
                true);
    }

    private static void checkPeriod(int period, int evaluationPeriods) {
        require(
                Set.of(10, 20, 30).contains(period) || (period > 0 && period % 60 == 0),
                "Period must be 10, 20, 30 or a multiple of 60.");
        long total = (long) period * evaluationPeriods;
        require(
                total <= (period >= 3600 ? WEEK : DAY),
                "Metrics cannot be checked across more than "
                        + (period >= 3600
                                ? "7 days (EvaluationPeriods * Period must be <= 604800)."
                                : "a day (EvaluationPeriods * Period must be <= 86400)."));
    }
}
