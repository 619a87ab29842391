package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import dev.labctl.localcloud.time.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Deletes items when their time to live is over, at the very second; AWS takes its time, but promises no less. The
 * deletions are in the streams as the service's own.
 */
final class TimeToLive {
    private static final int BATCH = 200;

    private final Store store;
    private final CloudClock clock;
    private final TableCatalog catalog;
    private final ItemStore items;
    private final Expiries expiries;
    private @Nullable Timer timer;

    TimeToLive(Store store, CloudClock clock, TableCatalog catalog, ItemStore items, Expiries expiries) {
        this.store = store;
        this.clock = clock;
        this.catalog = catalog;
        this.items = items;
        this.expiries = expiries;
    }

    /** Waits for the next expiry, now and whenever an earlier one appears. */
    void start() {
        expiries.onAdded(this::waitUntil);
        expiries.next(clock.instant()).ifPresent(this::waitUntil);
    }

    private synchronized void waitUntil(Instant expiry) {
        if (timer != null && !expiry.isBefore(timer.due())) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timer = clock.schedule(expiry, this::sweep);
    }

    private void sweep() {
        synchronized (this) {
            timer = null;
        }
        Instant now = clock.instant();
        List<Expiries.Due> reached = expiries.reached(now, BATCH);
        while (!reached.isEmpty()) {
            reached.forEach(due -> expire(due, now));
            reached = expiries.reached(now, BATCH);
        }
        store.awaitDurable();
        expiries.next(now).ifPresent(this::waitUntil);
    }

    private void expire(Expiries.Due due, Instant now) {
        Optional<LiveTable> table = catalog.all().stream()
                .filter(each -> each.row().number() == due.tableNumber())
                .findFirst();
        if (table.isEmpty()) {
            store.write(() -> expiries.forget(due));
            return;
        }
        items.change(List.of(new ItemStore.Ref(table.get(), due.key())), () -> {
            Map<String, AttributeValue> item = items.get(table.get(), due.key());
            String attribute = table.get().row().settings().timeToLive();
            boolean over = item != null
                    && attribute != null
                    && Expiries.expiry(item, attribute)
                            .filter(expiry -> Expiries.isOver(expiry, now))
                            .isPresent();
            if (over) {
                items.replace(table.get(), due.key(), item, null, true);
            }
            // Whatever led here leads nowhere now.
            expiries.forget(due);
            return over;
        });
    }
}
