package dev.labctl.localcloud.service.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.schema.Properties;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/** A template's table as the requests that make it, and a changed one as the requests that bring it there. */
final class TableProperties {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TableProperties() {}

    static CreateTableRequest create(String name, Properties table, List<Tag> tags) {
        List<LocalSecondaryIndex> local = table.objects("LocalSecondaryIndexes").stream()
                .map(index -> LocalSecondaryIndex.builder()
                        .indexName(index.requiredString("IndexName"))
                        .keySchema(keySchema(index))
                        .projection(projection(index))
                        .build())
                .toList();
        List<GlobalSecondaryIndex> global = table.objects("GlobalSecondaryIndexes").stream()
                .map(TableProperties::globalIndex)
                .toList();
        return CreateTableRequest.builder()
                .tableName(name)
                .attributeDefinitions(attributeDefinitions(table))
                .keySchema(keySchema(table))
                .billingMode(table.string("BillingMode").orElse(null))
                .provisionedThroughput(provisioned(table))
                .onDemandThroughput(onDemand(table))
                .warmThroughput(warm(table))
                .localSecondaryIndexes(local.isEmpty() ? null : local)
                .globalSecondaryIndexes(global.isEmpty() ? null : global)
                .streamSpecification(stream(table))
                .sseSpecification(encryption(table))
                .deletionProtectionEnabled(
                        table.bool("DeletionProtectionEnabled").orElse(null))
                .tableClass(table.string("TableClass").orElse(null))
                .tags(tags.isEmpty() ? null : tags)
                .build();
    }

    private static List<AttributeDefinition> attributeDefinitions(Properties table) {
        return table.objects("AttributeDefinitions").stream()
                .map(definition -> AttributeDefinition.builder()
                        .attributeName(definition.requiredString("AttributeName"))
                        .attributeType(definition.requiredString("AttributeType"))
                        .build())
                .toList();
    }

    private static List<KeySchemaElement> keySchema(Properties owner) {
        return owner.objects("KeySchema").stream()
                .map(element -> KeySchemaElement.builder()
                        .attributeName(element.requiredString("AttributeName"))
                        .keyType(element.requiredString("KeyType"))
                        .build())
                .toList();
    }

    private static Projection projection(Properties index) {
        Properties projection = index.object("Projection").orElse(Properties.EMPTY);
        return Projection.builder()
                .projectionType(projection.string("ProjectionType").orElse(null))
                .nonKeyAttributes(projection.has("NonKeyAttributes") ? projection.strings("NonKeyAttributes") : null)
                .build();
    }

