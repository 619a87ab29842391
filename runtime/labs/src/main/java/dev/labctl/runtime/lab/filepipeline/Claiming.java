package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes items this worker's before anything is done for them, many in one request. */
final class Claiming implements AutoCloseable {
    private static final long LINGER_MILLIS = 5;
    private static final int SENDERS = 2;

    /** A row may change between two looks at it, but not for ever. */
    private static final int LOOKS = 3;

    private final ItemTable table;
    private final Settling settling;
    private final Duration lease;
    private final Clock clock;
    private final WorkerLog log;
    private final Consumer<HeldItem> next;
    private final Batches<HeldItem> batches;

    /**
     * Starts claiming.
     *
     * @param lease how long a claim holds against others
     * @param next what to do with a claimed item
     */
    Claiming(ItemTable table, Settling settling, Duration lease, Clock clock, WorkerLog log, Consumer<HeldItem> next) {
        this.table = table;
        this.settling = settling;
        this.lease = lease;
        this.clock = clock;
        this.log = log;
        this.next = next;
        this.batches = new Batches<>("claim", Statements.BATCH, LINGER_MILLIS, SENDERS, this::claim);
    }

    void add(HeldItem item) {
        batches.add(item);
    }

    private void claim(List<HeldItem> items) {
        List<HeldItem> open = items;
        for (int look = 1; !open.isEmpty(); look++) {
            List<Statements.Outcome> outcomes =
                    table.claim(open, clock.instant().plus(lease));
            List<HeldItem> again = new ArrayList<>();
            for (int index = 0; index < open.size(); index++) {
                if (!isDecided(open.get(index), outcomes.get(index), look == LOOKS)) {
                    again.add(open.get(index));
                }
            }
            open = again;
        }
    }

    /** Whether it is clear what becomes of an item; if not, it is worth another look. */
    private boolean isDecided(HeldItem item, Statements.Outcome outcome, boolean isLast) {
        if (outcome instanceof Statements.Outcome.Done) {
            item.claimed();
            next.accept(item);
        } else if (outcome instanceof Statements.Outcome.Failed failed) {
            log.line("%s cannot be claimed and is given back: %s".formatted(item.id(), failed.error()));
            settling.giveBack(item, settling.pause(item));
        } else if (outcome instanceof Statements.Outcome.Refused refused) {
            return isDecided(item, refused.row(), isLast);
        }
        return true;
    }

    private boolean isDecided(HeldItem item, Map<String, AttributeValue> row, boolean isLast) {
        String status = text(row, ItemAttribute.STATUS);
        if (row.isEmpty() || !isOpen(status)) {
            log.line("%s is %s already: its message is deleted".formatted(item.id(), row.isEmpty() ? "gone" : status));
            settling.done(item);
            return true;
        }
        Duration left = left(row);
        boolean isFree = status.equals(ItemStatus.PENDING.name()) || left.isZero();
        if (isFree && !isLast) {
            item.path(Optional.ofNullable(row.get(ItemAttribute.S3_PATH)));
            return false;
        }
        log.line("%s is claimed by %s: given back for %s"
                .formatted(item.id(), text(row, ItemAttribute.WORKER_ID), left));
        settling.giveBack(item, isFree ? settling.pause(item) : left);
        return true;
    }

    private static boolean isOpen(String status) {
        return status.equals(ItemStatus.PENDING.name()) || status.equals(ItemStatus.PROCESSING.name());
    }

    /** How long another's claim holds, in whole seconds; not longer than this worker would hold one. */
    private Duration left(Map<String, AttributeValue> row) {
        AttributeValue end = row.get(ItemAttribute.LEASE_EXPIRES_AT);
        if (end == null || end.n() == null) {
            return Duration.ZERO;
        }
        long millis = Long.parseLong(end.n()) - clock.millis();
        return millis < 0 ? Duration.ZERO : Duration.ofSeconds(Math.min(millis / 1000 + 1, lease.toSeconds()));
    }

    private static String text(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        return value == null || value.s() == null ? "" : value.s();
    }

    /** Claims nothing any more, and returns when what was on its way is claimed. */
    void stop() {
        batches.stop();
    }

    /** Claims what waits, and returns when it is claimed. */
    @Override
    public void close() {
        batches.close();
    }
}
