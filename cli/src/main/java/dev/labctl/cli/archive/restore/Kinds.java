package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.Section;
import dev.labctl.cli.archive.TocEntry;
import java.util.Optional;
import java.util.Set;

/** What the kinds of entries mean for a restore, as pg_restore treats them. */
final class Kinds {
    private static final Set<String> SETTINGS = Set.of("ENCODING", "STDSTRINGS", "SEARCHPATH");
    private static final Set<String> ABOUT = Set.of("ACL", "COMMENT", "SECURITY LABEL");
    private static final Set<String> LAST =
            Set.of("EVENT TRIGGER", "MATERIALIZED VIEW DATA", "POLICY", "STATISTICS DATA");
    private static final Set<String> RELATIONS =
            Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE");
    private static final Set<String> OWNED_IN_SCHEMA = Set.of(
            "COLLATION",
            "CONVERSION",
            "DOMAIN",
            "FOREIGN TABLE",
            "MATERIALIZED VIEW",
            "SEQUENCE",
            "STATISTICS",
            "TABLE",
            "TEXT SEARCH CONFIGURATION",
            "TEXT SEARCH DICTIONARY",
            "TYPE",
            "VIEW");
    private static final Set<String> OWNED_BY_NAME = Set.of(
            "EVENT TRIGGER",
            "FOREIGN DATA WRAPPER",
            "PROCEDURAL LANGUAGE",
            "PUBLICATION",
            "SCHEMA",
            "SERVER",
            "SUBSCRIPTION");
    /** Whose name has arguments or an access method, which only the statement that drops them tells. */
    private static final Set<String> OWNED_AS_DROPPED =
            Set.of("AGGREGATE", "FUNCTION", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "PROCEDURE");

    /** When an entry's turn comes. */
    enum Pass {
        MAIN,
        /** After all objects are there and loaded: privileges. */
        PRIVILEGES,
        /** After the privileges: policies, what runs as a role that needs them, and what must not fire before. */
        LAST
    }

    /** What does not go with the table that it belongs to, or keeps others from going. */
    private static final Set<String> DROPPED_FIRST =
            Set.of("EVENT TRIGGER", "FK CONSTRAINT", "PUBLICATION", "RULE", "SUBSCRIPTION");

    private Kinds() {}

    /** Whether the object has to be dropped by itself before it can be made again. */
    static boolean isDropped(TocEntry entry) {
        boolean schema =
                entry.section() == Section.PRE_DATA && !entry.description().equals("EXTENSION");
        return (schema || DROPPED_FIRST.contains(entry.description()))
                && !isDatabase(entry)
                && !entry.drop().isBlank()
                && !entry.drop().startsWith("--");
    }

    /** Whether the entry says how to read the others, rather than what to make. */
    static boolean isSetting(TocEntry entry) {
        return SETTINGS.contains(entry.description());
    }

    /** Whether the entry is about the database itself, which is the target's matter. */
    static boolean isDatabase(TocEntry entry) {
        return entry.description().equals("DATABASE")
                || entry.description().equals("DATABASE PROPERTIES")
                || (ABOUT.contains(entry.description()) && entry.tag().startsWith("DATABASE "));
    }

    static boolean isPrivilege(TocEntry entry) {
        return entry.description().equals("ACL") || entry.description().equals("DEFAULT ACL");
    }

    static boolean isRelation(TocEntry entry) {
        return RELATIONS.contains(entry.description());
    }

    static Pass pass(TocEntry entry) {
        if (isPrivilege(entry)) {
            return Pass.PRIVILEGES;
        }
        boolean aboutLast = entry.description().equals("COMMENT")
                && (entry.tag().startsWith("EVENT TRIGGER ") || entry.tag().startsWith("POLICY "));
        return aboutLast || LAST.contains(entry.description()) ? Pass.LAST : Pass.MAIN;
    }

    /** What ALTER ... OWNER TO calls the object; empty for what has no owner of its own. */
    static Optional<String> ownable(TocEntry entry) {
        String kind = entry.description();
        if (OWNED_IN_SCHEMA.contains(kind)) {
            return Optional.of(kind + ' ' + Sql.name(entry.schema(), entry.tag()));
        }
        if (OWNED_BY_NAME.contains(kind)) {
            return Optional.of(kind + ' ' + Sql.name(entry.tag()));
        }
        if (kind.equals("BLOB")) {
            return Optional.of("LARGE OBJECT " + entry.tag());
        }
        if (OWNED_AS_DROPPED.contains(kind)) {
            return Optional.of(entry.drop().strip().replaceFirst("^DROP ", "").replaceFirst(";$", ""));
        }
        return Optional.empty();
    }
}
