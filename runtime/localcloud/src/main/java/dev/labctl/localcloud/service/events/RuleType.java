package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** {@code AWS::Events::Rule}; its physical id is the name, on a bus of its own {@code <bus>|<name>}. */
final class RuleType implements ResourceType {
    private static final String BUS = "EventBusName";
    private static final int MAX_NAME = 64;
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);

    @Override
    public String name() {
        return "AWS::Events::Rule";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Name", Schema.STRING)
                .createOnly(BUS, Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional("EventPattern", Schema.JSON)
                .optional("ScheduleExpression", Schema.STRING)
                .optional("State", Schema.STRING)
                .optional("RoleArn", Schema.STRING)
                .optional("Targets", Schema.listOf(TargetProperties.SCHEMA))
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("Name").orElseGet(() -> request.generatedName(MAX_NAME));
        if (!request.resumed() && exists(request, name)) {
            throw AwsError.of(400, "AlreadyExists", name + " already exists in stack");
        }
        String arn = putRule(request, name);
        String id = request.properties()
                .string(BUS)
                .map(StoredBus::name)
                .filter(bus -> !bus.equals(StoredBus.DEFAULT))
                .map(bus -> bus + "|" + name)
                .orElse(name);
        request.created(id);
        putTargets(request, name);
        return new PhysicalResource(id, Map.of("Arn", arn));
    }

    private static boolean exists(ResourceRequest request, String name) {
        try {
            request.call(
                    DescribeRuleRequest.builder()
                            .name(name)
                            .eventBusName(bus(request))
                            .build(),
                    DescribeRuleResponse.class);
            return true;
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = ruleName(request);
        String arn = putRule(request, name);
        Set<String> kept = Set.copyOf(
                targets(request.properties()).stream().map(Target::id).toList());
        List<String> removed = targets(request.previousProperties()).stream()
                .map(Target::id)
                .filter(id -> !kept.contains(id))
                .toList();
        removeTargets(request, name, removed);
        putTargets(request, name);
        Documents.retag(request, arn);
        return new PhysicalResource(request.id(), Map.of("Arn", arn));
    }

    @Override
    public void delete(ResourceRequest request) {
        String name = ruleName(request);
        try {
            ListTargetsByRuleResponse found = request.call(
                    ListTargetsByRuleRequest.builder()
                            .rule(name)
                            .eventBusName(bus(request))
                            .build(),
                    ListTargetsByRuleResponse.class);
            removeTargets(
                    request, name, found.targets().stream().map(Target::id).toList());
            request.call(
                    DeleteRuleRequest.builder()
                            .name(name)
                            .eventBusName(bus(request))
                            .build(),
                    DeleteRuleResponse.class);
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    private static boolean isGone(AwsError error) {
        return error.code().equals("ResourceNotFoundException");
    }

    private static String ruleName(ResourceRequest request) {
        return request.id().substring(request.id().indexOf('|') + 1);
    }

    private static @Nullable String bus(ResourceRequest request) {
        return request.properties().string(BUS).orElse(null);
    }

    private static String putRule(ResourceRequest request, String name) {
        Properties properties = request.properties();
        return request.call(
                        PutRuleRequest.builder()
                                .name(name)
                                .eventBusName(bus(request))
                                .description(properties.string("Description").orElse(null))
                                .eventPattern(Documents.text(properties, "EventPattern")
                                        .orElse(null))
                                .scheduleExpression(
                                        properties.string("ScheduleExpression").orElse(null))
                                .state(properties.string("State").orElse(null))
                                .roleArn(properties.string("RoleArn").orElse(null))
                                .tags(Documents.tags(request.tags()))
                                .build(),
                        PutRuleResponse.class)
                .ruleArn();
    }

    private static List<Target> targets(Properties properties) {
        return properties.objects("Targets").stream()
                .map(TargetProperties::target)
                .toList();
    }

    private static void putTargets(ResourceRequest request, String name) {
        List<Target> targets = targets(request.properties());
        if (!targets.isEmpty()) {
            request.call(
                    PutTargetsRequest.builder()
                            .rule(name)
                            .eventBusName(bus(request))
                            .targets(targets)
                            .build(),
                    PutTargetsResponse.class);
        }
    }

    private static void removeTargets(ResourceRequest request, String name, List<String> ids) {
        if (!ids.isEmpty()) {
            request.call(
                    RemoveTargetsRequest.builder()
                            .rule(name)
                            .eventBusName(bus(request))
                            .ids(ids)
                            .build(),
                    RemoveTargetsResponse.class);
        }
    }
}
