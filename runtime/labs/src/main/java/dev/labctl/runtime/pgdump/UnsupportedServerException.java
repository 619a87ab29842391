package dev.labctl.runtime.pgdump;

import java.util.List;

/** The server is newer than every pg_dump there is; the message says what to do. */
public final class UnsupportedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedServerException(int serverMajor, List<String> tooOld) {
        super(("the server is PostgreSQL %d, and pg_dump must be at least as new; there is only %s:"
                        + " build the pg-client layer with a newer client (labctl deploy rds-backup --pg-client DIR)")
                .formatted(serverMajor, String.join(", ", tooOld)));
    }
}
