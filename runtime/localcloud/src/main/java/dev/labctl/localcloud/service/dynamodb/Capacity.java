package dev.labctl.localcloud.service.dynamodb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** The capacity a request used of one table ("DynamoDB read and write operations", developer guide). */
final class Capacity {
    private static final double READ_UNIT_BYTES = 4096;

    private final String tableName;
    private final boolean isTransaction;
    private double tableUnits;
    private double readUnits;
    private double writeUnits;
    private final Map<String, Double> globalIndexes = new LinkedHashMap<>();
    private final Map<String, Double> localIndexes = new LinkedHashMap<>();

    Capacity(String tableName) {
        this(tableName, false);
    }

    Capacity(String tableName, boolean isTransaction) {
        this.tableName = tableName;
        this.isTransaction = isTransaction;
    }

    /** Units of a read of so many bytes. */
    static double readUnits(long bytes, boolean isConsistent) {
        double units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
        return isConsistent ? units : units / 2;
    }

    void read(double units) {
        double counted = isTransaction ? units * 2 : units;
        tableUnits += counted;
        readUnits += counted;
    }

    void read(IndexDefinition index, double units) {
        indexes(index).merge(index.name(), units, Double::sum);
        readUnits += units;
    }

    void write(TableRow table, ItemStore.Written written) {
        double factor = isTransaction ? 2 : 1;
        tableUnits += written.tableUnits() * factor;
        writeUnits += written.tableUnits() * factor;
        written.indexUnits().forEach((name, units) -> {
            indexes(table.index(name).orElseThrow()).merge(name, units * factor, Double::sum);
            writeUnits += units * factor;
        });
    }

    /** Adds what another request for the same table used. */
    void add(Capacity other) {
        tableUnits += other.tableUnits;
        readUnits += other.readUnits;
        writeUnits += other.writeUnits;
        other.globalIndexes.forEach((name, units) -> globalIndexes.merge(name, units, Double::sum));
        other.localIndexes.forEach((name, units) -> localIndexes.merge(name, units, Double::sum));
    }

    private Map<String, Double> indexes(IndexDefinition index) {
        return index.isGlobal() ? globalIndexes : localIndexes;
    }

    /** What the answer shows; null when it was not asked for. */
    @Nullable
    ConsumedCapacity show(@Nullable ReturnConsumedCapacity asked) {
        if (asked == null || asked == ReturnConsumedCapacity.NONE) {
            return null;
        }
        ConsumedCapacity.Builder shown =
                ConsumedCapacity.builder().tableName(tableName).capacityUnits(readUnits + writeUnits);
        if (isTransaction && readUnits > 0) {
            shown.readCapacityUnits(readUnits);
        }
        if (isTransaction && writeUnits > 0) {
            shown.writeCapacityUnits(writeUnits);
        }
        if (asked == ReturnConsumedCapacity.INDEXES) {
            shown.table(capacity(tableUnits));
            if (!globalIndexes.isEmpty()) {
                shown.globalSecondaryIndexes(capacities(globalIndexes));
            }
            if (!localIndexes.isEmpty()) {
                shown.localSecondaryIndexes(capacities(localIndexes));
            }
        }
        return shown.build();
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> capacities(
            Map<String, Double> units) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> shown = new LinkedHashMap<>();
        units.forEach((name, value) -> shown.put(name, capacity(value)));
        return shown;
    }

    private static software.amazon.awssdk.services.dynamodb.model.Capacity capacity(double units) {
        return software.amazon.awssdk.services.dynamodb.model.Capacity.builder()
                .capacityUnits(units)
                .build();
    }
}
