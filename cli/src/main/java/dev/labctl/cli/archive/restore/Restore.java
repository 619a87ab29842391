package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.ArchiveReader;
import dev.labctl.cli.archive.DataBlock;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.TableOfContents;
import dev.labctl.cli.archive.TocEntry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Restores an archive into a database: the schema in the archive's order, then tables, large objects and sequence values
 * over several connections and, as soon as what they need is loaded, indexes, constraints and triggers; then privileges,
 * and last what must not come before them.
 *
 * <p>The first failure ends the restore. The schema is made in transactions, each table is loaded in one; what was done
 * before a failure stays and the exception says so.
 */
public final class Restore {
    private static final int SCHEMA_BATCH = 500;

    private final RestoreTarget target;
    private final RestoreOptions options;
    private final RestoreProgress progress;
    private final TableOfContents contents;
    private final Set<TocEntry> rowsOfOthersTables;
    private final RestorePlan plan;
    private final Roles roles;
    private final List<String> skipped = new ArrayList<>();
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicInteger tables = new AtomicInteger();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong largeObjects = new AtomicLong();

    private Restore(RestoreTarget target, RestoreOptions options, RestoreProgress progress, TableOfContents contents) {
        this.target = target;
        this.options = options;
        this.progress = progress;
        this.contents = contents;
        this.rowsOfOthersTables = new LinkedHashSet<>(contents.rowsOfOthersTables());
        this.plan = new RestorePlan(contents);
        this.roles = new Roles(options.owners());
    }

    /**
     * Restores from an archive whose blocks can be read in any order: tables are loaded in parallel.
     *
     * @throws RestoreException when the target has the archive's tables already, or the server refuses something
     * @throws IOException when the archive cannot be read or is damaged
     */
    public static RestoreReport of(
            RandomAccessArchive archive, RestoreTarget target, RestoreOptions options, RestoreProgress progress)
            throws RestoreException, IOException, InterruptedException {
        Restore restore = new Restore(target, options, progress, archive.contents());
        return restore.run(
                false,
                archive::size,
                crew -> crew.work(entry -> {
                    try (RandomAccessArchive.OpenBlock open = archive.open(entry)) {
                        return crew.load(open.block());
                    }
                }));
    }

    /**
     * Restores from a stream: tables are loaded one after the other as they come, while other connections already make
     * the indexes of those before.
     *
     * @throws RestoreException when the target has the archive's tables already, or the server refuses something
     * @throws IOException when the archive cannot be read or is damaged
     */
    public static RestoreReport of(
            ArchiveReader archive, RestoreTarget target, RestoreOptions options, RestoreProgress progress)
            throws RestoreException, IOException, InterruptedException {
        Restore restore = new Restore(target, options, progress, archive.contents());
        return restore.run(true, entry -> 0, crew -> {
            if (crew.isFirst()) {
                for (Optional<DataBlock> next = archive.next(); next.isPresent(); next = archive.next()) {
                    crew.handIn(next.get());
                }
            }
            crew.work(entry -> {
                throw new IllegalStateException(entry.title() + " comes with the stream");
            });
        });
    }

    private RestoreReport run(boolean streamed, ToLongFunction<TocEntry> weight, Crew.Job job)
            throws RestoreException, IOException, InterruptedException {
        try (Session session = Session.open(target, contents, roles)) {
            prepare(session);
            defineSchema(session);
            new Crew(target, contents, rowsOfOthersTables, roles, plan.queue(streamed, weight), this::count)
                    .run(session, options.jobs(), job);
            if (options.privileges()) {
                Privileges privileges = new Privileges(session, contents, skipped);
                for (TocEntry entry : plan.privileges()) {
                    privileges.apply(entry);
                    count(entry, 0);
                }
            }
            LastPass lastPass = new LastPass(session, skipped);
            for (TocEntry entry : plan.last()) {
                if (lastPass.define(entry)) {
                    count(entry, 0);
                }
            }
        } catch (SQLException e) {
            throw new RestoreException("the connection", e);
        }
        if (!roles.missing().isEmpty()) {
            skipped.add("owners that do not exist here or cannot be given objects: " + roles.missing());
        }
        return new RestoreReport(entries.get(), tables.get(), rows.get(), largeObjects.get(), skipped);
    }

    private void count(TocEntry entry, long count) {
        entries.incrementAndGet();
        if (entry.expectsData() && entry.isLargeObjects()) {
            largeObjects.addAndGet(count);
        } else if (entry.expectsData()) {
            tables.incrementAndGet();
            rows.addAndGet(count);
        }
        progress.restored(entry, count);
    }

