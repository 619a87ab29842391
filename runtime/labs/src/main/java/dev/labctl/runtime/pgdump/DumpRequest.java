package dev.labctl.runtime.pgdump;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to dump, and how to get there.
 *
 * @param password never written to a log; {@link #toString()} leaves it out
 * @param rootCertificates PEM file of the authorities that the server's certificate must come from, and its name is
 *     checked ({@code sslmode=verify-full}); empty for a connection without TLS
 * @param snapshot an exported snapshot whose rows are dumped; empty for the rows of the moment
 */
public record DumpRequest(
        String host,
        int port,
        String database,
        String user,
        String password,
        Optional<Path> rootCertificates,
        Optional<String> snapshot) {
    @Override
    public String toString() {
        return "%s at %s:%d as %s%s"
                .formatted(database, host, port, user, rootCertificates.isPresent() ? " with TLS" : "");
    }
}
