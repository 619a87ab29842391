package dev.labctl.localcloud.service.dynamodb.partiql;

import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Update;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A statement, its parameters filled in ("PartiQL statements for DynamoDB", developer guide). */
public sealed interface Statement {
    /** The table's name or ARN. */
    String table();

    /**
     * {@code SELECT columns FROM table.index WHERE condition ORDER BY key}.
     *
     * @param table the table's name or ARN
     * @param index the index that is read; null for the table itself
     * @param columns what is given of each item; none for all of it
     * @param where which items
     * @param order key attributes to order by
     */
    record Select(String table, @Nullable String index, List<Column> columns, Condition where, List<Order> order)
            implements Statement {
        public Select {
            columns = List.copyOf(columns);
            order = List.copyOf(order);
        }
    }

    /** {@code INSERT INTO table VALUE item}. */
    record Insert(String table, Map<String, AttributeValue> item) implements Statement {
        public Insert {
            item = Collections.unmodifiableMap(new LinkedHashMap<>(item));
        }
    }

    /** {@code UPDATE table SET path=value REMOVE path WHERE condition RETURNING ...}. */
    record Modify(String table, Update update, Condition where, Returning returning) implements Statement {}

    /** {@code DELETE FROM table WHERE condition RETURNING ...}. */
    record Delete(String table, Condition where, Returning returning) implements Statement {}

    /** {@code EXISTS(SELECT ...)}: a condition of a transaction. */
    record Exists(Select select) implements Statement {
        @Override
        public String table() {
            return select.table();
        }
    }

    /** A path to give, and the name it gets: that of its last member, or {@code _1}, {@code _2} ... by position. */
    record Column(Path path, String name) {}

    /** A key attribute to order by. */
    record Order(String attribute, boolean isDescending) {}

    /** What a write gives back. */
    enum Returning {
        NONE,
        ALL_OLD,
        MODIFIED_OLD,
        ALL_NEW,
        MODIFIED_NEW
    }
}
