package dev.labctl.localcloud.service.dynamodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Locks on items, so that what is read, checked and written by one request is not changed by another in between.
 *
 * <p>Items share a fixed number of locks. Locks are always taken in one order (tables by name, then items by lock), so
 * that transactions over the same items wait for each other and never forever.
 */
final class ItemLocks {
    private static final int STRIPES = 4096;
    private static final Comparator<LiveTable> TABLE_ORDER = Comparator.comparing(
            table -> table.row().region() + "/" + table.row().name());

    private final List<Lock> stripes = new ArrayList<>();

    ItemLocks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes.add(new ReentrantLock());
        }
    }

    /** Runs {@code body} holding the locks of these items, and their tables' shapes as they are. */
    <T> T holding(List<ItemStore.Ref> refs, Supplier<T> body) {
        List<Lock> locks = new ArrayList<>();
        refs.stream()
                .map(ItemStore.Ref::table)
                .distinct()
                .sorted(TABLE_ORDER)
                .forEach(table -> locks.add(table.shape.readLock()));
        refs.stream().map(ItemLocks::stripe).distinct().sorted().forEach(stripe -> locks.add(stripes.get(stripe)));
        int held = 0;
        try {
            for (Lock lock : locks) {
                lock.lock();
                held++;
            }
            return body.get();
        } finally {
            while (held > 0) {
                locks.get(--held).unlock();
            }
        }
    }

    private static int stripe(ItemStore.Ref ref) {
        return Math.floorMod(31 * ref.table().row().number() + ref.key().hashCode(), STRIPES);
    }
}
