package dev.labctl.cli.archive.restore;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.sql.SQLException;

/** A table's data as INSERT commands ({@code pg_dump --inserts}), run in batches as they are read. */
final class InsertScript {
    private static final int BATCH = 1 << 16;

    private final Reader script;
    private long commands;

    InsertScript(InputStream script, Charset charset) {
        this.script = new BufferedReader(
                new InputStreamReader(script, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)));
    }

    /** Runs all commands and returns how many there were. */
    long run(Session session) throws IOException, SQLException {
        StringBuilder batch = new StringBuilder();
        int quote = -1;
        for (int c = script.read(); c >= 0; c = script.read()) {
            batch.append((char) c);
            if (quote >= 0) {
                quote = c == quote ? -1 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ';') {
                commands++;
                if (batch.length() >= BATCH) {
                    session.execute(batch.toString());
                    batch.setLength(0);
                }
            }
        }
        if (!batch.toString().isBlank()) {
            session.execute(batch.toString());
        }
        return commands;
    }
}
