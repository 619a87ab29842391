package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.schema.Schema.BOOLEAN;
import static dev.labctl.localcloud.schema.Schema.INTEGER;
import static dev.labctl.localcloud.schema.Schema.STRING;
import static dev.labctl.localcloud.schema.Schema.listOf;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** {@code AWS::DynamoDB::Table}. */
final class TableType implements ResourceType {
    private static final int MAX_NAME = 255;
    private static final ObjectSchema THROUGHPUT =
            ObjectSchema.of().required("ReadCapacityUnits", INTEGER).required("WriteCapacityUnits", INTEGER);
    private static final ObjectSchema ON_DEMAND =
            ObjectSchema.of().optional("MaxReadRequestUnits", INTEGER).optional("MaxWriteRequestUnits", INTEGER);
    private static final ObjectSchema WARM =
            ObjectSchema.of().optional("ReadUnitsPerSecond", INTEGER).optional("WriteUnitsPerSecond", INTEGER);
    private static final ObjectSchema KEY =
            ObjectSchema.of().required("AttributeName", STRING).required("KeyType", STRING);
    private static final ObjectSchema PROJECTION =
            ObjectSchema.of().optional("ProjectionType", STRING).optional("NonKeyAttributes", listOf(STRING));
    private static final ObjectSchema LOCAL_INDEX = ObjectSchema.of()
            .required("IndexName", STRING)
            .required("KeySchema", listOf(KEY))
            .required("Projection", PROJECTION);
    private static final ObjectSchema INSIGHTS =
            ObjectSchema.of().required("Enabled", BOOLEAN).optional("Mode", STRING);
    private static final ObjectSchema GLOBAL_INDEX = LOCAL_INDEX
            .optional("ProvisionedThroughput", THROUGHPUT)
            .recordedOnly("OnDemandThroughput", ON_DEMAND)
            .optional("WarmThroughput", WARM)
            .recordedOnly("ContributorInsightsSpecification", INSIGHTS);
    private static final ObjectSchema POLICY = ObjectSchema.of().required("PolicyDocument", Schema.JSON);

    @Override
    public String name() {
        return "AWS::DynamoDB::Table";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("TableName", STRING)
                .requiredCreateOnly("KeySchema", listOf(KEY))
                .optional(
                        "AttributeDefinitions",
                        listOf(ObjectSchema.of()
                                .required("AttributeName", STRING)
                                .required("AttributeType", STRING)))
                .optional("BillingMode", STRING)
                .optional("ProvisionedThroughput", THROUGHPUT)
                .optional("OnDemandThroughput", ON_DEMAND)
                .optional("WarmThroughput", WARM)
                .optional("GlobalSecondaryIndexes", listOf(GLOBAL_INDEX))
                .createOnly("LocalSecondaryIndexes", listOf(LOCAL_INDEX))
                .optional("StreamSpecification", ObjectSchema.of().required("StreamViewType", STRING))
                .recordedOnly(
                        "SSESpecification",
                        ObjectSchema.of()
                                .required("SSEEnabled", BOOLEAN)
                                .optional("SSEType", STRING)
                                .optional("KMSMasterKeyId", STRING))
                .optional(
                        "TimeToLiveSpecification",
                        ObjectSchema.of().required("Enabled", BOOLEAN).optional("AttributeName", STRING))
                .recordedOnly(
                        "PointInTimeRecoverySpecification",
                        ObjectSchema.of()
                                .optional("PointInTimeRecoveryEnabled", BOOLEAN)
                                .optional("RecoveryPeriodInDays", INTEGER))
                .optional("DeletionProtectionEnabled", BOOLEAN)
                .recordedOnly("TableClass", STRING)
                .optional("ContributorInsightsSpecification", ObjectSchema.of().required("Enabled", BOOLEAN))
                .optional("ResourcePolicy", POLICY)
                .optional(
                        "Tags", listOf(ObjectSchema.of().required("Key", STRING).required("Value", STRING)));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "StreamArn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("TableName").orElseGet(() -> request.generatedName(MAX_NAME));
        if (!request.resumed() || describe(request, name) == null) {
            request.call(TableProperties.create(name, request.properties(), tags(request)), CreateTableResponse.class);
        }
        request.created(name);
        applySettings(request, name, Properties.EMPTY);
        return resource(request, name);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        for (UpdateTableRequest change :
                TableProperties.updates(name, request.previousProperties(), request.properties())) {
            request.call(change, UpdateTableResponse.class);
        }
        applySettings(request, name, request.previousProperties());
        updateTags(request, name);
        return resource(request, name);
    }

