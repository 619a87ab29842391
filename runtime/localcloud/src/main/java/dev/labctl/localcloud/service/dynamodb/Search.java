package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One page of a Query or Scan: items in key order until the limit, or until 1 MB was read.
 *
 * @param table the table
 * @param index the index read; null for the table itself
 * @param range the keys
 * @param start where the last page ended; null for the first
 * @param forward the direction
 * @param limit how many items are read at most, before the filter; null for no limit
 * @param filter which items are given back
 * @param projection what of them; null for all
 * @param isConsistent what a read costs
 */
record Search(
        LiveTable table,
        @Nullable IndexDefinition index,
        KeyRange range,
        @Nullable Map<String, AttributeValue> start,
        boolean forward,
        @Nullable Integer limit,
        Condition filter,
        @Nullable Projection projection,
        boolean readsTable,
        boolean isConsistent) {
    private static final int PAGE_BYTES = 1024 * 1024;

    /** What a page holds. */
    record Page(
            List<Map<String, AttributeValue>> items,
            int scanned,
            @Nullable Map<String, AttributeValue> lastKey,
            Capacity capacity) {}

    /** Reads the page. */
    Page read(ItemStore store) {
        TableRow row = table.row();
        String from = range.from();
        String to = range.to();
        if (start != null) {
            String position = startPosition(row, start);
            if (forward) {
                from = position + '\0';
            } else {
                to = position;
            }
        }
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        int scanned = 0;
        long bytes = 0;
        double fetched = 0;
        Map<String, AttributeValue> last = null;
        Iterator<Map<String, AttributeValue>> all =
                store.read(row, index, from, to, forward).iterator();
        while (all.hasNext()) {
            Map<String, AttributeValue> item = all.next();
            int size = Values.size(item);
            scanned++;
            bytes += size;
            Map<String, AttributeValue> seen = item;
            if (readsTable) {
                seen = store.get(table, row.key().encode(item));
                fetched += Capacity.readUnits(seen == null ? 0 : Values.size(seen), isConsistent);
            }
            if (seen != null && filter.holds(seen)) {
                found.add(projection == null ? seen : projection.of(seen));
            }
            if ((limit != null && scanned >= limit) || bytes >= PAGE_BYTES) {
                last = position(row, item);
                break;
            }
        }
        return new Page(found, scanned, last, capacity(row, bytes, fetched));
    }

    private Capacity capacity(TableRow row, long bytes, double fetched) {
        Capacity capacity = new Capacity(row.name());
        double units = Capacity.readUnits(bytes, isConsistent);
        if (index == null) {
            capacity.read(units);
        } else {
            capacity.read(index, units);
            if (fetched > 0) {
                capacity.read(fetched);
            }
        }
        return capacity;
    }

    private Map<String, AttributeValue> position(TableRow row, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new LinkedHashMap<>(row.key().of(item));
        if (index != null) {
            key.putAll(index.key().of(item));
        }
        return key;
    }

    private String startPosition(TableRow row, Map<String, AttributeValue> given) {
        Map<String, AttributeValue> key = Canonical.of(given);
        boolean complete =
                row.key().isComplete(key) && (index == null || index.key().isComplete(key));
        long expected = java.util.stream.Stream.concat(
                        row.key().names(),
                        index == null
                                ? java.util.stream.Stream.empty()
                                : index.key().names())
                .distinct()
                .count();
        if (!complete || key.size() != expected) {
            throw AwsError.validation("The provided starting key is invalid"
                    + (key.size() == expected ? "" : ": The provided key element does not match the schema"));
        }
        String primary = row.key().encode(key);
        String position = index == null ? primary : index.key().encode(key) + primary;
        boolean inside = position.compareTo(range.from()) >= 0 && position.compareTo(range.to()) < 0;
        boolean insidePartition = range.condition() instanceof Condition.Always
                || range.condition().holds(key);
        if (!inside || !insidePartition) {
            throw AwsError.validation(
                    range.condition() instanceof Condition.Always
                            ? "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey"
                                    + " with correct Segment."
                            : "The provided starting key is outside query boundaries based on provided conditions");
        }
        return position;
    }
}
