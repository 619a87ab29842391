package dev.labctl.localcloud.service.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Short forms for what the tests say often. */
final class Tables {
    private Tables() {}

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** An item from names and values in turn; strings and numbers become attribute values. */
    static Map<String, AttributeValue> item(Object... namesAndValues) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            item.put(
                    (String) namesAndValues[i],
                    value instanceof AttributeValue attribute
                            ? attribute
                            : value instanceof String text ? s(text) : n(((Number) value).longValue()));
        }
        return item;
    }

    /** A table on demand; attributes are {@code name:type}, the first is the partition key. */
    static CreateTableRequest.Builder table(String name, String hash, String... others) {
        List<String> all = new java.util.ArrayList<>(List.of(hash));
        all.addAll(List.of(others));
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(all.stream().map(Tables::definition).toList())
                .keySchema(schema(hash));
    }

    private static AttributeDefinition definition(String nameAndType) {
        String[] parts = nameAndType.split(":", 2);
        return AttributeDefinition.builder()
                .attributeName(parts[0])
                .attributeType(parts[1])
                .build();
    }

    /** A key schema of one or two names (types are ignored). */
    static List<KeySchemaElement> schema(String... names) {
        List<KeySchemaElement> schema = new java.util.ArrayList<>();
        for (String name : names) {
            schema.add(KeySchemaElement.builder()
                    .attributeName(name.split(":", 2)[0])
                    .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        return schema;
    }

    static GlobalSecondaryIndex global(String name, String... keys) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(schema(keys))
                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                .build();
    }

    static LocalSecondaryIndex local(String name, ProjectionType type, String... keys) {
        return LocalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(schema(keys))
                .projection(projection -> projection.projectionType(type))
                .build();
    }

    static StreamSpecification stream(String viewType) {
        return StreamSpecification.builder()
                .streamEnabled(true)
                .streamViewType(viewType)
                .build();
    }

    /** An attribute the item is known to have. */
    static AttributeValue value(Map<String, AttributeValue> item, String name) {
        return java.util.Objects.requireNonNull(item.get(name), name);
    }

    static void put(DynamoDbClient dynamodb, String table, Object... namesAndValues) {
        dynamodb.putItem(put -> put.tableName(table).item(item(namesAndValues)));
    }
}
