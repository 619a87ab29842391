package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.lab.filepipeline.ItemTable.Ending;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes how items ended, many in one request; only then are their messages deleted. */
final class Finishing implements AutoCloseable {
    private static final long LINGER_MILLIS = 20;
    private static final int SENDERS = 2;

    private final ItemTable table;
    private final Settling settling;
    private final WorkerLog log;
    private final Batches<Ending> batches;
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Finishing(ItemTable table, Settling settling, WorkerLog log) {
        this.table = table;
        this.settling = settling;
        this.log = log;
        this.batches = new Batches<>("finish", Statements.BATCH, LINGER_MILLIS, SENDERS, this::finish);
    }

    void add(Ending ending) {
        batches.add(ending);
    }

    /** How many were finished. */
    long finished() {
        return finished.get();
    }

    /** How many failed. */
    long failed() {
        return failed.get();
    }

    private void finish(List<Ending> endings) {
        List<Statements.Outcome> outcomes = table.end(endings);
        for (int index = 0; index < endings.size(); index++) {
            settle(endings.get(index), outcomes.get(index));
        }
    }

    private void settle(Ending ending, Statements.Outcome outcome) {
        HeldItem item = ending.item();
        if (outcome instanceof Statements.Outcome.Done) {
            tell(ending);
            settling.done(item);
        } else if (outcome instanceof Statements.Outcome.Failed failure) {
            log.line("%s is done but cannot be written, and is given back: %s".formatted(item.id(), failure.error()));
            settling.giveBack(item, settling.pause(item));
        } else if (outcome instanceof Statements.Outcome.Refused refused) {
            settle(item, refused.row());
        }
    }

    /** The row is no longer what this worker made of it: another took over, or someone has changed it. */
    private void settle(HeldItem item, Map<String, AttributeValue> row) {
        AttributeValue status = row.get(ItemAttribute.STATUS);
        boolean isOpen = status != null
                && (ItemStatus.PENDING.name().equals(status.s())
                        || ItemStatus.PROCESSING.name().equals(status.s()));
        log.line("%s is no longer this worker's: its row is %s"
                .formatted(item.id(), status == null ? "gone" : status.s()));
        if (isOpen) {
            settling.giveBack(item, Duration.ofSeconds(1));
        } else {
            settling.done(item);
        }
    }

    private void tell(Ending ending) {
        if (ending instanceof Ending.Finished done) {
            finished.incrementAndGet();
            log.line("%s FINISHED %s".formatted(ending.item().id(), done.output()));
        } else if (ending instanceof Ending.Failed hopeless) {
            failed.incrementAndGet();
            log.line("%s FAILED %s".formatted(ending.item().id(), hopeless.error()));
        }
    }

    /** Writes what waits, and returns when it is written. */
    @Override
    public void close() {
        batches.close();
    }
}
