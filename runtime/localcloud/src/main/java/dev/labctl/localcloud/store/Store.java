package dev.labctl.localcloud.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The embedded store that all services keep their state in: named tables in one file.
 *
 * <p>A {@link #write} is atomic: after a crash all of it is there or none of it, and when its body throws, its changes
 * are undone. It is durable once {@link #awaitDurable} has returned on the same thread; the gateway calls that before
 * each answer, so what was acknowledged survives {@code kill -9}. Commits are shared by all who wait at the moment.
 *
 * <p>Writes do not exclude each other: a service guards its own invariants with its own locks, and takes them outside
 * of {@code write}.
 */
public final class Store implements AutoCloseable {

    private static final long GATHERING_NANOS = 500_000;
    private static final int MOST_GATHERINGS = 6;
    private static final int COMMITS_PER_RECLAIM = 1_000;
    private static final int LIVE_PERCENT = 50;
    private static final int RECLAIMED_BYTES = 1 << 20;

    private final MVStore store;
    private final Path file;
    private final ReentrantReadWriteLock consistency = new ReentrantReadWriteLock();
    /** Taken before {@link #consistency}: read by {@link #together}, written by commits. */
    private final ReentrantReadWriteLock jointly = new ReentrantReadWriteLock();

    private final ReentrantLock committing = new ReentrantLock();
    private final AtomicInteger waiting = new AtomicInteger();
    /** How many threads shared the last commit; guarded by {@link #committing}. */
    private int sharers;

    private final AtomicLong written = new AtomicLong();
    private volatile long durable;
    private long commits;

    @SuppressWarnings("ThreadLocalUsage") // one store, and only this store's writes count
    private final ThreadLocal<Long> lastWriteOfThread = ThreadLocal.withInitial(() -> 0L);

    @SuppressWarnings("ThreadLocalUsage") // a write of one store is no write of another
    private final ThreadLocal<@Nullable Deque<Runnable>> undo = new ThreadLocal<>();

    private Store(MVStore store, Path file) {
        this.store = store;
        this.file = file;
    }

    /**
     * Opens or creates the store in this file.
     *
     * @throws StoreException when another process has it open, when it is from a newer version, or when the disk fails
     */
    public static Store open(Path file) {
        try {
            recover(file);
            return new Store(opened(builder(file)), file);
        } catch (MVStoreException e) {
            throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Looks at the whole file for the newest version, and makes its header lead there. The header alone may lead to a
     * version from before the last reclaim, when the process was killed during that one. A store is never used in this
     * mode: to it a page that cannot be read is an empty one.
     */
    private static void recover(Path file) {
        if (Files.exists(file)) {
            opened(builder(file).recoveryMode()).close();
        }
    }

    private static MVStore.Builder builder(Path file) {
        return new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .autoCompactFillRate(0)
                .cacheSize(64)
                .pageSplitSize(4096);
    }

    private static MVStore opened(MVStore.Builder builder) {
        MVStore store = builder.open();
        store.setVersionsToKeep(0);
        store.setRetentionTime(0);
        return store;
    }

    /** The table of that name, made when it does not exist. Names are {@code <service>.<what>}. */
    public <V> Table<V> table(String name, Codec<V> codec) {
        return new Table<>(
                this,
                store.openMap(
                        name,
                        new org.h2.mvstore.MVMap.Builder<String, byte[]>()
                                .keyType(StringDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE)),
                codec);
    }

    /** Runs {@code body}, and keeps what it reads: its version stays readable whatever is committed meanwhile. */
    <T extends @Nullable Object> T read(Supplier<T> body) {
        MVStore.TxCounter usage = store.registerVersionUsage();
        try {
            return body.get();
        } finally {
            store.deregisterVersionUsage(usage);
        }
    }

    /** Like {@link #read(Supplier)}, for a body without an answer. */
    void read(Runnable body) {
        read(() -> {
            body.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Runs {@code body} as one atomic change; nested calls join the outermost.
     *
     * @throws StoreException when the disk is full; nothing is changed then
     */
    public <T> T write(Supplier<T> body) {
        if (undo.get() != null) {
            return body.get();
        }
        DiskSpace.require(file, DiskSpace.FOR_COMMITS);
        Deque<Runnable> changes = new ArrayDeque<>();
        undo.set(changes);
        consistency.readLock().lock();
        try {
            T result = body.get();
            if (!changes.isEmpty()) {
                lastWriteOfThread.set(written.incrementAndGet());
            }
            return result;
        } catch (Throwable e) {
            changes.forEach(Runnable::run);
            throw e;
        } finally {
            consistency.readLock().unlock();
            undo.remove();
        }
    }

    /** Runs {@code body} as one atomic change; nested calls join the outermost. */
    public void write(Runnable body) {
        write(() -> {
            body.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Runs {@code body} and returns when all it wrote is on disk, which happens at once: after a crash there is what its
     * writes and those of the services it calls made, or nothing of it. Unlike a {@link #write} it may take locks and call
     * others; so while it runs, {@link #awaitDurable} returns at once on its thread, and nobody who waits to be durable may
     * hold a lock that it takes.
     */
    public void together(Runnable body) {
        if (undo.get() != null) {
            throw new IllegalStateException("a write is one change already");
        }
        jointly.readLock().lock();
        try {
            body.run();
        } finally {
            jointly.readLock().unlock();
        }
        awaitDurable();
    }

    /**
     * Returns when everything this thread wrote is on disk; inside of {@link #together} at once.
     *
     * @throws StoreException when the disk is full or fails; the change is then in memory only
     */
    public void awaitDurable() {
        long mine = lastWriteOfThread.get();
        if (durable >= mine || jointly.getReadHoldCount() > 0) {
            return;
        }
        waiting.incrementAndGet();
        committing.lock();
        try {
            if (durable < mine) {
                gather();
                commit();
            }
        } finally {
            committing.unlock();
            waiting.decrementAndGet();
        }
    }

    /**
     * While several threads wait at a time, holds a commit back for a moment, longer the more there are, for others to
     * share it: it costs little more than one of their own. PostgreSQL does so by its {@code commit_delay}.
     */
    private void gather() {
        int others = Math.max(sharers, waiting.get()) - 1;
        if (others > 0) {
            LockSupport.parkNanos(GATHERING_NANOS * Math.min(others, MOST_GATHERINGS));
        }
        sharers = waiting.get();
    }

    private void commit() {
        jointly.writeLock().lock();
        consistency.writeLock().lock();
        try {
            long covered = written.get();
            store.commit();
            durable = covered;
            reclaim();
        } catch (MVStoreException e) {
            throw new StoreException("cannot write state: " + e.getMessage(), e);
        } finally {
            consistency.writeLock().unlock();
            jointly.writeLock().unlock();
        }
    }

    /**
     * Rewrites what is left of old chunks, so that the file does not grow with the number of writes. Amortized over the
     * commits, and under the same lock: it commits too, and must find no half of a write.
     */
    private void reclaim() {
        if (++commits % COMMITS_PER_RECLAIM == 0) {
            store.compact(LIVE_PERCENT, RECLAIMED_BYTES);
        }
    }

    /** Notes how a change made in the current {@link #write} is taken back, should the write fail. */
    public void changed(Runnable undoing) {
        Deque<Runnable> changes = undo.get();
        if (changes == null) {
            throw new IllegalStateException("tables change only inside Store.write");
        }
        changes.push(undoing);
    }

    /** Waits for writes under way, commits and closes; idempotent. Later writes fail. */
    @Override
    public void close() {
        jointly.writeLock().lock();
        consistency.writeLock().lock();
        try {
            if (!store.isClosed()) {
                commit();
                store.close();
            }
        } finally {
            consistency.writeLock().unlock();
            jointly.writeLock().unlock();
        }
    }
}
