package dev.labctl.cli.archive.restore;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The database to restore into. */
public final class RestoreTarget {
    private final String url;
    private final Properties properties = new Properties();

    /**
     * A database that is opened with {@code url} and {@code properties} (user, password, sslmode ...).
     *
     * @param url a JDBC URL: {@code jdbc:postgresql://host:port/database}
     */
    public RestoreTarget(String url, Properties properties) {
        this.url = url;
        this.properties.putAll(properties);
        // The server takes a definition's statements apart: it knows how, with SQL function bodies and rules in them.
        this.properties.setProperty("preferQueryMode", "simple");
        this.properties.setProperty("ApplicationName", "labctl restore");
        this.properties.setProperty("tcpKeepAlive", "true");
    }

    /** Another database of the same server, reached in the same way. */
    public RestoreTarget database(String name) {
        return new RestoreTarget(url.substring(0, url.lastIndexOf('/') + 1) + name, properties);
    }

    /**
     * A new connection.
     *
     * @throws RestoreException with what the server or the network said
     */
    public Connection open() throws RestoreException {
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new RestoreException("cannot connect", e);
        }
    }
}
