package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** What DynamoDB demands of tables' and indexes' definitions, in its own words. */
final class TableRules {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final int MAX_LOCAL = 5;
    private static final int MAX_GLOBAL = 20;

    private TableRules() {}

    /** The attribute types by name. */
    static Map<String, String> attributes(List<AttributeDefinition> definitions) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (AttributeDefinition definition : definitions) {
            new Constraints()
                    .required("attributeDefinitions.member.attributeName", definition.attributeName())
                    .required("attributeDefinitions.member.attributeType", definition.attributeType())
                    .oneOf(
                            "attributeDefinitions.member.attributeType",
                            definition.attributeType(),
                            definition.attributeTypeAsString(),
                            "B, N, S")
                    .check();
            if (attributes.put(definition.attributeName(), definition.attributeTypeAsString()) != null) {
                throw AwsError.validation(
                        INVALID + "Duplicate AttributeName in AttributeDefinitions: " + definition.attributeName());
            }
        }
        return attributes;
    }

    /** The key of a table. */
    static KeyDefinition tableKey(List<KeySchemaElement> schema, Map<String, String> attributes) {
        requireKeyTypes(schema);
        for (KeySchemaElement element : schema) {
            if (!attributes.containsKey(element.attributeName())) {
                throw AwsError.validation(
                        INVALID + "Some index key attributes are not defined in AttributeDefinitions. " + "Keys: "
                                + names(schema) + ", AttributeDefinitions: " + attributes.keySet());
            }
        }
        return key(schema, attributes);
    }

    private static KeyDefinition key(List<KeySchemaElement> schema, Map<String, String> attributes) {
        return new KeyDefinition(
                attribute(schema.get(0), attributes), schema.size() < 2 ? null : attribute(schema.get(1), attributes));
    }

    private static KeyDefinition.Attribute attribute(KeySchemaElement element, Map<String, String> attributes) {
        return new KeyDefinition.Attribute(
                element.attributeName(), Objects.requireNonNull(attributes.get(element.attributeName())));
    }

    private static void requireKeyTypes(List<KeySchemaElement> schema) {
        new Constraints()
                .notEmpty("keySchema", schema)
                .atMost("keySchema", schema, 2)
                .check();
        if (schema.get(0).keyType() != KeyType.HASH) {
            throw AwsError.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (schema.size() == 2 && schema.get(1).keyType() != KeyType.RANGE) {
            throw AwsError.validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        if (schema.size() == 2
                && schema.get(0).attributeName().equals(schema.get(1).attributeName())) {
            throw AwsError.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
    }

    private static List<String> names(List<KeySchemaElement> schema) {
        return schema.stream().map(KeySchemaElement::attributeName).toList();
    }

    /** A new table's indexes, numbered from 1: local ones, then global ones. */
    static List<IndexDefinition> indexes(
            List<LocalSecondaryIndex> local,
            List<GlobalSecondaryIndex> global,
            KeyDefinition tableKey,
            Map<String, String> attributes,
            boolean isProvisioned) {
        requireCount("LocalSecondaryIndexes", local.size(), MAX_LOCAL);
        requireCount("GlobalSecondaryIndexes", global.size(), MAX_GLOBAL);
        List<IndexDefinition> indexes = new ArrayList<>();
        for (LocalSecondaryIndex index : local) {
            KeyDefinition key = indexKey(index.indexName(), index.keySchema(), attributes);
            requireLocal(index.indexName(), key, tableKey);
            indexes.add(index(index.indexName(), indexes.size() + 1, false, key, index.projection(), null, null));
        }
        for (GlobalSecondaryIndex index : global) {
            indexes.add(globalIndex(index, indexes.size() + 1, attributes, isProvisioned));
        }
        Set<String> names = new HashSet<>();
        for (IndexDefinition index : indexes) {
            if (!names.add(index.name())) {
                throw AwsError.validation(INVALID + "Duplicate index name: " + index.name());
            }
        }
        return indexes;
    }

    private static void requireCount(String parameter, int count, int most) {
        if (count > most) {
            throw AwsError.validation(INVALID + "Number of " + parameter + " exceeds per-table limit of " + most);
        }
    }

    static IndexDefinition globalIndex(
            GlobalSecondaryIndex index, int number, Map<String, String> attributes, boolean isProvisioned) {
        KeyDefinition key = indexKey(index.indexName(), index.keySchema(), attributes);
        if (isProvisioned && index.provisionedThroughput() == null) {
            throw AwsError.validation(
                    INVALID + "ProvisionedThroughput must be specified for index: " + index.indexName());
        }
        if (!isProvisioned && index.provisionedThroughput() != null) {
            throw AwsError.validation(INVALID + "ProvisionedThroughput should not be specified for index: "
                    + index.indexName() + " when BillingMode is PAY_PER_REQUEST");
        }
        return index(
                index.indexName(),
                number,
                true,
                key,
                index.projection(),
                Throughput.of(index.provisionedThroughput()),
                Throughput.of(index.warmThroughput()));
    }

    private static KeyDefinition indexKey(
            @Nullable String name, List<KeySchemaElement> schema, Map<String, String> attributes) {
        new Constraints().required("indexName", name).name("indexName", name).check();
        requireKeyTypes(schema);
        if (!attributes.keySet().containsAll(names(schema))) {
            throw AwsError.validation(
                    INVALID + "Some index key attributes are not defined in AttributeDefinitions. Keys: "
                            + names(schema) + ", AttributeDefinitions: " + attributes.keySet());
        }
        return key(schema, attributes);
    }

    private static void requireLocal(String name, KeyDefinition key, KeyDefinition tableKey) {
        if (tableKey.range() == null) {
            throw AwsError.validation(INVALID + "Table KeySchema does not have a range key, which is required when "
                    + "specifying a LocalSecondaryIndex");
        }
        if (!key.hash().equals(tableKey.hash())) {
            throw AwsError.validation(INVALID + "Index KeySchema does not have the same leading hash key as table "
                    + "KeySchema for index: " + name + ". index hash key: "
                    + key.hash().name() + ", table hash key: "
                    + tableKey.hash().name());
        }
        if (key.range() == null) {
            throw AwsError.validation(INVALID + "Index KeySchema does not have a range key for index: " + name);
        }
    }

    private static IndexDefinition index(
            String name,
            int number,
            boolean isGlobal,
            KeyDefinition key,
            @Nullable Projection projection,
            @Nullable Throughput throughput,
            @Nullable Throughput warm) {
        ProjectionType type = projection == null ? null : projection.projectionType();
        if (projection == null || type == null || type == ProjectionType.UNKNOWN_TO_SDK_VERSION) {
            throw AwsError.validation(INVALID + "Unknown ProjectionType: "
                    + (projection == null ? null : projection.projectionTypeAsString()));
        }
        if (type == ProjectionType.INCLUDE && !projection.hasNonKeyAttributes()) {
            throw AwsError.validation(INVALID + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        if (type != ProjectionType.INCLUDE && projection.hasNonKeyAttributes()) {
            throw AwsError.validation(INVALID + "ProjectionType is " + type + ", but NonKeyAttributes is specified");
        }
        return new IndexDefinition(
                name, number, isGlobal, key, type.toString(), projection.nonKeyAttributes(), throughput, warm);
    }

    /** Every attribute that is defined is part of some key. */
    static void requireAllUsed(Map<String, String> attributes, KeyDefinition tableKey, List<IndexDefinition> indexes) {
        Set<String> used = new LinkedHashSet<>(tableKey.names().toList());
        indexes.forEach(index -> used.addAll(index.key().names().toList()));
        if (used.containsAll(attributes.keySet())) {
            return;
        }
        throw AwsError.validation(INVALID
                + (indexes.isEmpty()
                        ? "Number of attributes in KeySchema does not exactly match number of attributes "
                                + "defined in AttributeDefinitions"
                        : "Some AttributeDefinitions are not used. AttributeDefinitions: " + attributes.keySet()
                                + ", keys used: " + used));
    }
}
