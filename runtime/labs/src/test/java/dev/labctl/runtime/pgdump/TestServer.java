package dev.labctl.runtime.pgdump;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Optional;

/** A PostgreSQL 15 server with TLS and passwords, for the role {@code app}, which needs both to get in. */
final class TestServer {
    static final String PASSWORD = "p\u00e4ss 'word\"";

    private final EmbeddedPostgres server;
    private final Path certificate;

    TestServer(Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        int code = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("keytool failed");
        }
        certificate = folder.resolve("server.crt");
        Path keyFile = folder.resolve("server.key");
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, "changeit".toCharArray());
            Files.writeString(
                    certificate,
                    pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
            Key key = keys.getKey("server", "changeit".toCharArray());
            Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
        }
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", keyFile.toString())
                .start();
        execute("postgres", "CREATE ROLE app SUPERUSER LOGIN PASSWORD 'p\u00e4ss ''word\"'");
        Files.writeString(
                Path.of(ask("postgres", "SHOW hba_file")),
                "hostssl all app all scram-sha-256\nhost all app all reject\nhost all all all trust\n");
        execute("postgres", "SELECT pg_reload_conf()");
    }

    private static String pem(String what, byte[] content) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, encoder.encodeToString(content));
    }

    /** As the role that needs TLS and a password. */
    DumpRequest request(String database) {
        return new DumpRequest(
                "localhost", server.getPort(), database, "app", PASSWORD, Optional.of(certificate), Optional.empty());
    }

    /** As the superuser, who needs neither. */
    DumpRequest plain(String database) {
        return new DumpRequest(
                "localhost", server.getPort(), database, "postgres", "", Optional.empty(), Optional.empty());
    }

    void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String ask(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", database) + "&preferQueryMode=simple");
    }

    String resource(String name) {
        try (InputStream in = TestServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() throws IOException {
        server.close();
    }
}
