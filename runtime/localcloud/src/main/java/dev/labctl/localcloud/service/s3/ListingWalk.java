package dev.labctl.localcloud.service.s3;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the rows of a bucket in key order as a listing sees them: rows that are listed, and in place of all keys that
 * share a prefix up to the delimiter, that prefix once. Rolled-up keys are jumped over, not read.
 */
final class ListingWalk<V> implements Iterator<ListingWalk.Step<V>> {
    private final Function<String, Stream<Map.Entry<String, V>>> from;
    private final Function<V, String> keyOf;
    private final Predicate<V> listed;
    private final String bucket;
    private final String prefix;
    private final @Nullable String delimiter;
    private Iterator<Map.Entry<String, V>> rows;
    private @Nullable Step<V> ahead;

    /**
     * A row or a common prefix.
     *
     * @param name the key, or the prefix
     * @param value the row; null for a prefix
     */
    record Step<V>(String name, @Nullable V value) {}

    /**
     * A walk.
     *
     * @param from opens the rows of the bucket from a given one on
     * @param keyOf the key of a row
     * @param listed which rows are listed
     * @param bucket the bucket
     * @param prefix what keys start with
     * @param delimiter where keys are rolled up, or null
     * @param start the first row
     */
    ListingWalk(
            Function<String, Stream<Map.Entry<String, V>>> from,
            Function<V, String> keyOf,
            Predicate<V> listed,
            String bucket,
            String prefix,
            @Nullable String delimiter,
            String start) {
        this.from = from;
        this.keyOf = keyOf;
        this.listed = listed;
        this.bucket = bucket;
        this.prefix = prefix;
        this.delimiter = delimiter;
        String first = ObjectKeys.startingWith(bucket, prefix);
        this.rows = from.apply(start.compareTo(first) > 0 ? start : first).iterator();
    }

    /** The row after all those a marker covers: a key's, or all keys below it when it is a rolled-up prefix. */
    static String after(String bucket, String marker, String prefix, @Nullable String delimiter) {
        String rolledUp = rolledUp(marker, prefix, delimiter);
        return marker.equals(rolledUp)
                ? ObjectKeys.after(ObjectKeys.startingWith(bucket, marker))
                : ObjectKeys.after(ObjectKeys.key(bucket, marker));
    }

    private static @Nullable String rolledUp(String key, String prefix, @Nullable String delimiter) {
        if (delimiter == null || delimiter.isEmpty() || !key.startsWith(prefix)) {
            return null;
        }
        int end = key.indexOf(delimiter, prefix.length());
        return end < 0 ? null : key.substring(0, end + delimiter.length());
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && rows.hasNext()) {
            V row = rows.next().getValue();
            String key = keyOf.apply(row);
            if (!key.startsWith(prefix)) {
                return false;
            }
            if (!listed.test(row)) {
                continue;
            }
            String rolledUp = rolledUp(key, prefix, delimiter);
            if (rolledUp == null) {
                ahead = new Step<>(key, row);
            } else {
                ahead = new Step<>(rolledUp, null);
                rows = from.apply(ObjectKeys.after(ObjectKeys.startingWith(bucket, rolledUp)))
                        .iterator();
            }
        }
        return ahead != null;
    }

    @Override
    public Step<V> next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        Step<V> step = ahead;
        ahead = null;
        return step;
    }
}
