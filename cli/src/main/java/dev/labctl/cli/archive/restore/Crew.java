package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.DataBlock;
import dev.labctl.cli.archive.TableOfContents;
import dev.labctl.cli.archive.TocEntry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;

/**
 * Workers that empty a queue of tasks, each with a connection, the first with the one that is open; the first failure
 * stops them all.
 */
final class Crew {
    /** What each worker does. */
    interface Job {
        void run(Worker worker) throws IOException, RestoreException, InterruptedException, SQLException;
    }

    /** Loads the data of an entry and returns the number of rows. */
    interface Loading {
        long load(TocEntry entry) throws IOException, RestoreException, SQLException;
    }

    private final RestoreTarget target;
    private final TableOfContents contents;
    private final Set<TocEntry> others;
    private final Roles roles;
    private final TaskQueue queue;
    private final ObjLongConsumer<TocEntry> done;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * A crew for a queue.
     *
     * @param others the data of tables that the archive does not make
     * @param done is told of each entry that is restored, and its rows
     */
    Crew(
            RestoreTarget target,
            TableOfContents contents,
            Set<TocEntry> others,
            Roles roles,
            TaskQueue queue,
            ObjLongConsumer<TocEntry> done) {
        this.target = target;
        this.contents = contents;
        this.others = Set.copyOf(others);
        this.roles = roles;
        this.queue = queue;
        this.done = done;
    }

    void run(Session open, int jobs, Job job) throws RestoreException, IOException, InterruptedException {
        List<Thread> workers = IntStream.range(0, jobs)
                .mapToObj(number -> new Thread(() -> join(number, open, job), "restore-" + (number + 1)))
                .toList();
        workers.forEach(Thread::start);
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            fail(e);
            for (Thread worker : workers) {
                worker.join();
            }
            throw e;
        }
        rethrow();
    }

    private void join(int number, Session open, Job job) {
        try {
            if (number == 0) {
                work(number, open, job);
                return;
            }
            try (Session session = Session.open(target, contents, roles)) {
                work(number, session, job);
            }
        } catch (IOException | RestoreException | SQLException | InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    private void work(int number, Session session, Job job)
            throws IOException, RestoreException, SQLException, InterruptedException {
        sessions.add(session);
        job.run(new Worker(number, session));
    }

    private void fail(Exception e) {
        if (failure.compareAndSet(null, e)) {
            queue.stop();
            sessions.forEach(Session::cancel);
        }
    }

    private void rethrow() throws RestoreException, IOException, InterruptedException {
        Exception first = failure.get();
        if (first instanceof RestoreException known) {
            throw known;
        }
        if (first instanceof IOException known) {
            throw known;
        }
        if (first instanceof InterruptedException known) {
            throw known;
        }
        if (first instanceof RuntimeException known) {
            throw known;
        }
        if (first instanceof SQLException known) {
            throw new RestoreException("a connection", known);
        }
    }

    /** One of the crew. */
    final class Worker {
        private final int number;
        private final Session session;
        private final DataLoader loader;

        private Worker(int number, Session session) {
            this.number = number;
            this.session = session;
            this.loader =
                    new DataLoader(session, contents.encoding(), entry -> !others.contains(entry), queue::isStopped);
        }

        boolean isFirst() {
            return number == 0;
        }

        long load(DataBlock block) throws IOException, RestoreException {
            try {
                return loader.load(block);
            } catch (SQLException e) {
                throw RestoreException.of(block.entry(), e);
            }
        }

        /** Loads data that came by itself. */
        void handIn(DataBlock block) throws IOException, RestoreException {
            if (queue.isStopped()) {
                throw new CancellationException("the restore was stopped");
            }
            long count = load(block);
            done.accept(block.entry(), count);
            queue.done(block.entry());
        }

        /** Does tasks until there are none. */
        void work(Loading data) throws IOException, RestoreException, InterruptedException {
            for (Optional<TaskQueue.Task> next = queue.take(); next.isPresent(); next = queue.take()) {
                TocEntry entry = next.get().entry();
                long count = 0;
                try {
                    if (entry.expectsData()) {
                        count = data.load(entry);
                    } else {
                        session.define(entry);
                    }
                } catch (SQLException e) {
                    throw RestoreException.of(entry, e);
                }
                done.accept(entry, count);
                queue.done(entry);
            }
        }
    }
}
