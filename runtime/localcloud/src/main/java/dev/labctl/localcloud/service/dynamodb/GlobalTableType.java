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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code AWS::DynamoDB::GlobalTable} with one replica, the one in the stack's own region: a table whose settings are
 * written per replica. Replicas elsewhere are refused by name.
 */
final class GlobalTableType implements ResourceType {
    private static final ObjectSchema KEY =
            ObjectSchema.of().required("AttributeName", STRING).required("KeyType", STRING);
    private static final ObjectSchema INDEX = ObjectSchema.of()
            .required("IndexName", STRING)
            .required("KeySchema", listOf(KEY))
            .required(
                    "Projection",
                    ObjectSchema.of().optional("ProjectionType", STRING).optional("NonKeyAttributes", listOf(STRING)));
    private static final ObjectSchema RECOVERY =
            ObjectSchema.of().optional("PointInTimeRecoveryEnabled", BOOLEAN).optional("RecoveryPeriodInDays", INTEGER);
    private static final ObjectSchema REPLICA = ObjectSchema.of()
            .required("Region", STRING)
            .optional("DeletionProtectionEnabled", BOOLEAN)
            .optional("PointInTimeRecoverySpecification", RECOVERY)
            .optional("TableClass", STRING)
            .optional("SSESpecification", ObjectSchema.of().required("KMSMasterKeyId", STRING))
            .optional("ReadOnDemandThroughputSettings", ObjectSchema.of().optional("MaxReadRequestUnits", INTEGER))
            .optional("ContributorInsightsSpecification", ObjectSchema.of().required("Enabled", BOOLEAN))
            .optional("ResourcePolicy", ObjectSchema.of().required("PolicyDocument", Schema.JSON))
            .optional("Tags", listOf(ObjectSchema.of().required("Key", STRING).required("Value", STRING)));

    private final TableType table = new TableType();

    @Override
    public String name() {
        return "AWS::DynamoDB::GlobalTable";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("TableName", STRING)
                .requiredCreateOnly("KeySchema", listOf(KEY))
                .required(
                        "AttributeDefinitions",
                        listOf(ObjectSchema.of()
                                .required("AttributeName", STRING)
                                .required("AttributeType", STRING)))
                .required("Replicas", listOf(REPLICA))
                .optional("BillingMode", STRING)
                .optional("GlobalSecondaryIndexes", listOf(INDEX))
                .createOnly("LocalSecondaryIndexes", listOf(INDEX))
                .optional("StreamSpecification", ObjectSchema.of().required("StreamViewType", STRING))
                .optional(
                        "SSESpecification",
                        ObjectSchema.of().required("SSEEnabled", BOOLEAN).optional("SSEType", STRING))
                .optional(
                        "TimeToLiveSpecification",
                        ObjectSchema.of().required("Enabled", BOOLEAN).optional("AttributeName", STRING))
                .optional(
                        "WriteOnDemandThroughputSettings", ObjectSchema.of().optional("MaxWriteRequestUnits", INTEGER));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "StreamArn", "TableId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        return described(table.create(asTable(request)), request);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return described(table.update(asTable(request)), request);
    }

    @Override
    public void delete(ResourceRequest request) {
        table.delete(request);
    }

    private static PhysicalResource described(PhysicalResource made, ResourceRequest request) {
        Map<String, Object> attributes = new LinkedHashMap<>(made.attributes());
        attributes.put("TableId", TableType.required(request, made.id()).tableId());
        return new PhysicalResource(made.id(), attributes);
    }

    private static ResourceRequest asTable(ResourceRequest request) {
        return new ResourceRequest(
                request.environment(),
                request.caller(),
                request.stackName(),
                request.stackId(),
                request.logicalId(),
                request.physicalId(),
                tableProperties(request.properties(), request.caller().region()),
                request.previousProperties().values().isEmpty()
                        ? Properties.EMPTY
                        : tableProperties(
                                request.previousProperties(), request.caller().region()),
                request.stackTags(),
                request.previousStackTags(),
                request.token(),
                request.resumed(),
                request.onCreated());
    }

    /** The global table's properties with those of its one replica, as a table has them. */
    private static Properties tableProperties(Properties global, String region) {
        Map<String, Object> all = new LinkedHashMap<>(global.values());
        all.remove("Replicas");
        all.remove("WriteOnDemandThroughputSettings");
        Properties replica = replica(global, region);
        replica.values().forEach((name, value) -> {
            if (!name.equals("Region") && !name.equals("ReadOnDemandThroughputSettings")) {
                all.put(name, merged(all.get(name), value));
            }
        });
        Map<String, Object> onDemand = new LinkedHashMap<>();
        global.object("WriteOnDemandThroughputSettings").ifPresent(settings -> onDemand.putAll(settings.values()));
        replica.object("ReadOnDemandThroughputSettings").ifPresent(settings -> onDemand.putAll(settings.values()));
        if (!onDemand.isEmpty()) {
            all.put("OnDemandThroughput", onDemand);
        }
        return new Properties(all);
    }

    private static Properties replica(Properties global, String region) {
        List<String> elsewhere = new ArrayList<>();
        Properties own = null;
        for (Properties replica : global.objects("Replicas")) {
            if (replica.requiredString("Region").equals(region)) {
                own = replica;
            } else {
                elsewhere.add(replica.requiredString("Region"));
            }
        }
        if (!elsewhere.isEmpty()) {
            throw AwsError.of(
                    501, "NotImplemented", "The local cloud does not implement replicas of tables in " + elsewhere);
        }
        if (own == null) {
            throw AwsError.validation("The replica list must contain the region of the stack, " + region);
        }
        if (global.string("BillingMode").orElse("PROVISIONED").equals("PROVISIONED")) {
            throw AwsError.of(
                    501,
                    "NotImplemented",
                    "The local cloud does not implement global tables with BillingMode PROVISIONED, because their"
                            + " write capacity scales by itself");
        }
        return own;
    }

    private static Object merged(@Nullable Object shared, Object own) {
        if (shared instanceof Map<?, ?> some && own instanceof Map<?, ?> more) {
            Map<String, Object> both = new LinkedHashMap<>();
            some.forEach((name, value) -> both.put(String.valueOf(name), value));
            more.forEach((name, value) -> both.put(String.valueOf(name), value));
            return both;
        }
        return own;
    }
}
