package dev.labctl.cli.cloud;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * DynamoDB: tables and items. An item is a map of attribute names to String, BigDecimal, Boolean, byte[], List and Map.
 */
public final class DynamoDb implements AutoCloseable {
    private final DynamoDbClient client;

    DynamoDb(ClientFactory clients) {
        client = clients.client(DynamoDbClient.builder());
    }

    /**
     * A table's settings.
     *
     * @param keys attribute names to {@code HASH} or {@code RANGE}
     * @param encryption {@code KMS} for a key in KMS; empty for DynamoDB's own
     * @param pointInTimeRecovery whether any second of the last weeks can be restored
     */
    public record TableSettings(
            String name,
            String arn,
            String status,
            Map<String, String> keys,
            String billingMode,
            String encryption,
            boolean deletionProtection,
            boolean pointInTimeRecovery) {
        public TableSettings {
            keys = Map.copyOf(keys);
        }
    }

    /** Lets a table be restored to any second of the last weeks, or not. */
    public void setPointInTimeRecovery(String table, boolean enabled) {
        client.updateContinuousBackups(request -> request.tableName(table)
                .pointInTimeRecoverySpecification(recovery -> recovery.pointInTimeRecoveryEnabled(enabled)));
    }

    /** A table's settings, if there is such a table. */
    public Optional<TableSettings> settings(String table) {
        try {
            TableDescription found =
                    client.describeTable(request -> request.tableName(table)).table();
            DescribeContinuousBackupsResponse backups =
                    client.describeContinuousBackups(request -> request.tableName(table));
            return Optional.of(new TableSettings(
                    found.tableName(),
                    found.tableArn(),
                    found.tableStatusAsString(),
                    found.keySchema().stream()
                            .collect(Collectors.toMap(
                                    KeySchemaElement::attributeName, KeySchemaElement::keyTypeAsString)),
                    found.billingModeSummary() == null
                            ? "PROVISIONED"
                            : found.billingModeSummary().billingModeAsString(),
                    found.sseDescription() == null ? "" : found.sseDescription().sseTypeAsString(),
                    Boolean.TRUE.equals(found.deletionProtectionEnabled()),
                    recoverable(backups)));
        } catch (CloudException e) {
            if (e.is("ResourceNotFoundException", "TableNotFoundException")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All items of a table, read in pages while the stream is consumed. */
    public Stream<Map<String, Object>> scan(String table) {
        return client.scanPaginator(request -> request.tableName(table)).items().stream()
                .map(Attributes::plain);
    }

    /** All items of a table, with all that was written before this, read in pages while the stream is consumed. */
    public Stream<Map<String, Object>> scanConsistently(String table) {
        return client.scanPaginator(request -> request.tableName(table).consistentRead(true)).items().stream()
                .map(Attributes::plain);
    }

    /** All items with this hash key, in the order of the range key, read in pages while the stream is consumed. */
    public Stream<Map<String, Object>> query(String table, String hashKey, Object value) {
        return client
                .queryPaginator(request -> request.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("#key = :value")
                        .expressionAttributeNames(Map.of("#key", hashKey))
                        .expressionAttributeValues(Map.of(":value", Attributes.wire(value))))
                .items()
                .stream()
                .map(Attributes::plain);
    }

    /** All items with this hash key in an index, which may lag behind, read in pages while the stream is consumed. */
    public Stream<Map<String, Object>> queryIndex(String table, String index, String hashKey, Object value) {
        return client
                .queryPaginator(request -> request.tableName(table)
                        .indexName(index)
                        .keyConditionExpression("#key = :value")
                        .expressionAttributeNames(Map.of("#key", hashKey))
                        .expressionAttributeValues(Map.of(":value", Attributes.wire(value))))
                .items()
                .stream()
                .map(Attributes::plain);
    }

    /** How many items have this hash key in an index, which may lag behind. */
    public long count(String table, String index, String hashKey, Object value) {
        return client
                .queryPaginator(request -> request.tableName(table)
                        .indexName(index)
                        .select(Select.COUNT)
                        .keyConditionExpression("#key = :value")
                        .expressionAttributeNames(Map.of("#key", hashKey))
                        .expressionAttributeValues(Map.of(":value", Attributes.wire(value))))
                .stream()
                .mapToLong(QueryResponse::count)
                .sum();
    }

    /** The item with this key, if there is one. */
    public Optional<Map<String, Object>> get(String table, Map<String, ?> key) {
        Map<String, Object> item = Attributes.plain(client.getItem(
                        request -> request.tableName(table).consistentRead(true).key(Attributes.wire(key)))
                .item());
        return item.isEmpty() ? Optional.empty() : Optional.of(item);
    }

    /** Writes an item over whatever has its key. */
    public void put(String table, Map<String, ?> item) {
        client.putItem(request -> request.tableName(table).item(Attributes.wire(item)));
    }

    /**
     * Writes an item over what was read under its key.
     *
     * @param attribute one whose value tells whether the item has changed since
     * @return false when it has changed, or is gone; nothing is written then
     */
    public boolean replace(String table, Map<String, ?> item, String attribute, Object before) {
        try {
            client.putItem(request -> request.tableName(table)
                    .item(Attributes.wire(item))
                    .conditionExpression("#attribute = :before")
                    .expressionAttributeNames(Map.of("#attribute", attribute))
                    .expressionAttributeValues(Map.of(":before", Attributes.wire(before))));
            return true;
        } catch (CloudException e) {
            if (e.is("ConditionalCheckFailedException")) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes an item; one that is not there is no error. */
    public void delete(String table, Map<String, ?> key) {
        client.deleteItem(request -> request.tableName(table).key(Attributes.wire(key)));
    }

    @Override
    public void close() {
        client.close();
    }

    private static boolean recoverable(DescribeContinuousBackupsResponse backups) {
        return backups.continuousBackupsDescription() != null
                && backups.continuousBackupsDescription().pointInTimeRecoveryDescription() != null
                && "ENABLED"
                        .equals(backups.continuousBackupsDescription()
                                .pointInTimeRecoveryDescription()
                                .pointInTimeRecoveryStatusAsString());
    }
}
