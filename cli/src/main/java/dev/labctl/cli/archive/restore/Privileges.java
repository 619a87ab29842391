package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TableOfContents;
import dev.labctl.cli.archive.TocEntry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries out GRANTs and REVOKEs; those that name a role which is not there are left out and said to be. */
final class Privileges {
    private static final String UNDEFINED_OBJECT = "42704";
    private static final String AS_SOMEBODY_ELSE = "SET SESSION AUTHORIZATION";
    /** A statement about one large object, as archives from 1.16 on have it for a group of them. */
    private static final Pattern ONE_OBJECT = Pattern.compile("(?s)(.*? ON LARGE OBJECT )\\d+( .*)");

    private final Session session;
    private final TableOfContents contents;
    private final List<String> skipped;

    Privileges(Session session, TableOfContents contents, List<String> skipped) {
        this.session = session;
        this.contents = contents;
        this.skipped = skipped;
    }

    void apply(TocEntry entry) throws RestoreException {
        // Grants made by others than the owner come with who made them, and only together.
        List<String> statements = entry.definition().contains(AS_SOMEBODY_ELSE)
                ? List.of(entry.definition())
                : Sql.statements(entry.definition());
        for (String statement : statements) {
            for (String one : perObject(entry, statement)) {
                execute(entry, one);
            }
        }
    }

    private List<String> perObject(TocEntry entry, String statement) {
        Matcher object = ONE_OBJECT.matcher(statement);
        if (!entry.tag().startsWith("LARGE OBJECTS ") || !object.matches()) {
            return List.of(statement);
        }
        Optional<TocEntry> group = entry.dependencies().stream()
                .flatMap(id -> contents.byId(id).stream())
                .filter(candidate -> candidate.description().equals("BLOB METADATA"))
                .findFirst();
        return group.map(objects -> objects.definition()
                        .lines()
                        .map(oid -> object.group(1) + oid + object.group(2))
                        .toList())
                .orElse(List.of(statement));
    }

    private void execute(TocEntry entry, String statement) throws RestoreException {
        try {
            session.execute(statement);
        } catch (SQLException e) {
            if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
                throw RestoreException.of(entry, e);
            }
            skipped.add(RestoreException.of(entry, e).getMessage());
        }
    }
}
