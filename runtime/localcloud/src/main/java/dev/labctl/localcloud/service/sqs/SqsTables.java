package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.RowNumbers;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.concurrent.atomic.AtomicLong;

/** SQS's tables, and the sequence that orders all messages across restarts. */
final class SqsTables {
    private static final int CLOCK_SHIFT = 20;
    private static final int DIGITS = 19;

    final Store store;
    final Table<QueueRecord> queues;
    /** When a queue of that region and name was deleted, epoch milliseconds. */
    final Table<Long> deleted;
    /** {@code <queue id>/<sequence>}: a message's state. */
    final Table<Entry> entries;
    /** {@code <queue id>/<sequence>}: a message's content. */
    final Table<Content> contents;

    final Table<Deduplication.Accepted> accepted;
    final Table<MoveTask> moves;
    private final AtomicLong sequence;

    SqsTables(Store store, long now) {
        this.store = store;
        this.queues = store.table("sqs.queues", Codec.json(QueueRecord.class));
        this.deleted = store.table("sqs.deleted", Codec.json(Long.class));
        this.entries = store.table("sqs.entries", Codec.json(Entry.class));
        this.contents = store.table("sqs.contents", Codec.json(Content.class));
        this.accepted = store.table("sqs.accepted", Codec.json(Deduplication.Accepted.class));
        this.moves = store.table("sqs.moves", Codec.json(MoveTask.class));
        this.sequence = new AtomicLong(now << CLOCK_SHIFT);
    }

    /** Greater than any before it, also than those before a restart: the clock leaves room for 2^20 each millisecond. */
    long nextSequence() {
        return sequence.incrementAndGet();
    }

    static String row(String queueId, long sequence) {
        return queueId + "/" + RowNumbers.decimal(sequence, DIGITS);
    }

    /** A FIFO message's sequence number: 20 digits, as SQS has them. */
    static String sequenceNumber(long sequence) {
        return "1" + RowNumbers.decimal(sequence, DIGITS);
    }
}
