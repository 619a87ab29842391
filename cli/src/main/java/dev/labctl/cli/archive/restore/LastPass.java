package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TocEntry;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes what comes after the privileges. What this server cannot have is left out and said to be: planner statistics that
 * it does not take, and policies for roles that are not there.
 */
final class LastPass {
    private static final int WITH_STATISTICS = 18;
    private static final String UNDEFINED_OBJECT = "42704";

    private final Session session;
    private final List<String> skipped;
    private final Set<Integer> leftOut = new HashSet<>();

    LastPass(Session session, List<String> skipped) {
        this.session = session;
        this.skipped = skipped;
    }

    /** Makes the object of an entry; false when it was left out. */
    boolean define(TocEntry entry) throws RestoreException {
        if (entry.description().equals("STATISTICS DATA") && session.serverMajor() < WITH_STATISTICS) {
            // ANALYZE makes them anew.
            skipped.add(entry.title() + ": the server is older than 18 and cannot take planner statistics");
            return false;
        }
        if (!Collections.disjoint(entry.dependencies(), leftOut)) {
            return false;
        }
        try {
            session.define(entry);
            return true;
        } catch (SQLException e) {
            RestoreException failure = RestoreException.of(entry, e);
            if (!entry.description().equals("POLICY") || !UNDEFINED_OBJECT.equals(e.getSQLState())) {
                throw failure;
            }
            // Without a permissive policy less is seen, without a restrictive one more.
            boolean opens = entry.definition().contains(" AS RESTRICTIVE ");
            skipped.add(
                    failure.getMessage() + (opens ? "; it is restrictive: other roles that it names see more" : ""));
            leftOut.add(entry.id());
            return false;
        }
    }
}
