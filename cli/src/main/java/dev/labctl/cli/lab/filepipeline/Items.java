package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The deployed lab's table. */
final class Items {
    private static final String STATUS_INDEX = "status-index";

    /** What an earlier run of an item has left and the next would be confused with. */
    private static final List<String> OF_A_RUN = List.of(
            ItemAttribute.ERROR,
            ItemAttribute.OUTPUT_PATH,
            ItemAttribute.QUEUED_AT,
            ItemAttribute.RECEIVED_AT,
            ItemAttribute.PROCESSING_AT,
            ItemAttribute.FINISHED_AT,
            ItemAttribute.FAILED_AT,
            ItemAttribute.WORKER_ID,
            ItemAttribute.MESSAGE_ID,
            ItemAttribute.ATTEMPTS,
            ItemAttribute.LEASE_EXPIRES_AT);

    private final Cloud cloud;
    private final DynamoDb dynamoDb;
    private final String table;

    Items(Deployment deployment) {
        this.cloud = deployment.cloud();
        this.dynamoDb = deployment.cloud().dynamoDb();
        this.table = deployment.output(FilePipelineLab.TABLE);
    }

    /** Puts a pending item with an id of its own. */
    Item submit(String path) {
        Map<String, Object> row = Map.of(
                ItemAttribute.ID, UUID.randomUUID().toString(),
                ItemAttribute.STATUS, ItemStatus.PENDING.name(),
                ItemAttribute.S3_PATH, path,
                ItemAttribute.PENDING_AT, cloud.now().toString());
        dynamoDb.put(table, row);
        return item(row);
    }

    /** Makes an item pending again, if no worker has it. */
    Item submitAgain(String id) {
        Map<String, Object> row = dynamoDb.get(table, Map.of(ItemAttribute.ID, id))
                .orElseThrow(() -> LabctlException.usage("there is no item '" + id + "'", "labctl items"));
        Item before = item(row);
        if (!before.isDone() && !isAbandoned(before)) {
            throw LabctlException.usage(
                    "item %s is %s".formatted(id, before.status()), "wait until it is done: labctl items --watch");
        }
        Map<String, Object> again = new HashMap<>(row);
        OF_A_RUN.forEach(again::remove);
        again.put(ItemAttribute.STATUS, ItemStatus.PENDING.name());
        again.put(ItemAttribute.PENDING_AT, cloud.now().toString());
        if (!dynamoDb.replace(table, again, ItemAttribute.STATUS, before.status())) {
            throw LabctlException.usage("item %s has just changed".formatted(id), "look at it again: labctl items");
        }
        return item(again);
    }

    /** Whether its worker is gone, and its message with it. */
    private static boolean isAbandoned(Item item) {
        return item.status().equals(ItemStatus.PROCESSING.name())
                && item.attributes().get(ItemAttribute.LEASE_EXPIRES_AT) instanceof Number end
                && end.longValue() < System.currentTimeMillis();
    }

    /** The item of that id, if there is one. */
    Optional<Item> find(String id) {
        return dynamoDb.get(table, Map.of(ItemAttribute.ID, id)).map(Items::item);
    }

    Stream<Item> all(Optional<ItemStatus> status) {
        return status.map(wanted -> dynamoDb.queryIndex(table, STATUS_INDEX, ItemAttribute.STATUS, wanted.name()))
                .orElseGet(() -> dynamoDb.scan(table))
                .map(Items::item);
    }

    Map<ItemStatus, Long> counts() {
        Map<ItemStatus, Long> counts = new EnumMap<>(ItemStatus.class);
        for (ItemStatus status : ItemStatus.values()) {
            counts.put(status, dynamoDb.count(table, STATUS_INDEX, ItemAttribute.STATUS, status.name()));
        }
        return counts;
    }

    /** Deletes the items whose ids begin like this. */
    void deleteThoseOf(String prefix) {
        try (Stream<Item> items = all(Optional.empty())) {
            items.filter(item -> item.id().startsWith(prefix))
                    .forEach(item -> dynamoDb.delete(table, Map.of(ItemAttribute.ID, item.id())));
        }
    }

    private static Item item(Map<String, Object> row) {
        return new Item(
                text(row, ItemAttribute.ID), text(row, ItemAttribute.STATUS), text(row, ItemAttribute.S3_PATH), row);
    }

    private static String text(Map<String, Object> row, String attribute) {
        return String.valueOf(row.getOrDefault(attribute, ""));
    }
}
