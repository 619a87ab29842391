package dev.labctl.runtime.database;

import java.sql.SQLException;

/** A database failed; the message ends with the SQLState, by which labctl knows what to advise. */
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a function throws for what a database has said to it. */
    public DatabaseFailure(String function, SQLException cause) {
        super("%s: %s (SQLState %s)".formatted(function, cause.getMessage(), cause.getSQLState()), cause);
    }
}
