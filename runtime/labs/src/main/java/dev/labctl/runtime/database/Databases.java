package dev.labctl.runtime.database;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Opens connections, one at a time, each a plain one of its own: with TLS that proves the server, and the credentials of
 * the database's secret, which are fetched once per process and again when the server refuses them, because they rotate.
 */
public final class Databases {
    private static final String INVALID_PASSWORD = "28P01";
    private static final Driver DRIVER = new Driver();

    private final SecretsManagerClient secrets;
    private final Map<String, Credentials> known = new ConcurrentHashMap<>();
    private @Nullable Path authorities;

    public Databases(SecretsManagerClient secrets) {
        this.secrets = secrets;
    }

    /**
     * Connects.
     *
     * @param application what the server shows the session as
     * @throws SQLException when the server cannot be reached or refuses, naming it; with SQLState {@code 28P01} when it
     *     refuses even the credentials that are current
     */
    public Connection open(DatabaseAddress address, String application) throws SQLException {
        Credentials credentials = known.computeIfAbsent(address.secretArn(), this::fetch);
        try {
            return connect(address, credentials, application);
        } catch (SQLException e) {
            if (!INVALID_PASSWORD.equals(e.getSQLState())) {
                throw at(address, e);
            }
            Credentials current = fetch(address.secretArn());
            known.put(address.secretArn(), current);
            try {
                return connect(address, current, application);
            } catch (SQLException again) {
                throw at(address, again);
            }
        }
    }

    /**
     * Does beforehand what the first connection takes most of its time for, and what depends on no server: gets TLS ready.
     *
     * @throws SQLException when the certificates of the authorities cannot be read
     */
    public void prepare() throws SQLException {
        new LightTls(secure());
    }

    private Properties secure() {
        Properties properties = new Properties();
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", authorities().toString());
        properties.setProperty("sslfactory", LightTls.class.getName());
        return properties;
    }

    /** How {@link #open} has logged in last; for a client of its own, which is started at once, before they rotate. */
    public Credentials credentials(DatabaseAddress address) {
        return known.computeIfAbsent(address.secretArn(), this::fetch);
    }

    private Connection connect(DatabaseAddress address, Credentials credentials, String application)
            throws SQLException {
        Properties properties = secure();
        properties.setProperty("user", credentials.username());
        properties.setProperty("password", credentials.password());
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        String name = URLEncoder.encode(address.name(), StandardCharsets.UTF_8);
        String url = "jdbc:postgresql://%s:%d/%s".formatted(address.host(), address.port(), name);
        return Objects.requireNonNull(DRIVER.connect(url, properties), "pgjdbc takes its own URLs");
    }

    private static SQLException at(DatabaseAddress address, SQLException e) {
        return new SQLException("cannot connect to %s: %s".formatted(address, e.getMessage()), e.getSQLState(), e);
    }

    /** The PEM file of the authorities that a server's certificate must come from. */
    public synchronized Path authorities() {
        if (authorities == null) {
            authorities = TrustedAuthorities.write();
        }
        return authorities;
    }

    private Credentials fetch(String secretArn) {
        String secret =
                secrets.getSecretValue(request -> request.secretId(secretArn)).secretString();
        try {
            Map<String, Object> values = JSON.std.mapFrom(secret);
            return new Credentials(text(values, "username", secretArn), text(values, "password", secretArn));
        } catch (IOException e) {
            // The parser quotes what it read: the secret must not get into a log.
            throw new IllegalStateException("secret %s is no JSON object".formatted(secretArn));
        }
    }

    private static String text(Map<String, Object> values, String name, String secretArn) {
        if (values.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalStateException("secret %s has no \"%s\"".formatted(secretArn, name));
    }

    /** A user and a password, which {@link #toString()} leaves out. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return username;
        }
    }
}
