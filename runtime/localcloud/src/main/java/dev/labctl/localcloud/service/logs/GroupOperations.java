package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Log groups and their settings. */
final class GroupOperations {
    private static final Set<Integer> RETENTIONS = Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);
    private static final int DEFAULT_LIMIT = 50;

    private final CloudEnvironment cloud;
    private final LogStore store;
    private final MetricFilters filters;

    GroupOperations(CloudEnvironment cloud, LogStore store, MetricFilters filters) {
        this.cloud = cloud;
        this.store = store;
        this.filters = filters;
    }

    void register(Operations operations) {
        operations.on(
                CreateLogGroupRequest.class,
                (q, call) -> List.of(Access.to(
                                "logs:CreateLogGroup",
                                GroupKey.of(q.logGroupName(), call).permissionArn())
                        .withRequestTags(q.tags())),
                this::create);
        operations.on(
                DeleteLogGroupRequest.class,
                AccessRule.on("logs:DeleteLogGroup", (q, call) -> permission(q.logGroupName(), call)),
                this::delete);
        operations.on(
                DescribeLogGroupsRequest.class,
                AccessRule.on("logs:DescribeLogGroups", (q, call) -> call.arn("logs", "log-group::log-stream:")),
                this::describe);
        operations.on(
                PutRetentionPolicyRequest.class,
                AccessRule.on("logs:PutRetentionPolicy", (q, call) -> permission(q.logGroupName(), call)),
                this::putRetention);
        operations.on(
                DeleteRetentionPolicyRequest.class,
                AccessRule.on("logs:DeleteRetentionPolicy", (q, call) -> permission(q.logGroupName(), call)),
                this::deleteRetention);
        operations.on(
                AssociateKmsKeyRequest.class,
                AccessRule.on("logs:AssociateKmsKey", (q, call) -> permission(q.logGroupName(), call)),
                this::associateKey);
        operations.on(
                DisassociateKmsKeyRequest.class,
                AccessRule.on("logs:DisassociateKmsKey", (q, call) -> permission(q.logGroupName(), call)),
                this::disassociateKey);
        operations.on(
                PutLogGroupDeletionProtectionRequest.class,
                AccessRule.on("logs:PutLogGroupDeletionProtection", (q, call) -> GroupKey.of(
                                null, q.logGroupIdentifier(), call)
                        .permissionArn()),
                this::protect);
        operations.on(
                TagResourceRequest.class,
                (q, call) ->
                        List.of(Access.to("logs:TagResource", q.resourceArn()).withRequestTags(q.tags())),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("logs:UntagResource", (q, call) -> q.resourceArn()),
                this::untag);
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("logs:ListTagsForResource", (q, call) -> q.resourceArn()),
                this::listTags);
    }

    private static String permission(String groupName, Call call) {
        return GroupKey.of(groupName, call).permissionArn();
    }

    private CreateLogGroupResponse create(CreateLogGroupRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        String groupClass = request.logGroupClassAsString() == null ? "STANDARD" : request.logGroupClassAsString();
        return store.change(() -> {
            if (store.find(key).isPresent()) {
                throw LogsErrors.exists("The specified log group already exists");
            }
            GroupRow group = new GroupRow(
                    key.name(),
                    cloud.clock().millis(),
                    null,
                    request.kmsKeyId(),
                    groupClass,
                    Boolean.TRUE.equals(request.deletionProtectionEnabled()),
                    request.tags());
            store.put(key, group);
            return CreateLogGroupResponse.builder().build();
        });
    }

    private DeleteLogGroupResponse delete(DeleteLogGroupRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        return store.change(() -> {
            if (store.group(key).isProtected()) {
                throw LogsErrors.invalid("The log group " + key.name() + " is protected from deletion.");
            }
            store.remove(key);
            filters.removeAll(key);
            return DeleteLogGroupResponse.builder().build();
        });
    }

    private DescribeLogGroupsResponse describe(DescribeLogGroupsRequest request, Call call) {
        String prefix = request.logGroupNamePrefix() == null ? "" : request.logGroupNamePrefix();
        String part = request.logGroupNamePattern() == null ? "" : request.logGroupNamePattern();
        if (!prefix.isEmpty() && !part.isEmpty()) {
            throw LogsErrors.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        List<GroupRow> found = store.groups(call.region(), prefix)
                .filter(group -> group.name().contains(part))
                .filter(group -> request.logGroupClassAsString() == null
                        || group.logGroupClass().equals(request.logGroupClassAsString()))
                .toList();
        Page<GroupRow> page = Page.of(found, request.nextToken(), request.limit(), DEFAULT_LIMIT);
        return DescribeLogGroupsResponse.builder()
                .logGroups(page.items().stream()
                        .map(group -> described(group, call))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private LogGroup described(GroupRow group, Call call) {
        GroupKey key = GroupKey.of(group.name(), call);
        LogGroup.Builder described = LogGroup.builder()
                .logGroupName(group.name())
                .creationTime(group.created())
                .retentionInDays(group.retentionDays())
                .kmsKeyId(group.kmsKeyId())
                .metricFilterCount(filters.count(key))
                .storedBytes(store.streams(key, "").mapToLong(StreamRow::bytes).sum())
                .arn(key.arn() + ":*")
                .logGroupArn(key.arn())
                .logGroupClass(group.logGroupClass());
        if (group.isProtected()) {
            described.deletionProtectionEnabled(true);
        }
        return described.build();
    }

    private void update(GroupKey key, UnaryOperator<GroupRow> change) {
        store.change(() -> {
            store.put(key, change.apply(store.group(key)));
            return true;
        });
    }

    private PutRetentionPolicyResponse putRetention(PutRetentionPolicyRequest request, Call call) {
        if (!RETENTIONS.contains(request.retentionInDays())) {
            throw LogsErrors.invalid("1 validation error detected: Value '" + request.retentionInDays()
                    + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
                    + RETENTIONS.stream().sorted().toList());
        }
        update(GroupKey.of(request.logGroupName(), call), group -> group.withRetention(request.retentionInDays()));
        return PutRetentionPolicyResponse.builder().build();
    }

    private DeleteRetentionPolicyResponse deleteRetention(DeleteRetentionPolicyRequest request, Call call) {
        update(GroupKey.of(request.logGroupName(), call), group -> group.withRetention(null));
        return DeleteRetentionPolicyResponse.builder().build();
    }

    private AssociateKmsKeyResponse associateKey(AssociateKmsKeyRequest request, Call call) {
        update(GroupKey.of(request.logGroupName(), call), group -> group.withKmsKey(request.kmsKeyId()));
        return AssociateKmsKeyResponse.builder().build();
    }

    private DisassociateKmsKeyResponse disassociateKey(DisassociateKmsKeyRequest request, Call call) {
        update(GroupKey.of(request.logGroupName(), call), group -> group.withKmsKey(null));
        return DisassociateKmsKeyResponse.builder().build();
    }

    private PutLogGroupDeletionProtectionResponse protect(PutLogGroupDeletionProtectionRequest request, Call call) {
        update(
                GroupKey.of(null, request.logGroupIdentifier(), call),
                group -> group.withProtection(request.deletionProtectionEnabled()));
        return PutLogGroupDeletionProtectionResponse.builder().build();
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        update(tagged(request.resourceArn(), call), group -> {
            Map<String, String> tags = new LinkedHashMap<>(group.tags());
            tags.putAll(request.tags());
            return group.withTags(tags);
        });
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        update(tagged(request.resourceArn(), call), group -> {
            Map<String, String> tags = new LinkedHashMap<>(group.tags());
            request.tagKeys().forEach(tags::remove);
            return group.withTags(tags);
        });
        return UntagResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse listTags(ListTagsForResourceRequest request, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(store.group(tagged(request.resourceArn(), call)).tags())
                .build();
    }

    private static GroupKey tagged(String arn, Call call) {
        return GroupKey.of(null, arn, call);
    }
}
