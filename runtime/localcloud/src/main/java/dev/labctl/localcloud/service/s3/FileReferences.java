package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How many objects and parts use each file, and the end of files that none uses.
 *
 * <p>A file is deleted only after the change that let go of it is durable, else a crash could bring back an object whose
 * bytes are gone; and only when nobody reads it.
 */
final class FileReferences {
    private final Store store;
    private final Table<String> counts;
    private final ByteFiles files;
    private final ExecutorService executor;
    private final Queue<String> released = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> readers = new ConcurrentHashMap<>();
    private final AtomicBoolean collecting = new AtomicBoolean();

    FileReferences(Store store, ByteFiles files, ExecutorService executor) {
        this.store = store;
        this.counts = store.table("s3.files", Codec.TEXT);
        this.files = files;
        this.executor = executor;
    }

    /** Notes one more use of the file. Only inside of {@link ObjectIndex#change}. */
    void retain(@Nullable String file) {
        if (file != null) {
            counts.put(file, String.valueOf(count(file) + 1));
        }
    }

    /** Notes one use less. Only inside of {@link ObjectIndex#change}. */
    void release(@Nullable String file) {
        if (file != null) {
            int left = count(file) - 1;
            counts.put(file, String.valueOf(left));
            if (left == 0) {
                released.add(file);
            }
        }
    }

    private int count(String file) {
        return counts.get(file).map(Integer::parseInt).orElse(0);
    }

    /** Keeps the file until {@link #unpin}, whatever happens to the objects that use it. */
    void pin(String file) {
        readers.merge(file, 1, Integer::sum);
    }

    void unpin(String file) {
        readers.computeIfPresent(file, (name, count) -> count == 1 ? null : count - 1);
        if (counts.get(file).filter("0"::equals).isPresent()) {
            released.add(file);
            collect();
        }
    }

    /** Deletes in the background what was released. */
    void collect() {
        if (!released.isEmpty() && collecting.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    deleteReleased();
                } finally {
                    collecting.set(false);
                }
                collect();
            });
        }
    }

    private void deleteReleased() {
        Set<String> batch = new HashSet<>();
        for (String file = released.poll(); file != null; file = released.poll()) {
            if (!readers.containsKey(file)
                    && counts.get(file).filter("0"::equals).isPresent()) {
                batch.add(file);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        store.write(() -> batch.forEach(counts::remove));
        store.awaitDurable();
        batch.forEach(files::delete);
    }

    /** Takes up deletions that a stop interrupted, and deletes the files of uploads that one cut off. */
    void recover() {
        List<String> unused = new ArrayList<>();
        counts.entries().filter(entry -> entry.getValue().equals("0")).forEach(entry -> unused.add(entry.getKey()));
        released.addAll(unused);
        collect();
        executor.execute(() -> files.forEachOlder(file -> {
            if (!counts.contains(file)) {
                files.delete(file);
            }
        }));
    }
}
