package dev.labctl.runtime.lab.dbreplication;

import dev.labctl.wire.dbreplication.InvalidFileException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the database said about a file's rows, by the file's own line numbers. SQLState classes 22 (data exception) and 23
 * (integrity constraint violation) are the file's fault; see <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>.
 */
final class FileFailure {
    /** COPY counts from the line that it is given first, which is the file's second. */
    private static final Pattern PLACE = Pattern.compile("COPY .*, line (\\d+)(, column [^:]+)?");

    private static final int LINES_BEFORE = 1;

    private FileFailure() {}

    /** The file's fault, if it is one. */
    static Optional<InvalidFileException> of(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        ServerErrorMessage said = e instanceof PSQLException known ? known.getServerErrorMessage() : null;
        boolean isAboutRows = state.startsWith("22") || state.startsWith("23");
        if (said == null || !isAboutRows) {
            return Optional.empty();
        }
        String message = Optional.ofNullable(said.getDetail())
                .filter(detail -> state.startsWith("23"))
                .map(detail -> said.getMessage() + ": " + detail)
                .orElse(String.valueOf(said.getMessage()));
        Matcher place = PLACE.matcher(Optional.ofNullable(said.getWhere()).orElse(""));
        String where = place.lookingAt()
                ? "line %d%s: "
                        .formatted(
                                Long.parseLong(place.group(1)) + LINES_BEFORE,
                                place.group(2) == null ? "" : place.group(2))
                : "";
        return Optional.of(new InvalidFileException(where + message, e));
    }
}
