package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.time.CloudClock;
import dev.labctl.localcloud.time.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One queue: its messages' states in memory, each change written through to the tables in one step.
 *
 * <p>One lock guards a queue; long polls wait on it and are woken by what arrives or becomes visible. A dead letter is
 * written to its new queue under the old queue's lock, and taken up there under that one's: no two queues are ever locked
 * at once.
 */
final class Queue {
    private static final int MAX_IN_FLIGHT = 120_000;
    static final long MAX_VISIBILITY_MILLIS = 43_200_000;

    private final SqsTables tables;
    private final CloudClock clock;
    private final Function<QueueKey, @Nullable Queue> queues;
    private final String accountId;
    private final Chaos chaos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Messages messages;
    private final Backlog backlog;
    private final Deduplication deduplication;
    private final ReceiveAttempts attempts = new ReceiveAttempts();
    private volatile QueueRecord queueRecord;
    private boolean gone;

    /** Messages that another queue moved here and that are written, but not yet taken up. */
    private final ConcurrentLinkedQueue<Entry> arrivals = new ConcurrentLinkedQueue<>();

    Queue(
            QueueRecord queueRecord,
            SqsTables tables,
            CloudClock clock,
            Function<QueueKey, @Nullable Queue> queues,
            String accountId,
            Chaos chaos) {
        this.queueRecord = queueRecord;
        this.tables = tables;
        this.clock = clock;
        this.queues = queues;
        this.accountId = accountId;
        this.chaos = chaos;
        this.backlog = queueRecord.key().isFifo() ? new FifoBacklog() : new StandardBacklog();
        this.deduplication = new Deduplication(tables.accepted, queueRecord.id());
        this.messages = new Messages(queueRecord.id(), backlog, tables, clock.millis());
    }

    QueueRecord queueRecord() {
        return queueRecord;
    }

    String arn() {
        return queueRecord.key().arn(accountId);
    }

