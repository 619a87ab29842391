package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** All queues, by region and name. */
final class Queues {
    private static final long DELETED_FOR_MILLIS = 60_000;

    private final CloudEnvironment environment;
    private final SqsTables tables;
    private final Map<String, Queue> byRow = new ConcurrentSkipListMap<>();

    Queues(CloudEnvironment environment, SqsTables tables) {
        this.environment = environment;
        this.tables = tables;
        tables.queues.values().forEach(stored -> byRow.put(stored.key().row(), open(stored)));
        dropOrphans();
    }

    private Queue open(QueueRecord stored) {
        return new Queue(stored, tables, environment.clock(), this::find, environment.accountId(), environment.chaos());
    }

    /** A dead letter can reach its queue's rows while that queue is deleted; nobody will ever see it. */
    private void dropOrphans() {
        List<String> ids =
                byRow.values().stream().map(queue -> queue.queueRecord().id()).toList();
        List<String> orphans = tables.entries
                .entries()
                .map(Map.Entry::getKey)
                .filter(row -> !ids.contains(row.substring(0, row.indexOf('/'))))
                .toList();
        tables.store.write(() -> orphans.forEach(row -> {
            tables.entries.remove(row);
            tables.contents.remove(row);
        }));
    }

    @Nullable
    Queue find(QueueKey key) {
        return byRow.get(key.row());
    }

    /** The queue with this ARN; null when there is none. */
    @Nullable
    Queue findArn(String arn) {
        QueueKey key = QueueKey.ofArn(arn);
        return key == null || !key.arn(environment.accountId()).equals(arn) ? null : find(key);
    }

    /**
     * The queue that a request names.
     *
     * @throws dev.labctl.localcloud.core.AwsError QueueDoesNotExist
     */
    Queue require(@Nullable String url, Call call) {
        Queue queue = find(QueueKey.ofUrl(url, call));
        if (queue == null) {
            throw SqsErrors.queueDoesNotExist(call);
        }
        return queue;
    }

    /** Makes a queue. Callers hold this object's monitor from looking it up to making it. */
    Queue create(QueueKey key, Map<String, String> settings, Map<String, String> tags) {
        long now = environment.clock().millis();
        long deletedAt = tables.deleted.get(key.row()).orElse(0L);
        if (deletedAt != 0 && now < deletedAt + DELETED_FOR_MILLIS) {
            throw SqsErrors.queueDeletedRecently();
        }
        String id = Long.toString(tables.nextSequence(), Character.MAX_RADIX);
        QueueRecord stored = new QueueRecord(id, key, settings, tags, now, now, 0, null, 0);
        tables.store.write(() -> {
            tables.queues.put(key.row(), stored);
            tables.deleted.remove(key.row());
        });
        Queue queue = open(stored);
        byRow.put(key.row(), queue);
        return queue;
    }

    synchronized void delete(Queue queue) {
        byRow.remove(queue.queueRecord().key().row());
        queue.destroy();
    }

    /** The queues of a region, by name. */
    List<Queue> in(String region) {
        return byRow.values().stream()
                .filter(queue -> queue.queueRecord().key().region().equals(region))
                .toList();
    }

    List<Queue> all() {
        return List.copyOf(byRow.values());
    }

    /** The queues whose dead letters go to the queue with this ARN. */
    List<Queue> sourcesOf(String deadLetterArn) {
        return byRow.values().stream()
                .filter(queue -> {
                    RedrivePolicy redrive = queue.queueRecord().redrivePolicy();
                    return redrive != null && redrive.deadLetterTargetArn().equals(deadLetterArn);
                })
                .toList();
    }

    String url(Queue queue) {
        String base = environment.endpoint().toString();
        String slash = base.endsWith("/") ? "" : "/";
        return base + slash + environment.accountId() + "/"
                + queue.queueRecord().key().name();
    }
}
