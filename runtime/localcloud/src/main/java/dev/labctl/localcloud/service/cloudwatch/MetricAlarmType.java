package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** {@code AWS::CloudWatch::Alarm}. */
final class MetricAlarmType implements ResourceType {
    static final int MAX_NAME = 255;
    private static final ObjectSchema DIMENSION =
            ObjectSchema.of().required("Name", Schema.STRING).required("Value", Schema.STRING);
    static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);
    private static final ObjectSchema METRIC = ObjectSchema.of()
            .optional("Namespace", Schema.STRING)
            .optional("MetricName", Schema.STRING)
            .optional("Dimensions", Schema.listOf(DIMENSION));
    private static final ObjectSchema METRIC_STAT = ObjectSchema.of()
            .required("Metric", METRIC)
            .required("Period", Schema.INTEGER)
            .required("Stat", Schema.STRING)
            .optional("Unit", Schema.STRING);
    private static final ObjectSchema QUERY = ObjectSchema.of()
            .required("Id", Schema.STRING)
            .optional("Expression", Schema.STRING)
            .optional("Label", Schema.STRING)
            .optional("MetricStat", METRIC_STAT)
            .optional("Period", Schema.INTEGER)
            .optional("ReturnData", Schema.BOOLEAN)
            .recordedOnly("AccountId", Schema.STRING);

    @Override
    public String name() {
        return "AWS::CloudWatch::Alarm";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("AlarmName", Schema.STRING)
                .optional("AlarmDescription", Schema.STRING)
                .optional("ActionsEnabled", Schema.BOOLEAN)
                .optional("AlarmActions", Schema.listOf(Schema.STRING))
                .optional("OKActions", Schema.listOf(Schema.STRING))
                .optional("InsufficientDataActions", Schema.listOf(Schema.STRING))
                .optional("Namespace", Schema.STRING)
                .optional("MetricName", Schema.STRING)
                .optional("Dimensions", Schema.listOf(DIMENSION))
                .optional("Statistic", Schema.STRING)
                .optional("ExtendedStatistic", Schema.STRING)
                .optional("Period", Schema.INTEGER)
                .optional("Unit", Schema.STRING)
                .optional("Metrics", Schema.listOf(QUERY))
                .required("ComparisonOperator", Schema.STRING)
                .optional("EvaluationPeriods", Schema.INTEGER)
                .optional("DatapointsToAlarm", Schema.INTEGER)
                .optional("Threshold", Schema.NUMBER)
                .optional("ThresholdMetricId", Schema.STRING)
                .optional("TreatMissingData", Schema.STRING)
                .recordedOnly("EvaluateLowSampleCountPercentile", Schema.STRING)
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("AlarmName").orElseGet(() -> request.generatedName(MAX_NAME));
        if (!request.resumed() && exists(request, name)) {
            throw AwsError.of(400, "AlreadyExists", name + " already exists in stack");
        }
        put(request, name);
        return describe(request, name);
    }

    private static boolean exists(ResourceRequest request, String name) {
        return !request.call(DescribeAlarmsRequest.builder().alarmNames(name).build(), DescribeAlarmsResponse.class)
                .metricAlarms()
                .isEmpty();
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        put(request, request.id());
        updateTags(request);
        return describe(request, request.id());
    }

    /** Makes an alarm's tags those of the stack and of the changed properties. */
    static void updateTags(ResourceRequest request) {
        String arn = arn(request, request.id());
        request.retag(
                removed -> request.call(
                        UntagResourceRequest.builder()
                                .resourceARN(arn)
                                .tagKeys(removed)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder()
                                .resourceARN(arn)
                                .tags(Tags.list(tags))
                                .build(),
                        TagResourceResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(DeleteAlarmsRequest.builder().alarmNames(request.id()).build(), DeleteAlarmsResponse.class);
    }

    private static void put(ResourceRequest request, String name) {
        Properties properties = request.properties();
        PutMetricAlarmRequest.Builder alarm = PutMetricAlarmRequest.builder()
                .alarmName(name)
                .alarmDescription(properties.string("AlarmDescription").orElse(null))
                .actionsEnabled(properties.bool("ActionsEnabled").orElse(null))
                .alarmActions(properties.strings("AlarmActions"))
                .okActions(properties.strings("OKActions"))
                .insufficientDataActions(properties.strings("InsufficientDataActions"))
                .namespace(properties.string("Namespace").orElse(null))
                .metricName(properties.string("MetricName").orElse(null))
                .dimensions(dimensions(properties))
                .statistic(properties.string("Statistic").orElse(null))
                .extendedStatistic(properties.string("ExtendedStatistic").orElse(null))
                .period(properties.integer("Period").orElse(null))
                .unit(properties.string("Unit").orElse(null))
                .comparisonOperator(properties.requiredString("ComparisonOperator"))
                .evaluationPeriods(properties.integer("EvaluationPeriods").orElse(null))
                .datapointsToAlarm(properties.integer("DatapointsToAlarm").orElse(null))
                .threshold(
                        properties.number("Threshold").map(Number::doubleValue).orElse(null))
                .thresholdMetricId(properties.string("ThresholdMetricId").orElse(null))
                .treatMissingData(properties.string("TreatMissingData").orElse(null))
                .evaluateLowSampleCountPercentile(
                        properties.string("EvaluateLowSampleCountPercentile").orElse(null))
                .tags(Tags.list(request.tags()));
        if (properties.has("Metrics")) {
            alarm.metrics(properties.objects("Metrics").stream()
                    .map(MetricAlarmType::query)
                    .toList());
        }
        request.call(alarm.build(), PutMetricAlarmResponse.class);
    }

    private static MetricDataQuery query(Properties query) {
        return MetricDataQuery.builder()
                .id(query.requiredString("Id"))
                .expression(query.string("Expression").orElse(null))
                .label(query.string("Label").orElse(null))
                .period(query.integer("Period").orElse(null))
                .returnData(query.bool("ReturnData").orElse(null))
                .metricStat(query.object("MetricStat")
                        .map(MetricAlarmType::metricStat)
                        .orElse(null))
                .build();
    }

    private static MetricStat metricStat(Properties stat) {
        Properties metric = stat.object("Metric").orElse(Properties.EMPTY);
        return MetricStat.builder()
                .metric(Metric.builder()
                        .namespace(metric.string("Namespace").orElse(null))
                        .metricName(metric.string("MetricName").orElse(null))
                        .dimensions(dimensions(metric))
                        .build())
                .period(stat.integer("Period").orElse(null))
                .stat(stat.requiredString("Stat"))
                .unit(stat.string("Unit").orElse(null))
                .build();
    }

    private static List<Dimension> dimensions(Properties properties) {
        return properties.objects("Dimensions").stream()
                .map(dimension -> Dimension.builder()
                        .name(dimension.requiredString("Name"))
                        .value(dimension.requiredString("Value"))
                        .build())
                .toList();
    }

    static PhysicalResource describe(ResourceRequest request, String name) {
        return new PhysicalResource(name, Map.of("Arn", arn(request, name)));
    }

    private static String arn(ResourceRequest request, String name) {
        return "arn:aws:cloudwatch:" + request.caller().region() + ":"
                + request.environment().accountId() + ":alarm:" + name;
    }
}
