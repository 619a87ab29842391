package dev.labctl.localcloud.service.dynamodb;

import java.util.concurrent.atomic.AtomicLong;

/** How many items a table or index has, and how many bytes they take; kept as they change. */
final class Tally {
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void add(long moreItems, long moreBytes) {
        items.addAndGet(moreItems);
        bytes.addAndGet(moreBytes);
    }

    long items() {
        return items.get();
    }

    long bytes() {
        return bytes.get();
    }
}
