package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;

/** {@code AWS::CloudWatch::CompositeAlarm}; Ref is its name. */
final class CompositeAlarmType implements ResourceType {
    @Override
    public String name() {
        return "AWS::CloudWatch::CompositeAlarm";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("AlarmName", Schema.STRING)
                .required("AlarmRule", Schema.STRING)
                .optional("AlarmDescription", Schema.STRING)
                .optional("ActionsEnabled", Schema.BOOLEAN)
                .optional("AlarmActions", Schema.listOf(Schema.STRING))
                .optional("OKActions", Schema.listOf(Schema.STRING))
                .optional("InsufficientDataActions", Schema.listOf(Schema.STRING))
                .optional("Tags", Schema.listOf(MetricAlarmType.TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties()
                .string("AlarmName")
                .orElseGet(() -> request.generatedName(MetricAlarmType.MAX_NAME));
        if (!request.resumed() && exists(request, name)) {
            throw AwsError.of(400, "AlreadyExists", name + " already exists in stack");
        }
        put(request, name);
        return MetricAlarmType.describe(request, name);
    }

    private static boolean exists(ResourceRequest request, String name) {
        DescribeAlarmsResponse found = request.call(
                DescribeAlarmsRequest.builder()
                        .alarmNames(name)
                        .alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM)
                        .build(),
                DescribeAlarmsResponse.class);
        return !found.metricAlarms().isEmpty() || !found.compositeAlarms().isEmpty();
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        put(request, request.id());
        MetricAlarmType.updateTags(request);
        return MetricAlarmType.describe(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(DeleteAlarmsRequest.builder().alarmNames(request.id()).build(), DeleteAlarmsResponse.class);
    }

    private static void put(ResourceRequest request, String name) {
        Properties properties = request.properties();
        request.call(
                PutCompositeAlarmRequest.builder()
                        .alarmName(name)
                        .alarmRule(properties.requiredString("AlarmRule"))
                        .alarmDescription(properties.string("AlarmDescription").orElse(null))
                        .actionsEnabled(properties.bool("ActionsEnabled").orElse(null))
                        .alarmActions(properties.strings("AlarmActions"))
                        .okActions(properties.strings("OKActions"))
                        .insufficientDataActions(properties.strings("InsufficientDataActions"))
                        .tags(Tags.list(request.tags()))
                        .build(),
                PutCompositeAlarmResponse.class);
    }
}
