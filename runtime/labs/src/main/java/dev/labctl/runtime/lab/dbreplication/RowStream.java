package dev.labctl.runtime.lab.dbreplication;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Rows on their way from {@code COPY ... TO STDOUT} of one database to {@code COPY ... FROM STDIN} of another. */
final class RowStream {
    /** The source sends each row in a message of its own; the target gets many in one. */
    private static final int BATCH = 64 * 1024;

    private RowStream() {}

    /**
     * Streams all rows, keeping no more than a batch of them.
     *
     * @param table a table and its columns, as SQL has them
     * @param format {@code binary} or {@code text}
     * @param isFrozen whether the rows are written as if they had always been there; the target's table must have been
     *     emptied in the same transaction
     * @return how many rows
     * @throws SQLException when either side fails; the other side's COPY is ended as well
     */
    static long run(Connection source, Connection target, String table, String format, boolean isFrozen)
            throws SQLException {
        CopyOut out = source.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY %s TO STDOUT (FORMAT %s)".formatted(table, format));
        try {
            CopyIn in = target.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s FROM STDIN (FORMAT %s, FREEZE %s)".formatted(table, format, isFrozen));
            try {
                transfer(out, in);
                return in.endCopy();
            } finally {
                if (in.isActive()) {
                    in.cancelCopy();
                }
            }
        } finally {
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
    }

    private static void transfer(CopyOut out, CopyIn in) throws SQLException {
        byte[] batch = new byte[BATCH];
        int filled = 0;
        for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
            if (filled + row.length > BATCH) {
                in.writeToCopy(batch, 0, filled);
                filled = 0;
            }
            if (row.length > BATCH) {
                in.writeToCopy(row, 0, row.length);
            } else {
                System.arraycopy(row, 0, batch, filled, row.length);
                filled += row.length;
            }
        }
        in.writeToCopy(batch, 0, filled);
    }
}
