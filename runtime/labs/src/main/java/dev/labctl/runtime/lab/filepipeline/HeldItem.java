package dev.labctl.runtime.lab.filepipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item that the worker has a message of, from its receipt until the message is deleted or given back. */
final class HeldItem {
    private final ItemMessage message;
    private final List<String> receipts = new ArrayList<>();
    private Optional<AttributeValue> path;
    private Instant renewed;
    private boolean claimed;

    HeldItem(ItemMessage message, Instant received) {
        this.message = message;
        this.path = message.path();
        this.renewed = received;
        receipts.add(message.receipt());
    }

    /** The message under which it is claimed. */
    ItemMessage message() {
        return message;
    }

    String id() {
        return message.itemId();
    }

    /** The input's path, as its row is known to have it. */
    synchronized Optional<AttributeValue> path() {
        return path;
    }

    /** The row has another path than the message told. */
    synchronized void path(Optional<AttributeValue> ofRow) {
        path = ofRow;
    }

    /** All times that a message of it was received. */
    synchronized List<String> receipts() {
        return List.copyOf(receipts);
    }

    synchronized void add(String receipt) {
        receipts.add(receipt);
    }

    /** When its messages were last known to be invisible for the whole time. */
    synchronized Instant renewed() {
        return renewed;
    }

    synchronized void renewed(Instant at) {
        renewed = at;
    }

    /** Whether its row says that this worker processes it. */
    synchronized boolean isClaimed() {
        return claimed;
    }

    synchronized void claimed() {
        claimed = true;
    }
}