    private void prepare(Session session) throws RestoreException {
        try {
            String user = session.list("SELECT current_user").get(0);
            roles.know(
                    user,
                    session.list("SELECT rolname FROM pg_catalog.pg_roles"
                            + " WHERE pg_catalog.pg_has_role(current_user, oid, 'MEMBER')"));
            Set<String> relations = relations(session);
            List<String> there = existing(relations);
            there.addAll(filled(session, relations));
            if (there.isEmpty()) {
                return;
            }
            if (options.existing() == RestoreOptions.Existing.REFUSE) {
                throw new RestoreException(
                        "the database already has %s: nothing was restored".formatted(shortened(there)));
            }
        } catch (SQLException e) {
            throw new RestoreException("looking at the target", e);
        }
        drop(session);
    }

    private static Set<String> relations(Session session) throws SQLException {
        return new HashSet<>(session.list("SELECT n.nspname || '.' || c.relname"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"));
    }

    private List<String> existing(Set<String> relations) {
        return contents.entries().stream()
                .filter(Kinds::isRelation)
                .map(TocEntry::name)
                .filter(relations::contains)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The tables with rows that a dump of data only has rows for. */
    private List<String> filled(Session session, Set<String> relations) throws SQLException {
        List<String> filled = new ArrayList<>();
        for (TocEntry entry : rowsOfOthersTables) {
            String anyRow = "SELECT EXISTS (SELECT FROM %s)".formatted(Sql.name(entry.schema(), entry.tag()));
            if (relations.contains(entry.name()) && session.list(anyRow).contains("t")) {
                filled.add("rows in " + entry.name());
            }
        }
        return filled;
    }

    private static String shortened(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(3, names.size())))
                + (names.size() > 3 ? " and %d more".formatted(names.size() - 3) : "");
    }

    /** Drops what the archive has, the last first, and empties what it has only rows for: all or nothing. */
    private void drop(Session session) throws RestoreException {
        List<TocEntry> all = contents.entries();
        inTransaction(session, () -> {
            List<String> emptied = rowsOfOthersTables.stream()
                    .map(entry -> Sql.name(entry.schema(), entry.tag()))
                    .toList();
            if (!emptied.isEmpty()) {
                session.execute("TRUNCATE TABLE " + String.join(", ", emptied));
            }
            for (int i = all.size() - 1; i >= 0; i--) {
                TocEntry entry = all.get(i);
                if (entry.description().equals("BLOB METADATA")
                        || entry.description().equals("BLOB")) {
                    session.execute(dropLargeObjects(entry));
                } else if (Kinds.isDropped(entry)) {
                    dropIfThere(session, entry);
                }
            }
        });
    }

    private static String dropLargeObjects(TocEntry entry) {
        String oids = entry.description().equals("BLOB")
                ? entry.tag()
                : entry.definition().strip().replace("\n", ", ");
        return "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid IN (" + oids + ")";
    }

    /** What goes with a table or schema that does not exist is not there either. */
    private static void dropIfThere(Session session, TocEntry entry) throws SQLException, RestoreException {
        session.execute("SAVEPOINT dropping");
        try {
            session.execute(Sql.ifExists(entry.drop(), entry.description()));
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            // A schema that has something else in it, such as an extension, stays for what comes back into it.
            boolean isShared = state.equals("2BP01") && entry.description().equals("SCHEMA");
            if (!state.equals("42P01") && !state.equals("3F000") && !state.equals("42704") && !isShared) {
                throw RestoreException.of(entry, e);
            }
            session.execute("ROLLBACK TO SAVEPOINT dropping");
        }
    }

    private void defineSchema(Session session) throws RestoreException {
        List<TocEntry> schema = plan.schema();
        for (int from = 0; from < schema.size(); from += SCHEMA_BATCH) {
            List<TocEntry> batch = schema.subList(from, Math.min(from + SCHEMA_BATCH, schema.size()));
            inTransaction(session, () -> {
                for (TocEntry entry : batch) {
                    define(session, entry);
                    count(entry, 0);
                }
            });
        }
    }

    private static void define(Session session, TocEntry entry) throws RestoreException {
        try {
            session.define(entry);
        } catch (SQLException e) {
            throw RestoreException.of(entry, e);
        }
    }

    /** Something that is done as a whole or not at all. */
    private interface Work {
        void run() throws SQLException, RestoreException;
    }

    private static void inTransaction(Session session, Work work) throws RestoreException {
        try {
            session.connection().setAutoCommit(false);
            try {
                work.run();
                session.connection().commit();
            } catch (SQLException | RestoreException | RuntimeException e) {
                session.connection().rollback();
                throw e;
            } finally {
                session.connection().setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new RestoreException("a transaction", e);
        }
    }
}
