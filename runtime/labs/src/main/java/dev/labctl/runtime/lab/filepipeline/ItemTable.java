package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemPath;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the worker writes to the items' rows. Each write has a condition, so that whoever comes late, or a second time,
 * changes nothing.
 */
final class ItemTable {
    private final Statements statements;
    private final String table;
    private final String workerId;
    private final Clock clock;

    ItemTable(Statements statements, String table, String workerId, Clock clock) {
        this.statements = statements;
        this.table = table;
        this.workerId = workerId;
        this.clock = clock;
    }

    /** How an item's work ended: either with an output or with an error. */
    sealed interface Ending {
        HeldItem item();

        record Finished(HeldItem item, ItemPath output) implements Ending {}

        record Failed(HeldItem item, String error) implements Ending {}
    }

    /**
     * Makes items this worker's: pending ones, and those whose claim is stale, whose lease has ended or that were claimed
     * under the very message that came again.
     *
     * @param leaseEnd until when the claims hold against other messages
     */
    List<Statements.Outcome> claim(List<HeldItem> items, Instant leaseEnd) {
        return statements.run(items.stream().map(item -> claim(item, leaseEnd)).toList());
    }

    private Statement claim(HeldItem item, Instant leaseEnd) {
        Statement claim = Statement.update(table)
                .set(ItemAttribute.STATUS, ItemStatus.PROCESSING.name())
                .set(ItemAttribute.PROCESSING_AT, clock.instant().toString())
                .set(ItemAttribute.WORKER_ID, workerId)
                .set(ItemAttribute.MESSAGE_ID, item.message().messageId())
                .set(ItemAttribute.ATTEMPTS, item.message().receives())
                .set(ItemAttribute.LEASE_EXPIRES_AT, leaseEnd.toEpochMilli())
                .where("\"id\" = ?", AttributeValue.fromS(item.id()));
        item.message().sentAt().ifPresent(at -> claim.set(ItemAttribute.QUEUED_AT, at.toString()));
        item.message().receivedAt().ifPresent(at -> claim.set(ItemAttribute.RECEIVED_AT, at.toString()));
        item.path()
                .ifPresentOrElse(
                        path -> claim.where("\"s3_path\" = ?", path), () -> claim.where("\"s3_path\" IS MISSING"));
        return claim.where(
                "(\"status\" = 'PENDING' OR (\"status\" = 'PROCESSING' AND (\"message_id\" = ?"
                        + " OR \"lease_expires_at\" IS MISSING OR \"lease_expires_at\" < ?)))",
                AttributeValue.fromS(item.message().messageId()),
                Statement.number(clock.instant().toEpochMilli()));
    }

    /** Writes how items ended, if they are still this worker's. */
    List<Statements.Outcome> end(List<Ending> endings) {
        return statements.run(endings.stream().map(this::end).toList());
    }

    private Statement end(Ending ending) {
        Statement end = Statement.update(table);
        String now = clock.instant().toString();
        if (ending instanceof Ending.Finished finished) {
            end.set(ItemAttribute.STATUS, ItemStatus.FINISHED.name())
                    .set(ItemAttribute.FINISHED_AT, now)
                    .set(ItemAttribute.OUTPUT_PATH, finished.output().toString())
                    .remove(ItemAttribute.ERROR);
        } else if (ending instanceof Ending.Failed failed) {
            end.set(ItemAttribute.STATUS, ItemStatus.FAILED.name())
                    .set(ItemAttribute.FAILED_AT, now)
                    .set(ItemAttribute.ERROR, failed.error());
        }
        return own(end.remove(ItemAttribute.LEASE_EXPIRES_AT), ending.item());
    }

    /** Moves the end of the claims that this worker holds; the past releases them. */
    void lease(List<HeldItem> items, Instant leaseEnd) {
        statements.run(items.stream()
                .map(item ->
                        own(Statement.update(table).set(ItemAttribute.LEASE_EXPIRES_AT, leaseEnd.toEpochMilli()), item))
                .toList());
    }

    private Statement own(Statement statement, HeldItem item) {
        return statement
                .where("\"id\" = ?", AttributeValue.fromS(item.id()))
                .where("\"status\" = 'PROCESSING'")
                .where("\"worker_id\" = ?", AttributeValue.fromS(workerId))
                .where("\"message_id\" = ?", AttributeValue.fromS(item.message().messageId()));
    }
}
