package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** UpdateTable. The answer says UPDATING, as AWS's does; the change is complete by then, a new index filled. */
final class TableUpdates {
    private static final String INVALID = "One or more parameter values were invalid: ";

    private final Store store;
    private final Clock clock;
    private final TableCatalog catalog;
    private final ItemStore items;
    private final TableStreams streams;
    private final TableDescriptions descriptions;

    TableUpdates(
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

    UpdateTableResponse update(UpdateTableRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        requireSupported(request);
        LiveTable table = catalog.named(call.region(), request.tableName());
        table.shape.writeLock().lock();
        try {
            if (table.isDeleted()) {
                throw TableCatalog.notFound(table.row().name());
            }
            String keyBefore = table.row().settings().encryptionKeyArn();
            store.write(() -> {
                TableRow row = settings(table.row(), request, call);
                row = billing(row, request);
                row = stream(row, request.streamSpecification());
                for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
                    row = index(row, request, update);
                }
                catalog.replace(table, row);
            });
            TableDescription description = descriptions.changing(table, TableStatus.UPDATING, createdIndex(request));
            return UpdateTableResponse.builder()
                    .tableDescription(withEncryptionUpdate(description, request.sseSpecification(), keyBefore))
                    .build();
        } finally {
            table.shape.writeLock().unlock();
        }
    }

    private static void requireSupported(UpdateTableRequest request) {
        new Constraints()
                .oneOf(
                        "billingMode",
                        request.billingMode(),
                        request.billingModeAsString(),
                        "PROVISIONED, PAY_PER_REQUEST")
                .check();
        if (request.hasReplicaUpdates() || request.multiRegionConsistency() != null) {
            throw AwsError.of(
                    501, "NotImplemented", "The local cloud does not implement ReplicaUpdates of UpdateTable.");
        }
        boolean changesNothing = request.provisionedThroughput() == null
                && request.billingMode() == null
                && request.streamSpecification() == null
                && !request.hasGlobalSecondaryIndexUpdates()
                && request.sseSpecification() == null
                && request.deletionProtectionEnabled() == null
                && request.tableClass() == null
                && request.onDemandThroughput() == null
                && request.warmThroughput() == null;
        if (changesNothing) {
            throw AwsError.validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                    + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }
    }

    private static @Nullable String createdIndex(UpdateTableRequest request) {
        return request.globalSecondaryIndexUpdates().stream()
                .filter(update -> update.create() != null)
                .map(update -> update.create().indexName())
                .findFirst()
                .orElse(null);
    }

    private static TableDescription withEncryptionUpdate(
            TableDescription description, @Nullable SSESpecification asked, @Nullable String keyBefore) {
        if (asked == null) {
            return description;
        }
        SSEDescription now = description.sseDescription();
        String shown = now == null ? keyBefore : now.kmsMasterKeyArn();
        return shown == null
                ? description
                : description.toBuilder()
                        .sseDescription(SSEDescription.builder()
                                .status(SSEStatus.UPDATING)
                                .sseType(SSEType.KMS)
                                .kmsMasterKeyArn(shown)
                                .build())
                        .build();
    }

    private static TableRow settings(TableRow row, UpdateTableRequest request, Call call) {
        TableSettings settings = row.settings();
        if (request.deletionProtectionEnabled() != null) {
            settings = settings.withProtection(request.deletionProtectionEnabled());
        }
        if (request.tableClass() != null) {
            settings = settings.withTableClass(request.tableClassAsString());
        }
        if (request.sseSpecification() != null) {
            settings = settings.withEncryptionKey(EncryptionKeys.arn(request.sseSpecification(), call));
        }
        return row.with(settings);
    }

