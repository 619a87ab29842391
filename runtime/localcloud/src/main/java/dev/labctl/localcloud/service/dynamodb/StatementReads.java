package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.partiql.Statement;
import dev.labctl.localcloud.service.dynamodb.value.ItemCodec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads what SELECT statements ask for: partitions one after the other, or the whole table. */
final class StatementReads {
    private static final ItemCodec KEYS = new ItemCodec();

    private final TableCatalog catalog;
    private final ItemStore items;

    StatementReads(TableCatalog catalog, ItemStore items) {
        this.catalog = catalog;
        this.items = items;
    }

    /**
     * A page of a statement's items.
     *
     * @param lastKey the last item read, when there may be more
     * @param nextToken says to {@link #page} where to go on
     */
    record Page(
            List<Map<String, AttributeValue>> items,
            @Nullable Map<String, AttributeValue> lastKey,
            @Nullable String nextToken,
            Capacity capacity) {}

    /** Where a page starts: in which of the ranges, and after which key of it. */
    private record Position(int range, @Nullable Map<String, AttributeValue> after) {}

    Page page(
            Statement.Select select,
            boolean isConsistent,
            @Nullable Integer limit,
            @Nullable String nextToken,
            String region) {
        LiveTable table = catalog.forItems(region, select.table());
        IndexDefinition index = SearchOperations.index(table, select.index());
        SearchOperations.requireConsistencyAllowed(index, isConsistent);
        KeyDefinition key = index == null ? table.row().key() : index.key();
        KeyChoice choice = KeyChoice.of(select.where(), key);
        boolean forward = isForward(select, choice, key);
        List<KeyRange> ranges = new ArrayList<>(choice.ranges());
        if (!forward) {
            java.util.Collections.reverse(ranges);
        }
        boolean readsTable = index != null && SearchOperations.readsTable(table, index, null, roots(select, choice));
        Position position = position(nextToken, ranges.size());
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Capacity capacity = new Capacity(table.row().name());
        int left = limit == null ? Integer.MAX_VALUE : limit;
        for (int at = position.range(); at < ranges.size(); at++) {
            Search.Page page = new Search(
                            table,
                            index,
                            ranges.get(at),
                            at == position.range() ? position.after() : null,
                            forward,
                            limit == null ? null : left,
                            choice.filter(),
                            null,
                            readsTable,
                            isConsistent)
                    .read(items);
            page.items().forEach(item -> found.add(view(select, item)));
            capacity.add(page.capacity());
            left -= page.scanned();
            if (page.lastKey() != null) {
                return new Page(found, page.lastKey(), token(at, page.lastKey()), capacity);
            }
        }
        return new Page(found, null, null, capacity);
    }

    /** The read of the one item a statement is about; {@code complaint} is said when it is not about one. */
    Transactions.Read item(Statement.Select select, String region, String complaint) {
        LiveTable table = catalog.forItems(region, select.table());
        Map<String, AttributeValue> key =
                KeyChoice.itemIfNamed(select.where(), table.row()).orElseThrow(() -> AwsError.validation(complaint));
        return new Transactions.Read(ItemWrites.ref(table, key), item -> view(select, item));
    }

    /** The columns of an item. */
    static Map<String, AttributeValue> view(Statement.Select select, Map<String, AttributeValue> item) {
        if (select.columns().isEmpty()) {
            return item;
        }
        Map<String, AttributeValue> view = new LinkedHashMap<>();
        for (Statement.Column column : select.columns()) {
            AttributeValue value = column.path().of(item);
            if (value != null) {
                view.put(column.name(), value);
            }
        }
        return view;
    }

    private static @Nullable Projection roots(Statement.Select select, KeyChoice choice) {
        if (select.columns().isEmpty()) {
            return null;
        }
        List<Path> paths = new ArrayList<>(
                select.columns().stream().map(Statement.Column::path).toList());
        KeyRange.attributes(choice.filter()).forEach(attribute -> paths.add(Path.of(attribute)));
        return new Projection(paths);
    }

    private static boolean isForward(Statement.Select select, KeyChoice choice, KeyDefinition key) {
        if (select.order().isEmpty()) {
            return true;
        }
        if (choice.isScan()) {
            throw AwsError.validation(
                    "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
        }
        for (Statement.Order order : select.order()) {
            if (!key.contains(order.attribute())) {
                throw AwsError.validation("Variable reference " + order.attribute()
                        + " in ORDER BY clause must be part of the primary key");
            }
        }
        boolean descending = select.order().get(0).isDescending();
        boolean mixed = select.order().stream().anyMatch(order -> order.isDescending() != descending);
        boolean byHash = select.order().get(0).attribute().equals(key.hash().name());
        if (choice.ranges().size() > 1 && (mixed || !byHash)) {
            throw AwsError.validation("This cloud orders several partitions by their partition key first, and both"
                    + " keys in one direction");
        }
        return !select.order().get(select.order().size() - 1).isDescending();
    }

    private static String token(int range, Map<String, AttributeValue> lastKey) {
        return range + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(KEYS.encode(lastKey));
    }

    private static Position position(@Nullable String token, int ranges) {
        if (token == null) {
            return new Position(0, null);
        }
        try {
            String[] parts = token.split("\\.", 2);
            int range = Integer.parseInt(parts[0]);
            if (parts.length == 2 && range >= 0 && range < ranges) {
                return new Position(range, KEYS.decode(Base64.getUrlDecoder().decode(parts[1])));
            }
        } catch (IllegalArgumentException e) {
            throw invalidToken();
        }
        throw invalidToken();
    }

    private static AwsError invalidToken() {
        return AwsError.validation("Given value for NextToken is not valid for this statement");
    }
}