    /** Runs a change of the queue's settings under its lock; the function gets the current record. */
    QueueRecord update(Function<QueueRecord, QueueRecord> change) {
        lock.lock();
        try {
            QueueRecord updated = change.apply(queueRecord);
            tables.store.write(() -> tables.queues.put(updated.key().row(), updated));
            queueRecord = updated;
            changed.signalAll();
            return updated;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest messages as they lie there; nothing of them changes, their receive counts neither. */
    List<Map<String, Object>> peek(int most) {
        lock.lock();
        try {
            long now = clock.millis();
            return messages.oldest(most).stream()
                    .map(entry -> PeekedMessage.of(entry, messages.content(entry), now))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Accepts messages, all or none. */
    List<Sent> send(List<Outgoing> messages, String senderId, @Nullable String traceHeader) {
        lock.lock();
        try {
            long now = clock.millis();
            List<Entry> added = new ArrayList<>();
            List<Sent> sent = tables.store.write(() -> messages.stream()
                    .map(message -> accept(message, senderId, traceHeader, now, added))
                    .toList());
            added.forEach(entry -> keep(entry, now));
            changed.signalAll();
            return sent;
        } finally {
            lock.unlock();
        }
    }

    private Sent accept(Outgoing message, String senderId, @Nullable String traceHeader, long now, List<Entry> added) {
        boolean isFifo = queueRecord.key().isFifo();
        String deduplicationId = message.deduplicationId();
        if (isFifo && deduplicationId == null) {
            deduplicationId = Digests.sha256(message.body());
        }
        long sequence = tables.nextSequence();
        String messageId = UUID.randomUUID().toString();
        String sequenceNumber = isFifo ? SqsTables.sequenceNumber(sequence) : null;
        if (deduplicationId != null && sequenceNumber != null) {
            String group = message.groupId() == null ? "" : message.groupId();
            String key = Deduplication.key(queueRecord.deduplicatesPerGroup(now), group, deduplicationId);
            Deduplication.Accepted before = deduplication.find(key, now);
            if (before != null) {
                return new Sent(before.messageId(), before.sequenceNumber());
            }
            deduplication.accept(key, messageId, sequenceNumber, now);
        }
        Integer own = isFifo ? null : message.delaySeconds();
        long delay = 1000L * (own == null ? queueRecord.number(QueueAttributes.DELAY_SECONDS) : own);
        Map<String, Content.Attribute> attributes = new HashMap<>();
        message.attributes().forEach((name, value) -> attributes.put(name, Content.Attribute.of(value)));
        Content content = new Content(
                messageId,
                message.body(),
                attributes,
                traceHeader,
                senderId,
                now,
                deduplicationId,
                sequenceNumber,
                null);
        Entry entry = new Entry(sequence, now, now + delay, 0, 0, message.groupId());
        messages.insert(entry, content);
        added.add(entry);
        return new Sent(messageId, sequenceNumber);
    }

    /** Takes up in memory what is already written. */
    private void keep(Entry entry, long now) {
        if (!gone) {
            messages.keep(entry, now);
        }
    }

    /**
     * Hands out up to {@code max} messages and hides them; waits until {@code waitMillis} have passed for at least one.
     *
     * @throws AwsError OverLimit when too many messages are in flight; QueueDoesNotExist is the caller's to find
     */
    List<Received> receive(int max, long visibilityMillis, long waitMillis, @Nullable String attemptId) {
        lock.lock();
        try {
            long deadline = clock.millis() + waitMillis;
            while (true) {
                long now = clock.millis();
                List<Received> received = receiveNow(max, visibilityMillis, attemptId, now);
                if (!received.isEmpty() || now >= deadline || gone) {
                    return received;
                }
                Timer alarm = clock.schedule(
                        Instant.ofEpochMilli(Math.min(deadline, Math.max(now + 1, backlog.nextVisibleAt()))),
                        this::wake);
                try {
                    changed.await();
                } finally {
                    alarm.cancel();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Received> receiveNow(int max, long visibilityMillis, @Nullable String attemptId, long now) {
        advance(now);
        List<Received> repeated = attempts.repeat(attemptId, messages.bySequence(), now);
        if (!repeated.isEmpty()) {
            List<Received> again = new ArrayList<>();
            for (Received earlier : repeated) {
                Entry hidden = earlier.entry().hiddenUntil(now + visibilityMillis);
                messages.replace(earlier.entry(), hidden, now);
                again.add(new Received(hidden, earlier.content(), earlier.handle()));
            }
            attempts.remember(attemptId, again, now);
            return again;
        }
        if (backlog.inFlightCount() >= MAX_IN_FLIGHT) {
            if (queueRecord.key().isFifo()) {
                return List.of();
            }
            throw SqsErrors.overLimit();
        }
        RedrivePolicy redrive = queueRecord.redrivePolicy();
        Queue deadLetters = redrive == null ? null : target(redrive.deadLetterTargetArn());
        List<Received> received = new ArrayList<>();
        while (received.isEmpty()) {
            List<Entry> next = queueRecord.key().isFifo()
                    ? backlog.next(max, now)
                    : chaos.order(arn(), max, count -> backlog.next(count, now));
            if (next.isEmpty()) {
                break;
            }
            handOut(next, redrive, deadLetters, visibilityMillis, now, received);
        }
        attempts.remember(attemptId, received, now);
        return received;
    }

    private void handOut(
            List<Entry> next,
            @Nullable RedrivePolicy redrive,
            @Nullable Queue deadLetters,
            long visibilityMillis,
            long now,
            List<Received> received) {
        for (Entry entry : next) {
            if (redrive != null && deadLetters != null && entry.receives() >= redrive.maxReceiveCount()) {
                move(entry, deadLetters, arn(), now);
                continue;
            }
            boolean comesAgain = entry.receives() == 0 && !queueRecord.key().isFifo() && chaos.duplicates(arn());
            Entry hidden = entry.received(now, comesAgain ? now : now + visibilityMillis);
            messages.replace(entry, hidden, now);
            Content content = messages.content(hidden);
            String handle = new ReceiptHandle(queueRecord.id(), hidden.sequence(), hidden.receives(), now).encoded();
            received.add(new Received(hidden, content, handle));
            if (comesAgain) {
                changed.signalAll();
            }
        }
    }

    private @Nullable Queue target(String arn) {
        QueueKey key = QueueKey.ofArn(arn);
        return key == null ? null : queues.apply(key);
    }

    /** Moves a message to another queue in one write; {@code source} is null when it is no dead letter any more. */
    private void move(Entry entry, Queue target, @Nullable String source, long now) {
        boolean isFifo = target.queueRecord.key().isFifo();
        long sequence = tables.nextSequence();
        Entry moved = new Entry(
                sequence,
                isFifo ? now : entry.enqueuedAt(),
                now,
                source == null ? 0 : entry.receives(),
                source == null ? 0 : entry.firstReceivedAt(),
                entry.group());
        Content content = messages.content(entry).movedFrom(source, isFifo ? SqsTables.sequenceNumber(sequence) : null);
        tables.store.write(() -> {
            messages.delete(entry);
            target.messages.insert(moved, content);
        });
        messages.forget(entry);
        target.arrivals.add(moved);
        // not under this lock: the other queue's may be held by one that waits for ours
        clock.schedule(Instant.EPOCH, target::wake);
    }

    /** Brings visibility up to date and drops what is older than the retention period. */
    private void advance(long now) {
        Entry arrival = arrivals.poll();
        while (arrival != null) {
            keep(arrival, now);
            arrival = arrivals.poll();
        }
        messages.advance(now, now - 1000L * queueRecord.number(QueueAttributes.MESSAGE_RETENTION_PERIOD));
    }

    /**
     * Deletes the message that the handle was given out for. A message already gone is no error.
     *
     * @throws AwsError when the handle is not this queue's, or on a FIFO queue when it has expired
     */
    void deleteMessage(String handle) {
        lock.lock();
        try {
            Entry entry = messages.find(parse(handle).sequence());
            if (entry == null) {
                return;
            }
            if (queueRecord.key().isFifo() && !isCurrent(entry, handle)) {
                throw expired(handle);
            }
            messages.remove(List.of(entry));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hides a received message for that long from now; 0 makes it visible at once. */
    void changeVisibility(String handle, long millis) {
        lock.lock();
        try {
            long now = clock.millis();
            backlog.advanceTo(now);
            Entry entry = messages.find(parse(handle).sequence());
            if (entry == null) {
                throw SqsErrors.invalidParameter(
                        "ReceiptHandle",
                        handle,
                        "Message does not exist or is not available for visibility timeout change.");
            }
            if (queueRecord.key().isFifo() && !isCurrent(entry, handle)) {
                throw expired(handle);
            }
            if (now + millis - parse(handle).issuedAt() > MAX_VISIBILITY_MILLIS) {
                throw SqsErrors.invalidParameter(
                        "VisibilityTimeout",
                        millis / 1000,
                        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
            }
            Entry hidden = entry.hiddenUntil(now + millis);
            messages.replace(entry, hidden, now);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ReceiptHandle parse(String text) {
        ReceiptHandle handle = ReceiptHandle.parse(text);
        if (!handle.queueId().equals(queueRecord.id())) {
            throw SqsErrors.invalidReceiptHandle(text);
        }
        return handle;
    }

    private boolean isCurrent(Entry entry, String handle) {
        return ReceiptHandle.parse(handle).receive() == entry.receives() && !entry.isVisible(clock.millis());
    }

    private static AwsError expired(String handle) {
        return SqsErrors.invalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");
    }

    /** Deletes all messages, those in flight too. */
    void purge() {
        lock.lock();
        try {
            advance(clock.millis());
            messages.remove(messages.all());
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the queue with all it holds and ends the long polls on it. */
    void destroy() {
        lock.lock();
        try {
            long now = clock.millis();
            advance(now);
            List<Entry> all = messages.all();
            tables.store.write(() -> {
                all.forEach(messages::delete);
                deduplication.clear();
                tables.queues.remove(queueRecord.key().row());
                tables.deleted.put(queueRecord.key().row(), now);
            });
            all.forEach(messages::forget);
            gone = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Moves up to {@code max} visible messages out; returns how many. For message move tasks. */
    int moveOut(int max, Function<Content, @Nullable Queue> destination) {
        lock.lock();
        try {
            long now = clock.millis();
            advance(now);
            int moved = 0;
            for (Entry entry : backlog.next(max, now)) {
                Queue target = destination.apply(messages.content(entry));
                if (target == null) {
                    throw SqsErrors.resourceNotFound("The destination queue of a message does not exist.");
                }
                move(entry, target, null, now);
                moved++;
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    /** How many messages there are, by state, and how old the oldest is. */
    Counts counts() {
        lock.lock();
        try {
            long now = clock.millis();
            advance(now);
            int hidden = backlog.delayedCount() + backlog.inFlightCount();
            long age = (now - messages.oldest(now)) / 1000;
            return new Counts(messages.count() - hidden, backlog.inFlightCount(), backlog.delayedCount(), age);
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the long polls on this queue; the cloud stops. */
    void stop() {
        lock.lock();
        try {
            gone = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What a sender is told: the id, and on FIFO queues the sequence number. */
    record Sent(String messageId, @Nullable String sequenceNumber) {}

    /** A message handed out, with the handle to delete it by. */
    record Received(Entry entry, Content content, String handle) {}

    /** The approximate counts, which here are exact; the age in seconds. */
    record Counts(int visible, int inFlight, int delayed, long oldestAgeSeconds) {}
}
