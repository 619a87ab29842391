package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.store.RowNumbers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is stored.
 *
 * @param region the region
 * @param name the name, unique in the region
 * @param id the UUID
 * @param number tells its items from those of other tables
 * @param created when it was created
 * @param attributes the types of all key attributes, by name
 * @param key the primary key
 * @param indexes local indexes, then global ones
 * @param nextIndexNumber the number of the next global index
 * @param billing capacity
 * @param stream the current or last stream; null when there never was one
 * @param settings everything else
 */
record TableRow(
        String region,
        String name,
        String id,
        int number,
        Instant created,
        Map<String, String> attributes,
        KeyDefinition key,
        List<IndexDefinition> indexes,
        int nextIndexNumber,
        Billing billing,
        @Nullable StreamSettings stream,
        TableSettings settings) {
    TableRow {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        indexes = List.copyOf(indexes);
    }

    /**
     * How capacity is paid.
     *
     * @param provisioned provisioned capacity; null on demand
     * @param onDemandSince when the table went on demand last; null when it never did
     * @param most the on-demand maximum; null when not set
     * @param warm warm throughput asked for; null when not set
     */
    record Billing(
            @Nullable Throughput provisioned,
            @Nullable Instant onDemandSince,
            @Nullable Throughput most,
            @Nullable Throughput warm) {}

    /**
     * A table's stream.
     *
     * @param viewType KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES
     * @param label the stream's timestamp, the end of its ARN
     * @param isEnabled whether changes are recorded
     */
    record StreamSettings(String viewType, String label, boolean isEnabled) {}

    String arn(String accountId) {
        return "arn:aws:dynamodb:" + region + ":" + accountId + ":table/" + name;
    }

    /** What the keys of all its items start with. */
    String prefix() {
        return prefix(number);
    }

    static String prefix(int tableNumber) {
        return RowNumbers.hex(tableNumber, 7) + "/";
    }

    /** What the keys of all entries of one of its indexes start with. */
    String prefix(IndexDefinition index) {
        return prefix() + RowNumbers.hex(index.number(), 4) + "/";
    }

    Optional<IndexDefinition> index(String indexName) {
        return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
    }

    boolean hasLocalIndexes() {
        return indexes.stream().anyMatch(index -> !index.isGlobal());
    }

    TableRow with(Billing changed) {
        return new TableRow(
                region,
                name,
                id,
                number,
                created,
                attributes,
                key,
                indexes,
                nextIndexNumber,
                changed,
                stream,
                settings);
    }

    TableRow with(@Nullable StreamSettings changed) {
        return new TableRow(
                region,
                name,
                id,
                number,
                created,
                attributes,
                key,
                indexes,
                nextIndexNumber,
                billing,
                changed,
                settings);
    }

    TableRow with(TableSettings changed) {
        return new TableRow(
                region, name, id, number, created, attributes, key, indexes, nextIndexNumber, billing, stream, changed);
    }

    TableRow withAttributes(Map<String, String> changed) {
        return new TableRow(
                region, name, id, number, created, changed, key, indexes, nextIndexNumber, billing, stream, settings);
    }

    TableRow withIndex(IndexDefinition added) {
        List<IndexDefinition> all = new ArrayList<>(indexes);
        all.removeIf(index -> index.name().equals(added.name()));
        all.add(added);
        return new TableRow(
                region,
                name,
                id,
                number,
                created,
                attributes,
                key,
                all,
                Math.max(nextIndexNumber, added.number() + 1),
                billing,
                stream,
                settings);
    }

    TableRow withoutIndex(String indexName) {
        List<IndexDefinition> rest = indexes.stream()
                .filter(index -> !index.name().equals(indexName))
                .toList();
        return new TableRow(
                region, name, id, number, created, attributes, key, rest, nextIndexNumber, billing, stream, settings);
    }
}
