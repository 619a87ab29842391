package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.RowNumbers;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All metrics: in memory, by minute, and behind that in two tables.
 *
 * <p>What users put is written before they hear of it. What services report of themselves is written a few seconds later
 * by {@link #flush} and may be lost by a crash before. Data points are kept for 15 days.
 */
final class MetricStore {
    private static final long KEPT_SECONDS = Duration.ofDays(15).toSeconds();
    private static final int DIGITS = 12;

    private final Store store;
    private final CloudClock clock;
    private final Table<SeriesKey> keys;
    private final Table<Bucket> buckets;
    private final Map<String, Series> all = new ConcurrentSkipListMap<>();

    MetricStore(Store store, CloudClock clock) {
        this.store = store;
        this.clock = clock;
        this.keys = store.table("cloudwatch.metrics", Codec.json(SeriesKey.class));
        this.buckets = store.table("cloudwatch.buckets", Codec.json(Bucket.class));
        keys.values().forEach(key -> all.put(key.row(), new Series(key)));
        buckets.entries().forEach(row -> {
            Series series = all.get(row.getKey().substring(0, row.getKey().lastIndexOf('\u0002')));
            if (series != null) {
                series.load(row.getValue());
            }
        });
    }

    /** Adds values in memory; they reach the disk with the next {@link #flush}. */
    void add(SeriesKey key, Bucket values) {
        all.computeIfAbsent(key.row(), row -> new Series(key)).add(values);
    }

    /** Writes what has changed since the last time, and forgets what is too old. */
    void flush() {
        long oldest = clock.instant().getEpochSecond() - KEPT_SECONDS;
        store.write(() -> all.values().forEach(series -> series.flush(oldest)));
    }

    /** The metrics of a region, sorted. */
    List<Series> in(String region) {
        return all.values().stream()
                .filter(series -> series.key.region().equals(region))
                .toList();
    }

    /**
     * The values of a metric between two instants, by period.
     *
     * @param from epoch seconds, the start of the first period
     * @param to epoch seconds, exclusive
     * @param period seconds
     * @param unit only values of this unit; null for all
     */
    List<Bucket> query(SeriesKey key, long from, long to, int period, @Nullable String unit) {
        Series series = all.get(key.row());
        return series == null ? List.of() : series.query(from, to, period, unit);
    }

    /** One metric. */
    final class Series {
        final SeriesKey key;
        private final TreeMap<String, Tally> byRow = new TreeMap<>();
        private final Set<String> changed = new HashSet<>();
        private boolean isStored;

        Series(SeriesKey key) {
            this.key = key;
        }

        private synchronized void load(Bucket bucket) {
            isStored = true;
            tally(row(bucket), bucket).add(bucket);
        }

        private String row(Bucket bucket) {
            return RowNumbers.decimal(bucket.start(), DIGITS) + "/" + bucket.unit();
        }

        private synchronized void add(Bucket values) {
            String row = row(values);
            tally(row, values).add(values);
            changed.add(row);
        }

        private Tally tally(String row, Bucket like) {
            return byRow.computeIfAbsent(row, key -> new Tally(like.start(), like.unit()));
        }

        private synchronized void flush(long oldest) {
            if (!isStored && !changed.isEmpty()) {
                keys.put(key.row(), key);
                isStored = true;
            }
            changed.forEach(row -> {
                Tally tally = byRow.get(row);
                if (tally != null) {
                    buckets.put(key.row() + '\u0002' + row, tally.bucket());
                }
            });
            changed.clear();
            while (!byRow.isEmpty() && byRow.firstEntry().getValue().start() < oldest) {
                buckets.remove(key.row() + '\u0002' + byRow.pollFirstEntry().getKey());
            }
        }

        /** When the newest values are of, epoch seconds. */
        synchronized long newest() {
            return byRow.isEmpty() ? 0 : byRow.lastEntry().getValue().start();
        }

        private synchronized List<Bucket> query(long from, long to, int period, @Nullable String unit) {
            Map<Long, Tally> periods = new TreeMap<>();
            for (Tally tally : byRow.subMap(RowNumbers.decimal(from, DIGITS), RowNumbers.decimal(to, DIGITS))
                    .values()) {
                if (unit == null || unit.equals(tally.unit())) {
                    long start = from + Math.floorDiv(tally.start() - from, (long) period) * period;
                    // without a unit asked for, one that is there is as good as another
                    periods.computeIfAbsent(start, key -> new Tally(key, tally.unit()))
                            .add(tally.bucket());
                }
            }
            return periods.values().stream().map(Tally::bucket).toList();
        }
    }
}