    private TableRow billing(TableRow row, UpdateTableRequest request) {
        TableRow.Billing now = row.billing();
        Throughput asked = TableOperations.throughput(request.provisionedThroughput());
        boolean toOnDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        if (toOnDemand && asked != null) {
            throw AwsError.validation(
                    INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                            + "BillingMode is PAY_PER_REQUEST");
        }
        boolean staysOnDemand = request.billingMode() == null && now.provisioned() == null;
        if (staysOnDemand && asked != null) {
            throw AwsError.validation(
                    INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                            + "BillingMode is PAY_PER_REQUEST");
        }
        if (request.billingMode() == BillingMode.PROVISIONED && now.provisioned() == null && asked == null) {
            throw AwsError.validation(
                    INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
        if (asked != null && asked.equals(now.provisioned())) {
            throw unchanged(asked);
        }
        Throughput provisioned = toOnDemand ? null : asked == null ? now.provisioned() : asked;
        Instant since = toOnDemand && now.provisioned() != null ? clock.instant() : now.onDemandSince();
        TableRow changed = row.with(new TableRow.Billing(
                provisioned,
                since,
                request.onDemandThroughput() == null ? now.most() : Throughput.of(request.onDemandThroughput()),
                request.warmThroughput() == null ? now.warm() : Throughput.of(request.warmThroughput())));
        return toOnDemand ? withoutIndexThroughput(changed) : changed;
    }

    private static TableRow withoutIndexThroughput(TableRow row) {
        TableRow changed = row;
        for (IndexDefinition index : row.indexes()) {
            changed = changed.withIndex(index.withThroughput(null));
        }
        return changed;
    }

    private static AwsError unchanged(Throughput same) {
        return AwsError.validation(
                "The provisioned throughput for the table will not change. The requested value equals "
                        + "the current value. Current ReadCapacityUnits provisioned for the table: " + same.read()
                        + ". Requested ReadCapacityUnits: " + same.read()
                        + ". Current WriteCapacityUnits provisioned for the table: " + same.write()
                        + ". Requested WriteCapacityUnits: " + same.write()
                        + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");
    }

    private TableRow stream(TableRow row, @Nullable StreamSpecification asked) {
        if (asked == null) {
            return row;
        }
        TableRow.StreamSettings now = row.stream();
        boolean isOn = now != null && now.isEnabled();
        if (isOn && Boolean.TRUE.equals(asked.streamEnabled())) {
            throw AwsError.of(
                    400, "ResourceInUseException", "Table already has an enabled stream: TableName: " + row.name());
        }
        if (!isOn && !Boolean.TRUE.equals(asked.streamEnabled())) {
            throw AwsError.validation("Table does not have an enabled stream to disable: TableName: " + row.name());
        }
        TableRow.StreamSettings requested = TableStreams.requested(asked, clock.instant());
        if (requested == null && now != null) {
            streams.closed(row, clock.instant());
            return row.with(new TableRow.StreamSettings(now.viewType(), now.label(), false));
        }
        TableRow opened = row.with(requested);
        streams.opened(opened, clock.instant());
        return opened;
    }

    private TableRow index(TableRow row, UpdateTableRequest request, GlobalSecondaryIndexUpdate update) {
        long changes = request.globalSecondaryIndexUpdates().stream()
                .filter(each -> each.create() != null || each.delete() != null)
                .count();
        if (changes > 1) {
            throw AwsError.of(
                    400,
                    "LimitExceededException",
                    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
        }
        if (update.create() != null) {
            return created(row, request, update.create());
        }
        if (update.delete() != null) {
            IndexDefinition index = globalIndex(row, update.delete().indexName());
            items.clear(row, index);
            return withUsedAttributes(row.withoutIndex(index.name()));
        }
        if (update.update() != null) {
            return updated(row, update.update());
        }
        throw AwsError.validation(INVALID + "One of GlobalSecondaryIndexUpdate's actions must be specified");
    }

    private static IndexDefinition globalIndex(TableRow row, String name) {
        return row.index(name)
                .filter(IndexDefinition::isGlobal)
                .orElseThrow(() -> AwsError.of(
                        400,
                        "ResourceNotFoundException",
                        "Requested resource not found: Index: " + name + " not found"));
    }

    private TableRow created(TableRow row, UpdateTableRequest request, CreateGlobalSecondaryIndexAction create) {
        if (row.index(create.indexName()).isPresent()) {
            throw AwsError.validation("Attempting to create an index which already exists");
        }
        Map<String, String> attributes = new LinkedHashMap<>(row.attributes());
        attributes.putAll(TableRules.attributes(request.attributeDefinitions()));
        GlobalSecondaryIndex definition = GlobalSecondaryIndex.builder()
                .indexName(create.indexName())
                .keySchema(create.keySchema())
                .projection(create.projection())
                .provisionedThroughput(create.provisionedThroughput())
                .warmThroughput(create.warmThroughput())
                .build();
        IndexDefinition index = TableRules.globalIndex(
                definition, row.nextIndexNumber(), attributes, row.billing().provisioned() != null);
        TableRow changed = withUsedAttributes(row.withAttributes(attributes).withIndex(index));
        items.fill(changed, index);
        return changed;
    }

    private static TableRow withUsedAttributes(TableRow row) {
        Map<String, String> used = new LinkedHashMap<>(row.attributes());
        used.keySet()
                .removeIf(name -> !row.key().contains(name)
                        && row.indexes().stream().noneMatch(index -> index.key().contains(name)));
        return row.withAttributes(used);
    }

    private static TableRow updated(TableRow row, UpdateGlobalSecondaryIndexAction update) {
        IndexDefinition index = globalIndex(row, update.indexName());
        if (update.provisionedThroughput() != null) {
            index = index.withThroughput(TableOperations.throughput(update.provisionedThroughput()));
        }
        if (update.warmThroughput() != null) {
            index = index.withWarm(Throughput.of(update.warmThroughput()));
        }
        return row.withIndex(index);
    }
}
