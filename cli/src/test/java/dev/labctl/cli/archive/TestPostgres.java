package dev.labctl.cli.archive;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL 15 server, started once for all tests of a JVM, and the native tools where they are installed. */
public final class TestPostgres {
    /** The server's major version. */
    public static final int MAJOR = 15;

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static @Nullable TestPostgres running;

    private final EmbeddedPostgres server;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The server; it ends with the JVM. */
    public static synchronized TestPostgres get() {
        TestPostgres known = running;
        if (known == null) {
            try {
                known = new TestPostgres(EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "100")
                        .start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running = known;
        }
        return known;
    }

    /** Makes a database of its own and returns its name. */
    public String createDatabase(String options) throws SQLException {
        String name = "test" + NAMES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name + " " + options);
        return name;
    }

    /** Makes a database and fills it with what the SQL resource says. */
    public String createDatabaseFrom(String resource) throws SQLException, IOException {
        String name = createDatabase("");
        execute(name, resource(resource));
        return name;
    }

    /** A resource's text. */
    public static String resource(String name) throws IOException {
        try (InputStream in = TestPostgres.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The port on which the server listens. */
    public int port() {
        return server.getPort();
    }

    /** A new connection as the superuser. */
    public Connection connect(String database) throws SQLException {
        // The driver takes some statements of the sample apart in the wrong places: the server shall do it.
        return DriverManager.getConnection(server.getJdbcUrl("postgres", database) + "&preferQueryMode=simple");
    }

    /** Runs statements. */
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    public String ask(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        }
    }

    /** Dumps with the native pg_dump of the server's major version or a newer one; the test is skipped without. */
    public Path dump(String database, Path file, String... options) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        List<String> arguments = new ArrayList<>(List.of("-f", file.toString(), "-d", database));
        arguments.addAll(List.of(options));
        run("pg_dump", arguments);
        return file;
    }

    /** The whole database as SQL text: what two equal databases have in common. */
    public String asText(String database, Path folder) throws IOException, InterruptedException {
        String text = Files.readString(dump(database, folder.resolve(database + ".sql")), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    /** Runs a native client program against the server; the test is skipped when it is missing or too old. */
    public String run(String program, List<String> arguments) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                major(program) >= MAJOR, program + " " + MAJOR + " or newer is not installed on this machine");
        List<String> command =
                new ArrayList<>(List.of(program, "-h", "localhost", "-p", "" + port(), "-U", "postgres"));
        command.addAll(arguments);
        return start(command);
    }

    /** The major version of a native program, 0 when there is none. */
    public static int major(String program) throws InterruptedException {
        try {
            return Integer.parseInt(start(List.of(program, "--version")).replaceFirst("^\\D*(\\d+)(?s).*", "$1"));
        } catch (IOException e) {
            return 0;
        }
    }

    private static String start(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        String text = said.toString(StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " failed: " + text);
        }
        return text;
    }
}
