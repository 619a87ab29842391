package dev.labctl.runtime.lab.filepipeline;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What the worker is about to do or doing: never more than it has places for, so that its memory is bounded. */
final class HeldItems {
    private final Map<String, HeldItem> items = new HashMap<>();
    private final Semaphore places;
    private final Clock clock;

    HeldItems(int places, Clock clock) {
        this.places = new Semaphore(places);
        this.clock = clock;
    }

    /** Waits for so many free places, at most that long; false when they did not come free. */
    boolean reserve(int count, long millis) throws InterruptedException {
        return places.tryAcquire(count, millis, TimeUnit.MILLISECONDS);
    }

    /** Gives back places that were reserved and not used. */
    void unreserve(int count) {
        places.release(count);
    }

    /**
     * Takes a message in, for which a place is reserved.
     *
     * @return empty when the item is in hand already: this message then shares its fate
     */
    synchronized Optional<HeldItem> hold(ItemMessage message) {
        HeldItem known = items.get(message.itemId());
        if (known != null) {
            known.add(message.receipt());
            places.release();
            return Optional.empty();
        }
        HeldItem held = new HeldItem(message, clock.instant());
        items.put(message.itemId(), held);
        return Optional.of(held);
    }

    /** Lets go of an item; whoever does so first gets its receipts, to delete them or to give them back. */
    synchronized List<String> release(HeldItem held) {
        if (!items.remove(held.id(), held)) {
            return List.of();
        }
        places.release();
        return held.receipts();
    }

    /** All that are held now. */
    synchronized Collection<HeldItem> all() {
        return List.copyOf(items.values());
    }

    synchronized boolean isEmpty() {
        return items.isEmpty();
    }
}
