package dev.labctl.localcloud.postgres;

/** A PostgreSQL server cannot be made, started or spoken to; the message says why. */
public final class PostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PostgresException(String message) {
        super(message);
    }

    public PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
