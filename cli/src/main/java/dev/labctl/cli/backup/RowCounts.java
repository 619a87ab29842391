package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.archive.restore.Sql;
import dev.labctl.cli.verify.Findings;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rows of tables, counted in one place and held against what the manifest says. */
public final class RowCounts {
    /** An archive that has INSERT commands does not tell how many rows they make. */
    private static final long UNCOUNTED = -1;

    /**
     * Leaf partitions below a hash, with their root. A value's hash may differ in the restored database (an enum's is its
     * OID's), which is why pg_dump has such rows loaded through the root; only that knows them all again.
     */
    private static final String HASHED = """
            SELECT n.nspname, c.relname, rn.nspname, r.relname
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.pg_partition_root(c.oid)
            JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
            WHERE c.relispartition AND c.relkind = 'r' AND EXISTS (
              SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) a
              JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = a.relid AND p.partstrat = 'h')""";

    private final Map<String, String> roots = new LinkedHashMap<>();
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private final Map<String, String> troubles = new LinkedHashMap<>();

    /** Nothing is counted yet. */
    public RowCounts() {}

    /** The rows in an archive. */
    static RowCounts of(ArchiveReport archive) {
        RowCounts counts = new RowCounts();
        archive.tables().forEach(table -> counts.add(table.schema(), table.name(), table.rows()));
        return counts;
    }

    /**
     * Counts the rows of the manifest's tables in a database. What cannot be counted is a difference then.
     *
     * @throws RestoreException when the database cannot be reached
     */
    static RowCounts in(RestoreTarget database, BackupManifest manifest) throws RestoreException, SQLException {
        RowCounts counts = new RowCounts();
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            // Rather an error than the rows that a policy lets this user see.
            statement.execute("SET row_security = off");
            try (ResultSet result = statement.executeQuery(HASHED)) {
                while (result.next()) {
                    counts.roots.put(
                            result.getString(1) + "." + result.getString(2),
                            result.getString(3) + "." + result.getString(4));
                }
            }
            for (BackupManifest.TableRows table : manifest.tables()) {
                String count = "SELECT count(*) FROM ONLY " + Sql.name(table.schema(), table.table());
                try (ResultSet result = statement.executeQuery(count)) {
                    result.next();
                    counts.add(table.schema(), table.table(), result.getLong(1));
                } catch (SQLException e) {
                    counts.troubles.put(counts.name(table.schema(), table.table()), String.valueOf(e.getMessage()));
                }
            }
        }
        return counts;
    }

    /** So many rows more of this table. */
    public synchronized void add(String schema, String table, long count) {
        rows.merge(name(schema, table), count, Long::sum);
    }

    /** What a table's rows are counted as. */
    private String name(String schema, String table) {
        String name = schema + "." + table;
        return roots.getOrDefault(name, name);
    }

    /**
     * Compares with the manifest, table by table.
     *
     * @param where the rows were counted, as it reads after "rows": {@code in the archive}
     */
    public synchronized Findings against(BackupManifest manifest, String where) {
        Findings findings = new Findings();
        Map<String, Long> expected = new LinkedHashMap<>();
        for (BackupManifest.TableRows table : manifest.tables()) {
            expected.merge(name(table.schema(), table.table()), table.rows(), Long::sum);
        }
        long total = 0;
        for (Map.Entry<String, Long> table : expected.entrySet()) {
            String name = table.getKey();
            Long found = rows.get(name);
            if (found == null || troubles.containsKey(name)) {
                String trouble = troubles.getOrDefault(name, "it is not there");
                findings.problem("%s cannot be counted %s: %s".formatted(name, where, trouble));
            } else if (found == UNCOUNTED) {
                findings.evidence(name + " has INSERT commands, whose rows are not counted");
            } else if (!found.equals(table.getValue())) {
                findings.problem("%s has %,d rows %s, and the manifest says %,d"
                        .formatted(name, found, where, table.getValue()));
            } else {
                total += found;
            }
        }
        Set<String> unknown = new TreeSet<>(rows.keySet());
        unknown.removeAll(expected.keySet());
        unknown.forEach(
                name -> findings.problem("%s has rows %s, and the manifest does not know it".formatted(name, where)));
        findings.evidence("%,d rows agree, tables compared: %,d".formatted(total, expected.size()));
        return findings;
    }
}
