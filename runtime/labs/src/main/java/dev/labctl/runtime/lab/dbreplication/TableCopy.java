package dev.labctl.runtime.lab.dbreplication;

import dev.labctl.runtime.lab.dbreplication.InventoryTable.Column;
import dev.labctl.wire.dbreplication.CopyResult;
import dev.labctl.wire.dbreplication.TableState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a table of one database what it is in another: from one snapshot of the source, in one transaction of the target,
 * compared before the commit. Whatever fails leaves the target as it was. Any number of rows takes the same memory.
 */
final class TableCopy {
    private final InventoryTable table;

    TableCopy(InventoryTable table) {
        this.table = table;
    }

    /**
     * Copies all rows. The connections are given back in no transaction.
     *
     * @param patienceMillis how long another run is waited for
     * @throws SQLException when either database fails
     * @throws IllegalStateException when the copy is not equal to its source, or the columns do not allow one
     */
    CopyResult run(Connection source, Connection target, long patienceMillis) throws SQLException {
        long started = System.nanoTime();
        ensureSource(source, patienceMillis);
        target.setAutoCommit(false);
        try {
            table.lock(target, patienceMillis);
            table.ensure(target);
            // The snapshot is taken after the lock: a run that waited must not bring back what is older than its rows.
            TableState copied = copy(source, target);
            target.commit();
            return new CopyResult(copied.rows(), copied.checksum(), (System.nanoTime() - started) / 1_000_000);
        } catch (SQLException | RuntimeException e) {
            rollback(target, e);
            throw e;
        }
    }

    private void ensureSource(Connection source, long patienceMillis) throws SQLException {
        source.setAutoCommit(false);
        table.lock(source, patienceMillis);
        table.ensure(source);
        source.commit();
    }

    private TableState copy(Connection source, Connection target) throws SQLException {
        source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        source.setReadOnly(true);
        try {
            List<Column> columns = table.columns(source);
            List<Column> others = table.columns(target);
            requireSameNames(columns, others);
            boolean isEqual = new HashSet<>(columns).equals(new HashSet<>(others));
            // Frozen rows are seen by transactions that are older than them: these would else find the table empty.
            table.reload(
                    target,
                    isOrdinary -> RowStream.run(
                            source, target, table.with(columns), isEqual ? "binary" : "text", isOrdinary));
            TableState read = table.state(source, columns, !isEqual);
            TableState written = table.state(target, columns, !isEqual);
            if (!read.equals(written)) {
                throw new IllegalStateException(
                        "the copy differs from its source: %s and %s; the backup stays as it was"
                                .formatted(written, read));
            }
            return written;
        } finally {
            source.rollback();
        }
    }

    private void requireSameNames(List<Column> columns, List<Column> others) {
        Set<String> source = names(columns);
        Set<String> target = names(others);
        if (!source.equals(target)) {
            throw new IllegalStateException("table %s has columns %s in the source and %s in the backup"
                    .formatted(table.name(), source, target));
        }
    }

    private static Set<String> names(List<Column> columns) {
        Set<String> names = new java.util.TreeSet<>();
        columns.forEach(column -> names.add(column.name()));
        return names;
    }

    private static void rollback(Connection target, Exception failure) {
        try {
            target.rollback();
        } catch (SQLException e) {
            // A connection that is gone has rolled back by itself.
            failure.addSuppressed(e);
        }
    }
}