    private static GlobalSecondaryIndex globalIndex(Properties index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.requiredString("IndexName"))
                .keySchema(keySchema(index))
                .projection(projection(index))
                .provisionedThroughput(provisioned(index))
                .warmThroughput(warm(index))
                .build();
    }

    private static @Nullable Long units(Properties throughput, String name) {
        return throughput.number(name).map(Number::longValue).orElse(null);
    }

    private static @Nullable ProvisionedThroughput provisioned(Properties owner) {
        return owner.object("ProvisionedThroughput")
                .map(units -> ProvisionedThroughput.builder()
                        .readCapacityUnits(units(units, "ReadCapacityUnits"))
                        .writeCapacityUnits(units(units, "WriteCapacityUnits"))
                        .build())
                .orElse(null);
    }

    private static @Nullable OnDemandThroughput onDemand(Properties owner) {
        return owner.object("OnDemandThroughput")
                .map(units -> OnDemandThroughput.builder()
                        .maxReadRequestUnits(units(units, "MaxReadRequestUnits"))
                        .maxWriteRequestUnits(units(units, "MaxWriteRequestUnits"))
                        .build())
                .orElse(null);
    }

    private static @Nullable WarmThroughput warm(Properties owner) {
        return owner.object("WarmThroughput")
                .map(units -> WarmThroughput.builder()
                        .readUnitsPerSecond(units(units, "ReadUnitsPerSecond"))
                        .writeUnitsPerSecond(units(units, "WriteUnitsPerSecond"))
                        .build())
                .orElse(null);
    }

    private static @Nullable StreamSpecification stream(Properties table) {
        return table.object("StreamSpecification")
                .map(spec -> StreamSpecification.builder()
                        .streamEnabled(true)
                        .streamViewType(spec.requiredString("StreamViewType"))
                        .build())
                .orElse(null);
    }

    private static @Nullable SSESpecification encryption(Properties table) {
        return table.object("SSESpecification")
                .map(spec -> SSESpecification.builder()
                        .enabled(spec.bool("SSEEnabled").orElse(false))
                        .sseType(spec.string("SSEType").orElse(null))
                        .kmsMasterKeyId(spec.string("KMSMasterKeyId").orElse(null))
                        .build())
                .orElse(null);
    }

    /** The table's resource policy as text; null when the template has none. */
    static @Nullable String policy(Properties table) {
        Optional<Object> document = table.object("ResourcePolicy").flatMap(policy -> policy.value("PolicyDocument"));
        try {
            return document.isEmpty() ? null : JSON.writeValueAsString(document.get());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The calls that bring a table from one template to another: settings first, then indexes one at a time. */
    static List<UpdateTableRequest> updates(String name, Properties before, Properties after) {
        List<UpdateTableRequest> updates = new ArrayList<>();
        billing(name, before, after).ifPresent(updates::add);
        if (differs(before, after, "StreamSpecification")) {
            if (before.has("StreamSpecification")) {
                updates.add(streamUpdate(
                        name, StreamSpecification.builder().streamEnabled(false).build()));
            }
            if (after.has("StreamSpecification")) {
                updates.add(streamUpdate(name, stream(after)));
            }
        }
        if (differs(before, after, "SSESpecification")) {
            SSESpecification asked = encryption(after);
            updates.add(UpdateTableRequest.builder()
                    .tableName(name)
                    .sseSpecification(
                            asked == null
                                    ? SSESpecification.builder().enabled(false).build()
                                    : asked)
                    .build());
        }
        if (differs(before, after, "DeletionProtectionEnabled")) {
            updates.add(UpdateTableRequest.builder()
                    .tableName(name)
                    .deletionProtectionEnabled(
                            after.bool("DeletionProtectionEnabled").orElse(false))
                    .build());
        }
        if (differs(before, after, "TableClass")) {
            updates.add(UpdateTableRequest.builder()
                    .tableName(name)
                    .tableClass(after.string("TableClass").orElse("STANDARD"))
                    .build());
        }
        updates.addAll(indexUpdates(name, before, after));
        return updates;
    }

    private static boolean differs(Properties before, Properties after, String property) {
        return !before.value(property).equals(after.value(property));
    }

    private static UpdateTableRequest streamUpdate(String name, @Nullable StreamSpecification stream) {
        return UpdateTableRequest.builder()
                .tableName(name)
                .streamSpecification(stream)
                .build();
    }

    private static Optional<UpdateTableRequest> billing(String name, Properties before, Properties after) {
        boolean changes = differs(before, after, "BillingMode")
                || differs(before, after, "ProvisionedThroughput")
                || differs(before, after, "OnDemandThroughput")
                || differs(before, after, "WarmThroughput");
        if (!changes) {
            return Optional.empty();
        }
        boolean onDemand = after.string("BillingMode").orElse("PROVISIONED").equals("PAY_PER_REQUEST");
        boolean modeChanges = differs(before, after, "BillingMode");
        boolean capacityChanges = modeChanges || differs(before, after, "ProvisionedThroughput");
        return Optional.of(UpdateTableRequest.builder()
                .tableName(name)
                .billingMode(modeChanges ? (onDemand ? "PAY_PER_REQUEST" : "PROVISIONED") : null)
                .provisionedThroughput(!onDemand && capacityChanges ? provisioned(after) : null)
                .onDemandThroughput(onDemand(after))
                .warmThroughput(warm(after))
                .build());
    }

    /** DynamoDB adds or removes one index at a time; an index whose key or projection changes is made anew. */
    private static List<UpdateTableRequest> indexUpdates(String name, Properties before, Properties after) {
        Map<String, GlobalSecondaryIndex> old = globalIndexes(before);
        Map<String, GlobalSecondaryIndex> wanted = globalIndexes(after);
        List<UpdateTableRequest> updates = new ArrayList<>();
        old.forEach((index, definition) -> {
            if (!isSameIndex(definition, wanted.get(index))) {
                updates.add(indexUpdate(
                        name,
                        after,
                        GlobalSecondaryIndexUpdate.builder()
                                .delete(delete -> delete.indexName(index))
                                .build()));
            }
        });
        wanted.forEach((index, definition) -> {
            GlobalSecondaryIndex known = old.get(index);
            if (known == null || !isSameIndex(definition, known)) {
                updates.add(indexUpdate(
                        name,
                        after,
                        GlobalSecondaryIndexUpdate.builder()
                                .create(CreateGlobalSecondaryIndexAction.builder()
                                        .indexName(index)
                                        .keySchema(definition.keySchema())
                                        .projection(definition.projection())
                                        .provisionedThroughput(definition.provisionedThroughput())
                                        .warmThroughput(definition.warmThroughput())
                                        .build())
                                .build()));
            } else if (definition.provisionedThroughput() != null
                    && !Objects.equals(known.provisionedThroughput(), definition.provisionedThroughput())) {
                updates.add(indexUpdate(
                        name,
                        after,
                        GlobalSecondaryIndexUpdate.builder()
                                .update(update -> update.indexName(index)
                                        .provisionedThroughput(definition.provisionedThroughput()))
                                .build()));
            }
        });
        return updates;
    }

    private static Map<String, GlobalSecondaryIndex> globalIndexes(Properties table) {
        Map<String, GlobalSecondaryIndex> indexes = new LinkedHashMap<>();
        table.objects("GlobalSecondaryIndexes")
                .forEach(index -> indexes.put(index.requiredString("IndexName"), globalIndex(index)));
        return indexes;
    }

    private static boolean isSameIndex(GlobalSecondaryIndex a, @Nullable GlobalSecondaryIndex b) {
        return b != null
                && a.keySchema().equals(b.keySchema())
                && a.projection().equals(b.projection());
    }

    private static UpdateTableRequest indexUpdate(String name, Properties after, GlobalSecondaryIndexUpdate update) {
        return UpdateTableRequest.builder()
                .tableName(name)
                .attributeDefinitions(attributeDefinitions(after))
                .globalSecondaryIndexUpdates(update)
                .build();
    }
}