    private static void applySettings(ResourceRequest request, String name, Properties before) {
        Properties after = request.properties();
        String expiryBefore = timeToLive(before);
        String expiry = timeToLive(after);
        if (expiryBefore != null && !expiryBefore.equals(expiry)) {
            request.call(timeToLive(name, expiryBefore, false), UpdateTimeToLiveResponse.class);
        }
        if (expiry != null && !expiry.equals(expiryBefore)) {
            request.call(timeToLive(name, expiry, true), UpdateTimeToLiveResponse.class);
        }
        if (!before.object("PointInTimeRecoverySpecification")
                .equals(after.object("PointInTimeRecoverySpecification"))) {
            Properties recovery =
                    after.object("PointInTimeRecoverySpecification").orElse(Properties.EMPTY);
            request.call(
                    UpdateContinuousBackupsRequest.builder()
                            .tableName(name)
                            .pointInTimeRecoverySpecification(
                                    spec -> spec.pointInTimeRecoveryEnabled(recovery.bool("PointInTimeRecoveryEnabled")
                                                    .orElse(false))
                                            .recoveryPeriodInDays(recovery.integer("RecoveryPeriodInDays")
                                                    .orElse(null)))
                            .build(),
                    UpdateContinuousBackupsResponse.class);
        }
        String policy = TableProperties.policy(after);
        if (policy != null && !policy.equals(TableProperties.policy(before))) {
            request.call(
                    PutResourcePolicyRequest.builder()
                            .resourceArn(required(request, name).tableArn())
                            .policy(policy)
                            .build(),
                    PutResourcePolicyResponse.class);
        } else if (policy == null && TableProperties.policy(before) != null) {
            request.call(
                    DeleteResourcePolicyRequest.builder()
                            .resourceArn(required(request, name).tableArn())
                            .build(),
                    DeleteResourcePolicyResponse.class);
        }
        if (hasInsights(before) != hasInsights(after)) {
            request.call(
                    UpdateContributorInsightsRequest.builder()
                            .tableName(name)
                            .contributorInsightsAction(
                                    hasInsights(after)
                                            ? ContributorInsightsAction.ENABLE
                                            : ContributorInsightsAction.DISABLE)
                            .build(),
                    UpdateContributorInsightsResponse.class);
        }
    }

    private static boolean hasInsights(Properties table) {
        return table.object("ContributorInsightsSpecification")
                .flatMap(spec -> spec.bool("Enabled"))
                .orElse(false);
    }

    private static @Nullable String timeToLive(Properties properties) {
        return properties
                .object("TimeToLiveSpecification")
                .filter(spec -> spec.bool("Enabled").orElse(false))
                .flatMap(spec -> spec.string("AttributeName"))
                .orElse(null);
    }

    private static UpdateTimeToLiveRequest timeToLive(String name, String attribute, boolean enabled) {
        return UpdateTimeToLiveRequest.builder()
                .tableName(name)
                .timeToLiveSpecification(spec -> spec.attributeName(attribute).enabled(enabled))
                .build();
    }

    private static void updateTags(ResourceRequest request, String name) {
        List<Tag> after = tags(request);
        List<String> removed = request.removedTagKeys();
        String arn = required(request, name).tableArn();
        if (!removed.isEmpty()) {
            request.call(
                    UntagResourceRequest.builder()
                            .resourceArn(arn)
                            .tagKeys(removed)
                            .build(),
                    UntagResourceResponse.class);
        }
        if (!after.isEmpty()) {
            request.call(
                    TagResourceRequest.builder().resourceArn(arn).tags(after).build(), TagResourceResponse.class);
        }
    }

    /** The stack's tags and the template's; CloudFormation's own {@code aws:} tags DynamoDB does not show. */
    private static List<Tag> tags(ResourceRequest request) {
        return request.userTags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(DeleteTableRequest.builder().tableName(request.id()).build(), DeleteTableResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    private static @Nullable TableDescription describe(ResourceRequest request, String name) {
        try {
            return required(request, name);
        } catch (AwsError e) {
            if (e.code().equals("ResourceNotFoundException")) {
                return null;
            }
            throw e;
        }
    }

    static TableDescription required(ResourceRequest request, String name) {
        return request.call(DescribeTableRequest.builder().tableName(name).build(), DescribeTableResponse.class)
                .table();
    }

    private static PhysicalResource resource(ResourceRequest request, String name) {
        TableDescription table = required(request, name);
        Map<String, Object> attributes = new HashMap<>(Map.of("Arn", table.tableArn()));
        if (table.latestStreamArn() != null) {
            attributes.put("StreamArn", table.latestStreamArn());
        }
        return new PhysicalResource(name, attributes);
    }
}
