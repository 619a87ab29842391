package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What DynamoDB demands of items and keys ("Quotas in Amazon DynamoDB", developer guide), in its own words. */
final class ItemRules {
    static final int MAX_ITEM_BYTES = 400 * 1024;
    private static final int MAX_HASH_BYTES = 2048;
    private static final int MAX_RANGE_BYTES = 1024;
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final String NOT_SUPPORTED = "One or more parameter values are not valid. ";

    private ItemRules() {}

    /** A canonical, complete key and nothing else. */
    static Map<String, AttributeValue> key(TableRow table, Map<String, AttributeValue> given) {
        Map<String, AttributeValue> key = Canonical.of(given);
        boolean matches =
                key.size() == table.key().attributes().size() && table.key().isComplete(key);
        if (!matches) {
            throw keyMismatch();
        }
        checkKeyValues(table.key(), key);
        return key;
    }

    static AwsError keyMismatch() {
        return AwsError.validation("The provided key element does not match the schema");
    }

    /** A canonical item that fits the table: its keys, its indexes' keys and its size. */
    static Map<String, AttributeValue> item(TableRow table, Map<String, AttributeValue> given) {
        Map<String, AttributeValue> item = Canonical.of(given);
        for (KeyDefinition.Attribute attribute : table.key().attributes()) {
            AttributeValue value = item.get(attribute.name());
            if (value == null) {
                throw AwsError.validation(INVALID + "Missing the key " + attribute.name() + " in the item");
            }
            if (!attribute.matches(value)) {
                throw AwsError.validation(INVALID + "Type mismatch for key " + attribute.name() + " expected: "
                        + attribute.type() + " actual: " + Values.typeName(value));
            }
        }
        checkKeyValues(table.key(), item);
        checkIndexKeys(table, item);
        if (Values.size(item) > MAX_ITEM_BYTES) {
            throw AwsError.validation("Item size has exceeded the maximum allowed size");
        }
        return item;
    }

    private static void checkKeyValues(KeyDefinition key, Map<String, AttributeValue> item) {
        for (KeyDefinition.Attribute attribute : key.attributes()) {
            AttributeValue value = item.get(attribute.name());
            if (value != null && isEmpty(value)) {
                throw AwsError.validation(
                        NOT_SUPPORTED + "The AttributeValue for a key attribute cannot contain an empty "
                                + (value.type() == AttributeValue.Type.S ? "string" : "binary") + " value. Key: "
                                + attribute.name());
            }
        }
        checkKeySizes(key, item);
    }

    private static void checkKeySizes(KeyDefinition key, Map<String, AttributeValue> item) {
        AttributeValue hash = item.get(key.hash().name());
        if (hash != null && Values.size(hash) > MAX_HASH_BYTES) {
            throw AwsError.validation(
                    INVALID + "Size of hashkey has exceeded the maximum size limit of" + MAX_HASH_BYTES + " bytes");
        }
        AttributeValue range = key.range() == null ? null : item.get(key.range().name());
        if (range != null && Values.size(range) > MAX_RANGE_BYTES) {
            throw AwsError.validation(INVALID + "Aggregated size of all range keys has exceeded the size limit of "
                    + MAX_RANGE_BYTES + " bytes");
        }
    }

    private static boolean isEmpty(AttributeValue value) {
        return (value.type() == AttributeValue.Type.S && value.s().isEmpty())
                || (value.type() == AttributeValue.Type.B && value.b().asByteArrayUnsafe().length == 0);
    }

    private static void checkIndexKeys(TableRow table, Map<String, AttributeValue> item) {
        for (IndexDefinition index : table.indexes()) {
            for (KeyDefinition.Attribute attribute : index.key().attributes()) {
                AttributeValue value = item.get(attribute.name());
                if (value != null && !attribute.matches(value)) {
                    throw AwsError.validation(INVALID + "Type mismatch for Index Key " + attribute.name()
                            + " Expected: " + attribute.type() + " Actual: " + Values.typeName(value) + " IndexName: "
                            + index.name());
                }
                if (value != null && isEmpty(value)) {
                    throw AwsError.validation(NOT_SUPPORTED
                            + "A value specified for a secondary index key is not supported. "
                            + "The AttributeValue for a key attribute cannot contain an empty "
                            + (value.type() == AttributeValue.Type.S ? "string" : "binary") + " value. IndexName: "
                            + index.name() + ", IndexKey: " + attribute.name());
                }
            }
            checkKeySizes(index.key(), item);
        }
    }

    /** Checks an item that an update made. */
    static void updated(TableRow table, Map<String, AttributeValue> item) {
        for (IndexDefinition index : table.indexes()) {
            for (KeyDefinition.Attribute attribute : index.key().attributes()) {
                AttributeValue value = item.get(attribute.name());
                if (value != null && !attribute.matches(value)) {
                    throw AwsError.validation(
                            "The update expression attempted to update the secondary index key to unsupported type");
                }
                if (value != null && isEmpty(value)) {
                    throw AwsError.validation("The update expression attempted to update the secondary index key to "
                            + "a value that is not supported. The AttributeValue for a key attribute cannot contain an "
                            + "empty " + (value.type() == AttributeValue.Type.S ? "string" : "binary") + " value.");
                }
            }
            checkKeySizes(index.key(), item);
        }
        if (Values.size(item) > MAX_ITEM_BYTES) {
            throw AwsError.validation("Item size to update has exceeded the maximum allowed size");
        }
    }

    /** The paths of an update leave the key alone. */
    static void keepsKey(TableRow table, Iterable<String> changedAttributes) {
        for (String attribute : changedAttributes) {
            if (table.key().contains(attribute)) {
                throw AwsError.validation(
                        INVALID + "Cannot update attribute " + attribute + ". This attribute is part of the key");
            }
        }
    }

    /** The item, or an empty one. */
    static Map<String, AttributeValue> orEmpty(@Nullable Map<String, AttributeValue> item) {
        return item == null ? Map.of() : item;
    }
}
