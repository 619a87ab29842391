package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupResponse;

/** {@code AWS::RDS::DBParameterGroup}. */
final class DbParameterGroupType implements ResourceType {
    private static final String PARAMETERS = "Parameters";
    private static final int MAX_NAME = 255;
    private static final int MAX_CHANGES = 20;

    @Override
    public String name() {
        return "AWS::RDS::DBParameterGroup";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("DBParameterGroupName", Schema.STRING)
                .requiredCreateOnly("Description", Schema.STRING)
                .requiredCreateOnly("Family", Schema.STRING)
                .optional(PARAMETERS, Schema.mapOf(Schema.STRING))
                .optional("Tags", SdkProperties.TAG_LIST);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("DBParameterGroupName");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties()
                .string("DBParameterGroupName")
                .orElseGet(() -> request.generatedName(MAX_NAME))
                .toLowerCase(Locale.ROOT);
        try {
            request.call(
                    CreateDbParameterGroupRequest.builder()
                            .dbParameterGroupName(name)
                            .dbParameterGroupFamily(request.properties().requiredString("Family"))
                            .description(request.properties().requiredString("Description"))
                            .tags(SdkProperties.tags(request.tags()))
                            .build(),
                    CreateDbParameterGroupResponse.class);
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("DBParameterGroupAlreadyExists")) {
                throw e;
            }
        }
        request.created(name);
        put(request, name, values(request.properties()));
        return new PhysicalResource(name, Map.of("DBParameterGroupName", name));
    }

    private static Map<String, String> values(Properties properties) {
        Map<String, String> values = new HashMap<>();
        properties.object(PARAMETERS).ifPresent(map -> map.values()
                .forEach((name, value) -> values.put(name, String.valueOf(value))));
        return values;
    }

    private static void put(ResourceRequest request, String group, Map<String, String> values) {
        List<Parameter> parameters = new ArrayList<>();
        Map<String, Parameter> known = values.isEmpty() ? Map.of() : known(request, group);
        values.forEach((name, value) -> parameters.add(Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(method(known, name))
                .build()));
        for (int from = 0; from < parameters.size(); from += MAX_CHANGES) {
            request.call(
                    ModifyDbParameterGroupRequest.builder()
                            .dbParameterGroupName(group)
                            .parameters(parameters.subList(from, Math.min(parameters.size(), from + MAX_CHANGES)))
                            .build(),
                    ModifyDbParameterGroupResponse.class);
        }
    }

    private static ApplyMethod method(Map<String, Parameter> known, String name) {
        Parameter parameter = known.get(name);
        return parameter != null && "dynamic".equals(parameter.applyType())
                ? ApplyMethod.IMMEDIATE
                : ApplyMethod.PENDING_REBOOT;
    }

    private static Map<String, Parameter> known(ResourceRequest request, String group) {
        Map<String, Parameter> known = new HashMap<>();
        String marker = null;
        do {
            DescribeDbParametersResponse page = request.call(
                    DescribeDbParametersRequest.builder()
                            .dbParameterGroupName(group)
                            .marker(marker)
                            .build(),
                    DescribeDbParametersResponse.class);
            page.parameters().forEach(parameter -> known.put(parameter.parameterName(), parameter));
            marker = page.marker();
        } while (marker != null);
        return known;
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Map<String, String> values = values(request.properties());
        Map<String, String> removed = values(request.previousProperties());
        removed.keySet().removeAll(values.keySet());
        if (!removed.isEmpty()) {
            Map<String, Parameter> known = known(request, request.id());
            request.call(
                    ResetDbParameterGroupRequest.builder()
                            .dbParameterGroupName(request.id())
                            .parameters(removed.keySet().stream()
                                    .map(name -> Parameter.builder()
                                            .parameterName(name)
                                            .applyMethod(method(known, name))
                                            .build())
                                    .toList())
                            .build(),
                    ResetDbParameterGroupResponse.class);
        }
        put(request, request.id(), values);
        DBParameterGroup group = request.call(
                        DescribeDbParameterGroupsRequest.builder()
                                .dbParameterGroupName(request.id())
                                .build(),
                        DescribeDbParameterGroupsResponse.class)
                .dbParameterGroups()
                .get(0);
        DbInstanceType.retag(request, group.dbParameterGroupArn());
        return new PhysicalResource(request.id(), Map.of("DBParameterGroupName", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteDbParameterGroupRequest.builder()
                            .dbParameterGroupName(request.id())
                            .build(),
                    DeleteDbParameterGroupResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("DBParameterGroupNotFound")) {
                throw e;
            }
        }
    }
}
