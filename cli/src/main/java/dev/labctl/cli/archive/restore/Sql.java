package dev.labctl.cli.archive.restore;

import java.util.ArrayList;
import java.util.List;

/** SQL as text: names, literals, and the statements of a script. */
public final class Sql {
    private Sql() {}

    /** A name as it can stand in any statement. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A name with its schema, as it can stand in any statement; without a schema, when that is empty. */
    public static String name(String schema, String name) {
        return schema.isEmpty() ? name(name) : name(schema) + '.' + name(name);
    }

    static String literal(String text) {
        String quoted = '\'' + text.replace("'", "''").replace("\\", "\\\\") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted;
    }

    /** Takes a script of GRANTs and the like apart, at semicolons outside quotes. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        char quote = 0;
        int start = 0;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ';') {
                add(statements, script.substring(start, i));
                start = i + 1;
            }
        }
        add(statements, script.substring(start));
        return statements;
    }

    private static void add(List<String> statements, String statement) {
        if (!statement.isBlank()) {
            statements.add(statement.strip());
        }
    }

    /**
     * A statement that drops what may be gone: {@code DROP TABLE IF EXISTS a} of {@code DROP TABLE a}, and
     * {@code ALTER TABLE IF EXISTS ONLY a DROP CONSTRAINT IF EXISTS b} alike.
     *
     * @param description the kind of the object that the statement drops
     */
    static String ifExists(String drop, String description) {
        String table = "ALTER TABLE ";
        String statement = drop.startsWith(table) ? table + "IF EXISTS " + drop.substring(table.length()) : drop;
        String verb = "DROP " + (description.endsWith("CONSTRAINT") ? "CONSTRAINT" : description) + ' ';
        int at = statement.indexOf(verb);
        return at < 0
                ? statement
                : statement.substring(0, at) + verb + "IF EXISTS " + statement.substring(at + verb.length());
    }
}
