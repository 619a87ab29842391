package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** {@code AWS::Logs::LogGroup}. */
final class LogGroupType implements ResourceType {
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);
    private static final int MAX_NAME = 512;

    @Override
    public String name() {
        return "AWS::Logs::LogGroup";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("LogGroupName", Schema.STRING)
                .optional("RetentionInDays", Schema.INTEGER)
                .optional("DeletionProtectionEnabled", Schema.BOOLEAN)
                .optional("Tags", Schema.listOf(TAG))
                .recordedOnly("KmsKeyId", Schema.STRING)
                .recordedOnly("LogGroupClass", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("LogGroupName").orElseGet(() -> request.generatedName(MAX_NAME));
        if (!request.resumed() || find(request, name).isEmpty()) {
            request.call(
                    CreateLogGroupRequest.builder()
                            .logGroupName(name)
                            .kmsKeyId(properties.string("KmsKeyId").orElse(null))
                            .logGroupClass(properties.string("LogGroupClass").orElse(null))
                            .deletionProtectionEnabled(
                                    properties.bool("DeletionProtectionEnabled").orElse(null))
                            .tags(request.tags())
                            .build(),
                    CreateLogGroupResponse.class);
        }
        request.created(name);
        retain(request, name);
        return described(request, name);
    }

    private static void retain(ResourceRequest request, String name) {
        Optional<Integer> days = request.properties().integer("RetentionInDays");
        if (days.isPresent()) {
            request.call(
                    PutRetentionPolicyRequest.builder()
                            .logGroupName(name)
                            .retentionInDays(days.get())
                            .build(),
                    PutRetentionPolicyResponse.class);
        } else if (request.previousProperties().has("RetentionInDays")) {
            request.call(
                    DeleteRetentionPolicyRequest.builder().logGroupName(name).build(),
                    DeleteRetentionPolicyResponse.class);
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        retain(request, name);
        boolean isProtected =
                request.properties().bool("DeletionProtectionEnabled").orElse(false);
        if (isProtected
                != request.previousProperties()
                        .bool("DeletionProtectionEnabled")
                        .orElse(false)) {
            request.call(
                    PutLogGroupDeletionProtectionRequest.builder()
                            .logGroupIdentifier(name)
                            .deletionProtectionEnabled(isProtected)
                            .build(),
                    PutLogGroupDeletionProtectionResponse.class);
        }
        updateTags(request, name);
        return described(request, name);
    }

    private static void updateTags(ResourceRequest request, String name) {
        String arn = find(request, name).map(LogGroup::logGroupArn).orElseThrow(LogsErrors::groupNotFound);
        request.retag(
                removed -> request.call(
                        UntagResourceRequest.builder()
                                .resourceArn(arn)
                                .tagKeys(removed)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder().resourceArn(arn).tags(tags).build(), TagResourceResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteLogGroupRequest.builder().logGroupName(request.id()).build(), DeleteLogGroupResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        LogGroup group = find(request, name).orElseThrow(LogsErrors::groupNotFound);
        return new PhysicalResource(name, Map.of("Arn", group.arn()));
    }

    private static Optional<LogGroup> find(ResourceRequest request, String name) {
        return request
                .call(
                        DescribeLogGroupsRequest.builder()
                                .logGroupNamePrefix(name)
                                .build(),
                        DescribeLogGroupsResponse.class)
                .logGroups()
                .stream()
                .filter(group -> group.logGroupName().equals(name))
                .findFirst();
    }
}
