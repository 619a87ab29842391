package dev.labctl.localcloud.service.dynamodb;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexWarmThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;

/** Tables as the API describes them. */
final class TableDescriptions {
    private final ItemStore items;
    private final String accountId;

    TableDescriptions(ItemStore items, String accountId) {
        this.items = items;
        this.accountId = accountId;
    }

    /** The table at rest, as DescribeTable shows it. */
    TableDescription active(LiveTable table) {
        TableRow row = table.row();
        TableDescription.Builder description = full(table, TableStatus.ACTIVE, IndexStatus.ACTIVE, null);
        Throughput warm = Throughput.warm(row.billing().warm(), row.billing().provisioned());
        description.warmThroughput(warm(warm, TableStatus.ACTIVE));
        if (row.billing().onDemandSince() != null) {
            description.billingModeSummary(summary -> summary.billingMode(mode(row))
                    .lastUpdateToPayPerRequestDateTime(row.billing().onDemandSince()));
        }
        return description.build();
    }

    /** The table in transition, as CreateTable and UpdateTable answer; {@code changing} is the index being made. */
    TableDescription changing(LiveTable table, TableStatus status, @Nullable String changing) {
        IndexStatus others = status == TableStatus.CREATING ? IndexStatus.CREATING : IndexStatus.ACTIVE;
        TableDescription.Builder description = full(table, status, others, changing);
        if (table.row().billing().warm() != null) {
            Throughput warm = Throughput.warm(
                    table.row().billing().warm(), table.row().billing().provisioned());
            description.warmThroughput(warm(warm, TableStatus.UPDATING));
        }
        return description.build();
    }

    /** The table as DeleteTable answers. */
    TableDescription deleting(LiveTable table) {
        return base(table, TableStatus.DELETING).build();
    }

    private TableDescription.Builder base(LiveTable table, TableStatus status) {
        TableRow row = table.row();
        Tally tally = items.tally(table, null);
        TableDescription.Builder description = TableDescription.builder()
                .tableName(row.name())
                .tableArn(row.arn(accountId))
                .tableId(row.id())
                .tableStatus(status)
                .itemCount(tally.items())
                .tableSizeBytes(tally.bytes())
                .deletionProtectionEnabled(row.settings().isProtected())
                .provisionedThroughput(provisioned(row.billing().provisioned()));
        if (row.billing().onDemandSince() != null) {
            description.billingModeSummary(
                    BillingModeSummary.builder().billingMode(mode(row)).build());
        }
        TableRow.StreamSettings stream = row.stream();
        if (stream != null) {
            description
                    .latestStreamLabel(stream.label())
                    .latestStreamArn(row.arn(accountId) + "/stream/" + stream.label());
            if (stream.isEnabled()) {
                description.streamSpecification(StreamSpecification.builder()
                        .streamEnabled(true)
                        .streamViewType(stream.viewType())
                        .build());
            }
        }
        return description;
    }

    private TableDescription.Builder full(
            LiveTable table, TableStatus status, IndexStatus indexStatus, @Nullable String changing) {
        TableRow row = table.row();
        TableDescription.Builder description = base(table, status)
                .creationDateTime(row.created())
                .attributeDefinitions(row.attributes().entrySet().stream()
                        .map(entry -> AttributeDefinition.builder()
                                .attributeName(entry.getKey())
                                .attributeType(entry.getValue())
                                .build())
                        .toList())
                .keySchema(schema(row.key()));
        if (row.settings().tableClass() != null) {
            description.tableClassSummary(TableClassSummary.builder()
                    .tableClass(row.settings().tableClass())
                    .build());
        }
        if (row.settings().encryptionKeyArn() != null) {
            description.sseDescription(SSEDescription.builder()
                    .status(SSEStatus.ENABLED)
                    .sseType(SSEType.KMS)
                    .kmsMasterKeyArn(row.settings().encryptionKeyArn())
                    .build());
        }
        Throughput most = row.billing().most();
        if (most != null) {
            description.onDemandThroughput(OnDemandThroughput.builder()
                    .maxReadRequestUnits(most.read())
                    .maxWriteRequestUnits(most.write())
                    .build());
        }
        indexes(description, table, status, indexStatus, changing);
        return description;
    }

