package dev.labctl.cli.archive.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.archive.ArchiveReader;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.CorruptArchiveException;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.archive.restore.RestoreOptions.Existing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives of the native pg_dump restored by us, and the result compared with the source as SQL text. */
class RestoreTest {
    private static final TestPostgres SERVER = TestPostgres.get();

    @TempDir
    private static Path folder;

    private static String source = "";
    private static Path archive = Path.of("");

    @BeforeAll
    static void dump() throws Exception {
        source = SERVER.createDatabaseFrom("/archive/sample.sql");
        archive = SERVER.dump(source, folder.resolve("sample.dump"), "-Fc");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "8"})
    void whatIsRestoredFromAFileEqualsTheSource(int jobs) throws Exception {
        String target = SERVER.createDatabase("");

        RestoreReport report = restore(archive, target, RestoreOptions.jobs(jobs));

        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(source, folder));
        assertThat(report.skipped()).isEmpty();
        assertThat(report.largeObjects()).isEqualTo(3);
        assertThat(report.rows()).isEqualTo(404 + 3000 + 500 + 2 + 20 + 2 + 3);
        assertThat(SERVER.ask(target, "SELECT nextval('counter')")).isEqualTo("11");
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void whatIsRestoredFromAStreamEqualsTheSource(int jobs) throws Exception {
        String target = SERVER.createDatabase("");

        try (ArchiveReader reader = new ArchiveReader(Files.newInputStream(archive))) {
            Restore.of(reader, target(target), RestoreOptions.jobs(jobs), RestoreProgress.NONE);
        }

        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(source, folder));
    }

    @Test
    void insertCommandsAreRestoredToo() throws Exception {
        String target = SERVER.createDatabase("");
        Path inserts = SERVER.dump(source, folder.resolve("inserts.dump"), "-Fc", "--inserts");

        restore(inserts, target, RestoreOptions.jobs(2));

        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(source, folder));
    }

    @Test
    void anotherEncodingIsRestoredAsTheSameText() throws Exception {
        String latin = SERVER.createDatabase("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        SERVER.execute(
                latin, "CREATE TABLE \"caf\u00e9\" (t text); INSERT INTO \"caf\u00e9\" VALUES ('\u00fc \u00df')");
        String target = SERVER.createDatabase("");

        restore(SERVER.dump(latin, folder.resolve("latin.dump"), "-Fc"), target, RestoreOptions.jobs(1));

        assertThat(SERVER.ask(target, "SELECT t FROM \"caf\u00e9\"")).isEqualTo("\u00fc \u00df");
    }

    @Test
    void aTargetThatHasTheTablesIsRefusedAndLeftAlone() throws Exception {
        String target = SERVER.createDatabase("");
        SERVER.execute(target, "CREATE TABLE self (mine integer); INSERT INTO self VALUES (7)");

        assertThatThrownBy(() -> restore(archive, target, RestoreOptions.jobs(2)))
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining("the database already has public.self: nothing was restored");

        assertThat(SERVER.ask(target, "SELECT mine FROM self")).isEqualTo("7");
        assertThat(SERVER.ask(target, "SELECT count(*) FROM pg_class WHERE relname = 'customers'"))
                .isEqualTo("0");
    }

    @Test
    void whatIsThereIsReplacedWhenAskedTo() throws Exception {
        String target = SERVER.createDatabaseFrom("/archive/sample.sql");
        SERVER.execute(
                target, "DELETE FROM customers; DROP TABLE parent CASCADE; DROP SCHEMA \"Odd \"\"Schema\"\"\" CASCADE");
        SERVER.execute(target, "SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
        // Those that are there would be given to each table anew.
        SERVER.execute(target, "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM PUBLIC");

        restore(archive, target, new RestoreOptions(2, Existing.REPLACE, true, true));

        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(source, folder));
    }

    @Test
    void rowsThatAnArchiveOfDataFindsStayUnlessTheyAreToBeReplaced() throws Exception {
        String data = SERVER.createDatabase("");
        SERVER.execute(data, """
                CREATE TABLE first (id integer PRIMARY KEY, word text); CREATE TABLE second (id integer REFERENCES first);
                INSERT INTO first VALUES (1, 'one'), (2, 'two'); INSERT INTO second VALUES (1)""");
        Path dump = SERVER.dump(data, folder.resolve("data.dump"), "-Fc", "-a");
        SERVER.execute(data, "INSERT INTO first VALUES (99, 'precious'); UPDATE first SET word = 'uno' WHERE id = 1");

        assertThatThrownBy(() -> restore(dump, data, RestoreOptions.jobs(2)))
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining(
                        "the database already has rows in public.first, rows in public.second: nothing was restored");
        assertThat(SERVER.ask(data, "SELECT string_agg(word, ' ' ORDER BY id) FROM first"))
                .isEqualTo("uno two precious");

        restore(dump, data, new RestoreOptions(1, Existing.REPLACE, true, true));
        assertThat(SERVER.ask(data, "SELECT string_agg(word, ' ' ORDER BY id) FROM first"))
                .isEqualTo("one two");
        SERVER.execute(data, "TRUNCATE first, second");
        restore(dump, data, RestoreOptions.jobs(1));
        assertThat(SERVER.ask(data, "SELECT string_agg(word, ' ' ORDER BY id) FROM first"))
                .isEqualTo("one two");
    }

    @Test
    void aSchemaThatHasMoreInItStaysWhenWhatTheArchiveHasIsReplaced() throws Exception {
        String shared = SERVER.createDatabase("");
        SERVER.execute(shared, "CREATE SCHEMA wide; CREATE TABLE wide.t (i integer); INSERT INTO wide.t VALUES (1)");
        Path dump = SERVER.dump(shared, folder.resolve("shared.dump"), "-Fc");
        SERVER.execute(shared, "CREATE TABLE wide.mine (i integer); INSERT INTO wide.t VALUES (2)");

        restore(dump, shared, new RestoreOptions(1, Existing.REPLACE, true, true));

        assertThat(SERVER.ask(shared, "SELECT count(*) FROM wide.t")).isEqualTo("1");
        assertThat(SERVER.ask(shared, "SELECT count(*) FROM wide.mine")).isEqualTo("0");
    }

    @Test
    void ownersAndGrantsOfMissingRolesAreLeftOutAndSaid() throws Exception {
        SERVER.execute("postgres", "CREATE ROLE \"Some one\"; CREATE ROLE guest; CREATE ROLE kept");
        String owned = SERVER.createDatabase("");
        SERVER.execute(
                owned,
                "CREATE TABLE t (i integer); ALTER TABLE t OWNER TO \"Some one\"; CREATE FUNCTION f(a integer DEFAULT 1)"
                        + " RETURNS integer LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f OWNER TO kept;"
                        + " GRANT SELECT ON t TO kept; GRANT INSERT ON t TO guest");
        Path dump = SERVER.dump(owned, folder.resolve("owned.dump"), "-Fc");
        String withRoles = SERVER.createDatabase("");
        RestoreReport all = restore(dump, withRoles, RestoreOptions.jobs(1));
        assertThat(all.skipped()).isEmpty();
        assertThat(SERVER.asText(withRoles, folder)).isEqualTo(SERVER.asText(owned, folder));

        SERVER.execute(owned, "DROP OWNED BY \"Some one\", guest");
        SERVER.execute(withRoles, "DROP OWNED BY \"Some one\", guest");
        SERVER.execute("postgres", "DROP ROLE \"Some one\", guest");
        String target = SERVER.createDatabase("");
        RestoreReport report = restore(dump, target, RestoreOptions.jobs(1));

        assertThat(report.skipped())
                .anySatisfy(line -> assertThat(line).contains("owners that do not exist here", "Some one"))
                .anySatisfy(line -> assertThat(line).contains("ACL public.TABLE t", "role \"guest\" does not exist"));
        assertThat(SERVER.ask(target, "SELECT has_table_privilege('kept', 't', 'SELECT')"))
                .isEqualTo("t");
        assertThat(SERVER.ask(target, "SELECT proowner::regrole FROM pg_proc WHERE proname = 'f'"))
                .isEqualTo("kept");
        SERVER.execute(target, "DROP OWNED BY kept");
    }

    @Test
    void policiesForMissingRolesAreLeftOutAndSaid() throws Exception {
        SERVER.execute("postgres", "CREATE ROLE clerk");
        String guarded = SERVER.createDatabase("");
        SERVER.execute(guarded, """
                CREATE TABLE t (i integer); INSERT INTO t VALUES (1); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
                CREATE POLICY everybody ON t USING (i > 0);
                CREATE POLICY clerks ON t TO clerk USING (i > 0);
                COMMENT ON POLICY clerks ON t IS 'for clerks';
                CREATE POLICY few ON t AS RESTRICTIVE TO clerk, pg_monitor USING (i > 5)""");
        Path dump = SERVER.dump(guarded, folder.resolve("guarded.dump"), "-Fc");
        String withRole = SERVER.createDatabase("");
        assertThat(restore(dump, withRole, RestoreOptions.jobs(2)).skipped()).isEmpty();
        assertThat(SERVER.asText(withRole, folder)).isEqualTo(SERVER.asText(guarded, folder));

        SERVER.execute(guarded, "DROP POLICY clerks ON t; DROP POLICY few ON t");
        SERVER.execute(withRole, "DROP POLICY clerks ON t; DROP POLICY few ON t");
        SERVER.execute("postgres", "DROP ROLE clerk");
        String target = SERVER.createDatabase("");
        RestoreReport report = restore(dump, target, RestoreOptions.jobs(2));

        assertThat(report.skipped())
                .containsExactlyInAnyOrder(
                        "POLICY public.t clerks: role \"clerk\" does not exist (42704)",
                        "POLICY public.t few: role \"clerk\" does not exist (42704);"
                                + " it is restrictive: other roles that it names see more");
        assertThat(SERVER.asText(target, folder)).isEqualTo(SERVER.asText(guarded, folder));
    }

    @Test
    void aFailureNamesItsEntryAndWhatTheServerSaid() throws Exception {
        String broken = SERVER.createDatabase("");
        SERVER.execute(
                broken,
                "CREATE FUNCTION good(i integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
                        + " CREATE TABLE checked (i integer CONSTRAINT picky CHECK (good(i)));"
                        + " INSERT INTO checked VALUES (1), (2);"
                        + " CREATE OR REPLACE FUNCTION good(i integer) RETURNS boolean LANGUAGE sql AS 'SELECT i < 2'");
        Path dump = SERVER.dump(broken, folder.resolve("broken.dump"), "-Fc");
        String target = SERVER.createDatabase("");

        assertThatThrownBy(() -> restore(dump, target, RestoreOptions.jobs(2)))
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining("TABLE DATA public.checked")
                .hasMessageContaining("violates check constraint \"picky\"")
                .hasMessageContaining("(23514)");

        assertThat(SERVER.ask(target, "SELECT count(*) FROM checked")).isEqualTo("0");
    }

    @Test
    void aTruncatedStreamEndsTheRestoreAndNoTableIsHalfFull() throws Exception {
        byte[] whole = Files.readAllBytes(archive);
        RandomAccessArchive blocks = new RandomAccessArchive(ArchiveSource.of(whole));
        long middle = blocks.contents().withData().stream()
                .filter(entry -> entry.tag().equals("Order, (lines)"))
                .mapToLong(entry -> entry.dataOffset() + blocks.size(entry) / 2)
                .sum();
        byte[] cut = Arrays.copyOf(whole, (int) middle);
        String target = SERVER.createDatabase("");

        assertThatThrownBy(() -> {
                    try (ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(cut))) {
                        Restore.of(reader, target(target), RestoreOptions.jobs(2), RestoreProgress.NONE);
                    }
                })
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("Order, (lines)");

        assertThat(SERVER.ask(target, "SELECT count(*) FROM \"Odd \"\"Schema\"\"\".\"Order, (lines)\""))
                .isEqualTo("0");
    }

    private static RestoreReport restore(Path file, String database, RestoreOptions options)
            throws IOException, RestoreException, InterruptedException, SQLException {
        return Restore.of(
                new RandomAccessArchive(ArchiveSource.file(file)), target(database), options, RestoreProgress.NONE);
    }

    private static RestoreTarget target(String database) {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        return new RestoreTarget("jdbc:postgresql://localhost:" + SERVER.port() + "/" + database, properties);
    }
}
