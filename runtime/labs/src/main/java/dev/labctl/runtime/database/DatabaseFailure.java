package dev.labctl.runtime.lab.dbreplication;

import java.sql.SQLException;

/** A database failed; the message ends with the SQLState, by which labctl knows what to advise. */
final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseFailure(String function, SQLException cause) {
        super("%s: %s (SQLState %s)".formatted(function, cause.getMessage(), cause.getSQLState()), cause);
    }
}
