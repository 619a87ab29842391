package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/**
 * CreateTable, DescribeTable, DeleteTable and ListTables.
 *
 * <p>A table is usable as soon as CreateTable answers CREATING: waiting for it would only cost the user time.
 */
final class TableOperations {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final int MAX_LISTED = 100;

    private final Store store;
    private final Clock clock;
    private final TableCatalog catalog;
    private final ItemStore items;
    private final TableStreams streams;
    private final TableDescriptions descriptions;

    TableOperations(
            Store store,
            Clock clock,
            TableCatalog catalog,
            ItemStore items,
            TableStreams streams,
            TableDescriptions descriptions) {
        this.store = store;
        this.clock = clock;
        this.catalog = catalog;
        this.items = items;
        this.streams = streams;
        this.descriptions = descriptions;
    }

    CreateTableResponse create(CreateTableRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        new Constraints()
                .required("keySchema", request.hasKeySchema() ? request.keySchema() : null)
                .required(
                        "attributeDefinitions",
                        request.hasAttributeDefinitions() ? request.attributeDefinitions() : null)
                .oneOf(
                        "billingMode",
                        request.billingMode(),
                        request.billingModeAsString(),
                        "PROVISIONED, PAY_PER_REQUEST")
                .check();
        Instant now = clock.instant();
        TableRow.Billing billing = billing(request, now);
        Map<String, String> attributes = TableRules.attributes(request.attributeDefinitions());
        KeyDefinition key = TableRules.tableKey(request.keySchema(), attributes);
        List<IndexDefinition> indexes = TableRules.indexes(
                request.localSecondaryIndexes(),
                request.globalSecondaryIndexes(),
                key,
                attributes,
                billing.provisioned() != null);
        TableRules.requireAllUsed(attributes, key, indexes);
        String name = TableNames.name(request.tableName());
        TableSettings settings = settings(request, call);
        TableRow.StreamSettings stream = TableStreams.requested(request.streamSpecification(), now);
        synchronized (catalog) {
            if (catalog.find(call.region(), name).isPresent()) {
                throw AwsError.of(400, "ResourceInUseException", "Table already exists: " + name);
            }
            store.write(() -> {
                TableRow row = new TableRow(
                        call.region(),
                        name,
                        UUID.randomUUID().toString(),
                        catalog.takeNumber(),
                        now,
                        attributes,
                        key,
                        indexes,
                        indexes.size() + 1,
                        billing,
                        stream,
                        settings);
                streams.opened(row, now);
                catalog.add(row);
            });
        }
        LiveTable table = catalog.named(call.region(), name);
        return CreateTableResponse.builder()
                .tableDescription(descriptions.changing(table, TableStatus.CREATING, null))
                .build();
    }

    private static TableRow.Billing billing(CreateTableRequest request, Instant now) {
        boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        Throughput provisioned = throughput(request.provisionedThroughput());
        if (onDemand && provisioned != null) {
            throw AwsError.validation(
                    INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                            + "BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && provisioned == null) {
            throw AwsError.validation(INVALID + "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                    + "BillingMode is PROVISIONED");
        }
        return new TableRow.Billing(
                provisioned,
                onDemand ? now : null,
                Throughput.of(request.onDemandThroughput()),
                Throughput.of(request.warmThroughput()));
    }

    /** Capacity as a request gives it; null when it does not. */
    static @Nullable Throughput throughput(@Nullable ProvisionedThroughput given) {
        if (given == null) {
            return null;
        }
        new Constraints()
                .required("provisionedThroughput.readCapacityUnits", given.readCapacityUnits())
                .required("provisionedThroughput.writeCapacityUnits", given.writeCapacityUnits())
                .check();
        if (given.readCapacityUnits() < 1 || given.writeCapacityUnits() < 1) {
            String member = given.readCapacityUnits() < 1 ? "readCapacityUnits" : "writeCapacityUnits";
            throw AwsError.validation("1 validation error detected: Value '"
                    + Math.min(given.readCapacityUnits(), given.writeCapacityUnits()) + "' at 'provisionedThroughput."
                    + member + "' failed to satisfy constraint: Member must have value greater than or equal to 1");
        }
        return Throughput.of(given);
    }

    private static TableSettings settings(CreateTableRequest request, Call call) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : request.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return TableSettings.DEFAULT
                .withProtection(Boolean.TRUE.equals(request.deletionProtectionEnabled()))
                .withTableClass(request.tableClassAsString())
                .withEncryptionKey(EncryptionKeys.arn(request.sseSpecification(), call))
                .withTags(tags)
                .withPolicy(
                        request.resourcePolicy(),
                        request.resourcePolicy() == null
                                ? null
                                : UUID.randomUUID().toString());
    }

    DescribeTableResponse describe(DescribeTableRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        return DescribeTableResponse.builder()
                .table(descriptions.active(catalog.named(call.region(), request.tableName())))
                .build();
    }

    DeleteTableResponse delete(DeleteTableRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        LiveTable table = catalog.named(call.region(), request.tableName());
        table.shape.writeLock().lock();
        try {
            TableRow row = table.row();
            if (table.isDeleted()) {
                throw TableCatalog.notFound(row.name());
            }
            if (row.settings().isProtected()) {
                throw AwsError.validation("Resource cannot be deleted as it is currently protected against deletion. "
                        + "Disable deletion protection first.");
            }
            TableDescription description = descriptions.deleting(table);
            store.write(() -> {
                streams.closed(row, clock.instant());
                items.clear(row);
                catalog.remove(table);
            });
            return DeleteTableResponse.builder().tableDescription(description).build();
        } finally {
            table.shape.writeLock().unlock();
        }
    }

    ListTablesResponse list(ListTablesRequest request, Call call) {
        new Constraints()
                .atLeast("limit", request.limit(), 1)
                .atMost("limit", request.limit(), MAX_LISTED)
                .check();
        int limit = request.limit() == null ? MAX_LISTED : request.limit();
        String after = request.exclusiveStartTableName();
        List<String> names = catalog.inRegion(call.region()).stream()
                .map(table -> table.row().name())
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        boolean more = names.size() > limit;
        List<String> page = more ? names.subList(0, limit) : names;
        return ListTablesResponse.builder()
                .tableNames(page)
                .lastEvaluatedTableName(more ? page.get(limit - 1) : null)
                .build();
    }
}
