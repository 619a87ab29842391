package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.partiql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Turns INSERT, UPDATE and DELETE statements, and EXISTS, into {@link ItemWrite}s. */
final class StatementWrites {
    private final TableCatalog catalog;
    private final ItemWrites writes;

    StatementWrites(TableCatalog catalog, ItemWrites writes) {
        this.catalog = catalog;
        this.writes = writes;
    }

    /**
     * The write a statement asks for.
     *
     * @param showsItemOnFailure whether a failed condition shows the item
     * @throws AwsError ValidationException when the statement reads, or does not say which item it writes
     */
    ItemWrite of(Statement statement, boolean showsItemOnFailure, String region) {
        LiveTable table = catalog.forItems(region, statement.table());
        if (statement instanceof Statement.Insert insert) {
            return insert(table, insert);
        }
        if (statement instanceof Statement.Modify modify) {
            // An update by statement is of an item that is there, other than UpdateItem's.
            Condition condition = new Condition.And(exists(table), modify.where());
            return writes.update(
                    table, KeyChoice.item(modify.where(), table.row()), modify.update(), condition, showsItemOnFailure);
        }
        if (statement instanceof Statement.Delete delete) {
            Condition condition = new Condition.Or(new Condition.Not(exists(table)), delete.where());
            return new ItemWrite(
                    ItemWrites.ref(table, KeyChoice.item(delete.where(), table.row())),
                    condition,
                    before -> null,
                    showsItemOnFailure,
                    null);
        }
        if (statement instanceof Statement.Exists check) {
            Condition condition =
                    new Condition.And(exists(table), check.select().where());
            return new ItemWrite(
                    ItemWrites.ref(table, KeyChoice.item(check.select().where(), table.row())),
                    condition,
                    before -> before,
                    showsItemOnFailure,
                    null);
        }
        throw AwsError.validation("The statement does not write");
    }

    private static Condition exists(LiveTable table) {
        return new Condition.Exists(Path.of(table.row().key().hash().name()));
    }

    private static ItemWrite insert(LiveTable table, Statement.Insert insert) {
        Map<String, AttributeValue> item = ItemRules.item(table.row(), insert.item());
        return new ItemWrite(
                ItemWrites.ref(table, item),
                new Condition.Always(),
                before -> {
                    if (before != null) {
                        throw AwsError.of(400, "DuplicateItemException", "Duplicate primary key exists in table");
                    }
                    return item;
                },
                false,
                null);
    }

    /** What a statement's RETURNING clause gives; null for nothing. */
    static @Nullable Map<String, AttributeValue> returned(
            Statement statement, ItemWrite write, ItemWrite.Outcome outcome) {
        Statement.Returning returning = Statement.Returning.NONE;
        if (statement instanceof Statement.Modify modify) {
            returning = modify.returning();
        } else if (statement instanceof Statement.Delete delete) {
            returning = delete.returning();
        }
        return switch (returning) {
            case NONE -> null;
            case ALL_OLD -> outcome.before();
            case ALL_NEW -> outcome.after();
            case MODIFIED_OLD -> touched(write, outcome.before());
            case MODIFIED_NEW -> touched(write, outcome.after());
        };
    }

    private static @Nullable Map<String, AttributeValue> touched(
            ItemWrite write, @Nullable Map<String, AttributeValue> item) {
        Projection touched = write.touched();
        return touched == null || item == null ? null : touched.of(item);
    }
}
