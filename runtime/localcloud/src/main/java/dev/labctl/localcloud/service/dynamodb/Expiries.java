package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * When which items expire: entries {@code <second>/<table><key>}, the next one first.
 *
 * <p>An item expires when its time-to-live attribute is a number of epoch seconds that has passed, unless by more than
 * five years ("Expiring items by using DynamoDB Time to Live", developer guide).
 */
final class Expiries {
    private static final Duration OLDEST = Duration.ofDays(5 * 365);
    private static final BigDecimal LAST_SECOND = new BigDecimal("999999999999");
    private static final int SECOND_DIGITS = 12;

    private final Table<String> due;
    private volatile Consumer<Instant> listener = instant -> {};

    Expiries(Store store) {
        this.due = store.table("dynamodb.expiries", Codec.TEXT);
    }

    /** Who is told when an item with this expiry appears. */
    void onAdded(Consumer<Instant> told) {
        listener = told;
    }

    /** An expiry that was reached. */
    record Due(String entry, int tableNumber, String key) {}

    /** Notes an item's change; inside {@link Store#write}. */
    void replace(
            TableRow row,
            String key,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after) {
        String attribute = row.settings().timeToLive();
        if (attribute == null) {
            return;
        }
        Optional<Instant> was = before == null ? Optional.empty() : expiry(before, attribute);
        Optional<Instant> is = after == null ? Optional.empty() : expiry(after, attribute);
        if (was.equals(is)) {
            return;
        }
        was.ifPresent(instant -> due.remove(entry(instant, row, key)));
        is.ifPresent(instant -> {
            due.put(entry(instant, row, key), key);
            listener.accept(instant);
        });
    }

    private static String entry(Instant instant, TableRow row, String key) {
        return String.format("%012d/", instant.getEpochSecond()) + row.prefix() + key;
    }

    /** When an item expires by this attribute; empty when it does not. */
    static Optional<Instant> expiry(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        if (value == null || value.type() != AttributeValue.Type.N) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(value.n());
        return seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) > 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds.longValue()));
    }

    /** Whether an item that expires at {@code expiry} is to be deleted now. */
    static boolean isOver(Instant expiry, Instant now) {
        return !expiry.isAfter(now) && expiry.isAfter(now.minus(OLDEST));
    }

    /** The expiries reached by now, at most {@code limit}. */
    List<Due> reached(Instant now, int limit) {
        String from = String.format("%012d/", Math.max(0, now.minus(OLDEST).getEpochSecond()));
        String to = String.format("%012d/", now.getEpochSecond() + 1);
        return due.range(from, to)
                .limit(limit)
                .map(entry -> new Due(entry.getKey(), tableNumber(entry.getKey()), entry.getValue()))
                .toList();
    }

    private static int tableNumber(String entry) {
        int start = SECOND_DIGITS + 1;
        return Integer.parseInt(entry.substring(start, entry.indexOf('/', start)), 16);
    }

    /** When the next item expires. */
    Optional<Instant> next(Instant now) {
        String from = String.format("%012d/", Math.max(0, now.minus(OLDEST).getEpochSecond()));
        return due.range(from, null)
                .findFirst()
                .map(entry ->
                        Instant.ofEpochSecond(Long.parseLong(entry.getKey().substring(0, SECOND_DIGITS))));
    }

    /** Forgets an expiry that leads to no item any more; inside {@link Store#write}. */
    void forget(Due reached) {
        due.remove(reached.entry());
    }

    /** Forgets all expiries of a table; inside {@link Store#write}. */
    void clear(TableRow row) {
        List<String> gone = due.entries()
                .map(Map.Entry::getKey)
                .filter(entry -> entry.startsWith(row.prefix(), SECOND_DIGITS + 1))
                .toList();
        gone.forEach(due::remove);
    }
}
