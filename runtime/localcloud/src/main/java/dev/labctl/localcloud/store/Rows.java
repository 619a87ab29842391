package dev.labctl.localcloud.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a map one after the other, read from the store in batches that grow: who wants one row reads few, and who
 * wants all of them seldom looks for the place to go on from.
 *
 * <p>A cursor over the whole would need the pages of one old version, which the store gives away after a commit or two.
 */
final class Rows implements Iterator<Map.Entry<String, byte[]>> {
    private static final int FIRST_ROWS = 8;
    private static final int MOST_ROWS = 512;
    private static final int MOST_BYTES = 256 << 10;

    private final Store store;
    private final MVMap<String, byte[]> map;
    private final Direction direction;
    private final @Nullable String from;
    private final @Nullable String to;

    private final Deque<Map.Entry<String, byte[]>> batch = new ArrayDeque<>();
    private int size = FIRST_ROWS;
    private @Nullable String last;
    private boolean isEnd;

    enum Direction {
        ASCENDING,
        DESCENDING
    }

    /** Those with {@code from <= key < to}; null leaves that end open. */
    Rows(Store store, MVMap<String, byte[]> map, Direction direction, @Nullable String from, @Nullable String to) {
        this.store = store;
        this.map = map;
        this.direction = direction;
        this.from = from;
        this.to = to;
    }

    @Override
    public boolean hasNext() {
        if (batch.isEmpty() && !isEnd) {
            store.read(this::fill);
            size = Math.min(MOST_ROWS, size * 2);
        }
        return !batch.isEmpty();
    }

    @Override
    public Map.Entry<String, byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.remove();
    }

    private void fill() {
        boolean isAscending = direction == Direction.ASCENDING;
        String start = last != null ? last : isAscending ? from : to;
        // What a cursor starts from it also finds: the last row again, and going down the end that is left out.
        String passedOver = last != null || !isAscending ? start : null;
        Cursor<String, byte[]> cursor = map.cursor(start, null, !isAscending);
        long bytes = 0;
        while (!isEnd && batch.size() < size && bytes < MOST_BYTES) {
            isEnd = !cursor.hasNext();
            if (!isEnd) {
                String key = cursor.next();
                isEnd = isAscending ? to != null && key.compareTo(to) >= 0 : from != null && key.compareTo(from) < 0;
                if (!isEnd && !key.equals(passedOver)) {
                    batch.add(Map.entry(key, cursor.getValue()));
                    bytes += cursor.getValue().length;
                    last = key;
                }
            }
        }
    }
}
