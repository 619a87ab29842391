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
            for (BackupManifest.TableRows table : manifest.tables()) {
                String count = "SELECT count(*) FROM ONLY " + Sql.name(table.schema(), table.table());
                try (ResultSet result = statement.executeQuery(count)) {
                    result.next();
                    counts.add(table.schema(), table.table(), result.getLong(1));
                } catch (SQLException e) {
                    counts.troubles.put(name(table.schema(), table.table()), String.valueOf(e.getMessage()));
                }
            }
        }
        return counts;
    }

    /** So many rows more of this table. */
    public synchronized void add(String schema, String table, long count) {
        rows.merge(name(schema, table), count, Long::sum);
    }

    private static String name(String schema, String table) {
        return schema + "." + table;
    }

    /**
     * Compares with the manifest, table by table.
     *
     * @param where the rows were counted, as it reads after "rows": {@code in the archive}
     */
    public synchronized Findings against(BackupManifest manifest, String where) {
        Findings findings = new Findings();
        Set<String> unknown = new TreeSet<>(rows.keySet());
        long total = 0;
        for (BackupManifest.TableRows table : manifest.tables()) {
            String name = name(table.schema(), table.table());
            unknown.remove(name);
            Long found = rows.get(name);
            if (found == null) {
                String trouble = troubles.getOrDefault(name, "it is not there");
                findings.problem("%s cannot be counted %s: %s".formatted(name, where, trouble));
            } else if (found == UNCOUNTED) {
                findings.evidence(name + " has INSERT commands, whose rows are not counted");
            } else if (found != table.rows()) {
                findings.problem(
                        "%s has %,d rows %s, and the manifest says %,d".formatted(name, found, where, table.rows()));
            } else {
                total += found;
            }
        }
        unknown.forEach(
                name -> findings.problem("%s has rows %s, and the manifest does not know it".formatted(name, where)));
        findings.evidence("%,d rows agree, tables compared: %,d"
                .formatted(total, manifest.tables().size()));
        return findings;
    }
}
