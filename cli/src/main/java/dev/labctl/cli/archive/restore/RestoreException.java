package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TocEntry;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A restore that was refused or stopped; the message names the archive's entry and what the server said. */
public final class RestoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    RestoreException(String message) {
        super(message);
        this.sqlState = "";
    }

    RestoreException(String what, SQLException cause) {
        super(what + ": " + said(cause), cause);
        this.sqlState = Objects.requireNonNullElse(cause.getSQLState(), "");
    }

    static RestoreException of(TocEntry entry, SQLException cause) {
        return new RestoreException(entry.title(), cause);
    }

    /** PostgreSQL's code of the error, or an empty string when it was not the server that failed. */
    public String sqlState() {
        return sqlState;
    }

    /** The server's message with its detail, hint and place. */
    private static String said(SQLException cause) {
        ServerErrorMessage server = cause instanceof PSQLException known ? known.getServerErrorMessage() : null;
        if (server == null) {
            return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        }
        StringBuilder said = new StringBuilder(Objects.requireNonNullElse(server.getMessage(), "no message"));
        append(said, server.getDetail());
        append(said, server.getHint());
        append(said, server.getWhere());
        return said.append(" (").append(cause.getSQLState()).append(')').toString();
    }

    private static void append(StringBuilder said, @Nullable String more) {
        if (more != null && !more.isBlank()) {
            said.append("; ").append(more.strip());
        }
    }
}
