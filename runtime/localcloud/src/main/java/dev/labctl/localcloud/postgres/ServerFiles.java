package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that a server reads its settings from. */
final class ServerFiles {
    private static final String CERTIFICATE = "server.crt";
    private static final String KEY = "server.key";

    private ServerFiles() {}

    static void writeSettings(Path directory, Map<String, String> settings, boolean isTlsForced) throws IOException {
        Path data = directory.resolve("data");
        Map<String, String> all = new LinkedHashMap<>();
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        all.put("log_line_prefix", "%t:%r:%u@%d:[%p]:");
        all.put("password_encryption", "scram-sha-256");
        // As all of the cloud's state: it outlives killed processes, not a machine that loses its power.
        all.put("fsync", "off");
        all.putAll(settings);
        all.put("listen_addresses", "127.0.0.1");
        all.put("unix_socket_directories", "");
        all.put("logging_collector", "off");
        all.put("log_destination", "stderr");
        all.put("ssl", "on");
        all.put("ssl_cert_file", directory.resolve(CERTIFICATE).toString());
        all.put("ssl_key_file", directory.resolve(KEY).toString());
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("'\n"));
        Files.writeString(data.resolve("postgresql.conf"), text);
        Files.writeString(data.resolve("pg_hba.conf"), hostBasedAccess(isTlsForced));
    }

    /** As on RDS: a host that may not connect without TLS has no entry, and nobody else sees the database rdsadmin. */
    private static String hostBasedAccess(boolean isTlsForced) {
        return """
            hostssl all rdsadmin all scram-sha-256
            host rdsadmin all all reject
            %s all all all scram-sha-256
            %2$s replication +rds_replication all scram-sha-256
            """.formatted(isTlsForced ? "hostssl" : "host", isTlsForced ? "hostssl" : "host");
    }

    /** A certificate of its own at each start: so it never runs out while the server lives. */
    static void writeCertificate(Path directory, CertificateAuthority.Issued issued) throws IOException {
        PrivateFiles.write(directory.resolve(KEY), issued.key());
        PrivateFiles.write(directory.resolve(CERTIFICATE), issued.certificate());
    }
}
