package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The tables of all regions, by region and name; kept in memory and stored. */
final class TableCatalog {
    private static final String NEXT_NUMBER = "next-table-number";

    private final Store store;
    private final Table<TableRow> rows;
    private final Table<String> settings;
    private final ConcurrentSkipListMap<String, LiveTable> tables = new ConcurrentSkipListMap<>();

    TableCatalog(Store store) {
        this.store = store;
        this.rows = store.table("dynamodb.tables", Codec.json(TableRow.class));
        this.settings = store.table("dynamodb.settings", Codec.TEXT);
        rows.entries().forEach(entry -> tables.put(entry.getKey(), new LiveTable(entry.getValue())));
    }

    private static String key(String region, String name) {
        return region + "/" + name;
    }

    Collection<LiveTable> all() {
        return tables.values();
    }

    /** The tables of a region, in order of their names. */
    List<LiveTable> inRegion(String region) {
        return List.copyOf(tables.subMap(region + "/", region + "/\uffff").values());
    }

    Optional<LiveTable> find(String region, String nameOrArn) {
        return Optional.ofNullable(tables.get(key(region, TableNames.name(nameOrArn))));
    }

    /**
     * The table an item operation is about.
     *
     * @throws AwsError ResourceNotFoundException in the words of the item operations
     */
    LiveTable forItems(String region, String nameOrArn) {
        return find(region, nameOrArn)
                .orElseThrow(() -> AwsError.of(400, "ResourceNotFoundException", "Requested resource not found"));
    }

    /**
     * The table a table operation is about.
     *
     * @throws AwsError ResourceNotFoundException naming the table
     */
    LiveTable named(String region, String nameOrArn) {
        return find(region, nameOrArn).orElseThrow(() -> notFound(TableNames.name(nameOrArn)));
    }

    static AwsError notFound(String name) {
        return AwsError.of(
                400, "ResourceNotFoundException", "Requested resource not found: Table: " + name + " not found");
    }

    /** Takes the next table number; inside {@link Store#write}. */
    synchronized int takeNumber() {
        int number = settings.get(NEXT_NUMBER).map(Integer::valueOf).orElse(1);
        settings.put(NEXT_NUMBER, Integer.toString(number + 1));
        return number;
    }

    /** Adds a table; inside {@link Store#write}. */
    void add(TableRow row) {
        rows.put(key(row.region(), row.name()), row);
        tables.put(key(row.region(), row.name()), new LiveTable(row));
    }

    /** Forgets a table; inside {@link Store#write}, with its shape locked. */
    void remove(LiveTable table) {
        TableRow row = table.row();
        rows.remove(key(row.region(), row.name()));
        tables.remove(key(row.region(), row.name()));
        table.markDeleted();
    }

    /** Changes a table's row, with no item changing meanwhile. */
    void change(LiveTable table, UnaryOperator<TableRow> change) {
        table.shape.writeLock().lock();
        try {
            if (table.isDeleted()) {
                throw notFound(table.row().name());
            }
            store.write(() -> replace(table, change.apply(table.row())));
        } finally {
            table.shape.writeLock().unlock();
        }
    }

    /** Stores a changed row; inside {@link Store#write}, with its shape locked. */
    void replace(LiveTable table, TableRow changed) {
        rows.put(key(changed.region(), changed.name()), changed);
        table.setRow(changed);
    }
}