    private void indexes(
            TableDescription.Builder description,
            LiveTable table,
            TableStatus tableStatus,
            IndexStatus status,
            @Nullable String changing) {
        List<LocalSecondaryIndexDescription> local = table.row().indexes().stream()
                .filter(index -> !index.isGlobal())
                .map(index -> local(table, index))
                .toList();
        List<GlobalSecondaryIndexDescription> global = table.row().indexes().stream()
                .filter(IndexDefinition::isGlobal)
                .map(index -> global(
                        table,
                        index,
                        index.name().equals(changing) ? IndexStatus.CREATING : status,
                        tableStatus != TableStatus.CREATING))
                .toList();
        if (!local.isEmpty()) {
            description.localSecondaryIndexes(local);
        }
        if (!global.isEmpty()) {
            description.globalSecondaryIndexes(global);
        }
    }

    private LocalSecondaryIndexDescription local(LiveTable table, IndexDefinition index) {
        Tally tally = items.tally(table, index);
        return LocalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.row().arn(accountId) + "/index/" + index.name())
                .keySchema(schema(index.key()))
                .projection(projection(index))
                .itemCount(tally.items())
                .indexSizeBytes(tally.bytes())
                .build();
    }

    private GlobalSecondaryIndexDescription global(
            LiveTable table, IndexDefinition index, IndexStatus status, boolean showsWarm) {
        Tally tally = items.tally(table, index);
        GlobalSecondaryIndexDescription.Builder description = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.row().arn(accountId) + "/index/" + index.name())
                .indexStatus(status)
                .keySchema(schema(index.key()))
                .projection(projection(index))
                .provisionedThroughput(provisioned(index.throughput()))
                .itemCount(tally.items())
                .indexSizeBytes(tally.bytes());
        if (status == IndexStatus.CREATING && showsWarm) {
            description.backfilling(false);
        }
        if (showsWarm || index.warm() != null) {
            Throughput warm = Throughput.warm(index.warm(), index.throughput());
            description.warmThroughput(GlobalSecondaryIndexWarmThroughputDescription.builder()
                    .readUnitsPerSecond(warm.read())
                    .writeUnitsPerSecond(warm.write())
                    .status(status == IndexStatus.ACTIVE ? IndexStatus.ACTIVE : IndexStatus.UPDATING)
                    .build());
        }
        return description.build();
    }

    private static BillingMode mode(TableRow row) {
        return row.billing().provisioned() == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED;
    }

    private static ProvisionedThroughputDescription provisioned(@Nullable Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .numberOfDecreasesToday(0L)
                .readCapacityUnits(throughput == null ? 0L : throughput.read())
                .writeCapacityUnits(throughput == null ? 0L : throughput.write())
                .build();
    }

    private static TableWarmThroughputDescription warm(Throughput warm, TableStatus status) {
        return TableWarmThroughputDescription.builder()
                .readUnitsPerSecond(warm.read())
                .writeUnitsPerSecond(warm.write())
                .status(status)
                .build();
    }

    private static Projection projection(IndexDefinition index) {
        return Projection.builder()
                .projectionType(index.projection())
                .nonKeyAttributes(index.nonKeyAttributes().isEmpty() ? null : index.nonKeyAttributes())
                .build();
    }

    private static List<KeySchemaElement> schema(KeyDefinition key) {
        return key.attributes().stream()
                .map(attribute -> KeySchemaElement.builder()
                        .attributeName(attribute.name())
                        .keyType(attribute.equals(key.hash()) ? KeyType.HASH : KeyType.RANGE)
                        .build())
                .collect(Collectors.toList());
    }
}
