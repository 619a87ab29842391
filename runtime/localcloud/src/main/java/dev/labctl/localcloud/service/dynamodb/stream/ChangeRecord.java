package dev.labctl.localcloud.service.dynamodb.stream;

import dev.labctl.localcloud.service.dynamodb.value.ItemCodec;
import dev.labctl.localcloud.store.Codec;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One change of an item, as a stream keeps it.
 *
 * @param sequence orders the changes of a stream
 * @param epochMillis when it happened
 * @param isExpiry whether DynamoDB itself deleted the item because its time to live was over
 * @param keys the item's key
 * @param oldItem the item before; null when it was inserted
 * @param newItem the item after; null when it was removed
 */
public record ChangeRecord(
        long sequence,
        long epochMillis,
        boolean isExpiry,
        Map<String, AttributeValue> keys,
        @Nullable Map<String, AttributeValue> oldItem,
        @Nullable Map<String, AttributeValue> newItem) {
    /** Sequence, time, flags, then the items with their lengths. */
    static final Codec<ChangeRecord> CODEC = new Codec<>() {
        private final ItemCodec items = new ItemCodec();

        @Override
        public byte[] encode(ChangeRecord change) {
            byte[] keys = items.encode(change.keys);
            byte[] before = change.oldItem == null ? new byte[0] : items.encode(change.oldItem);
            byte[] after = change.newItem == null ? new byte[0] : items.encode(change.newItem);
            return ByteBuffer.allocate(
                            Long.BYTES * 2 + 1 + Integer.BYTES * 3 + keys.length + before.length + after.length)
                    .putLong(change.sequence)
                    .putLong(change.epochMillis)
                    .put((byte) (change.isExpiry ? 1 : 0))
                    .putInt(keys.length)
                    .put(keys)
                    .putInt(before.length)
                    .put(before)
                    .putInt(after.length)
                    .put(after)
                    .array();
        }

        @Override
        public ChangeRecord decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long sequence = in.getLong();
            long epochMillis = in.getLong();
            boolean expiry = in.get() == 1;
            Map<String, AttributeValue> keys = item(in);
            if (keys == null) {
                throw new IllegalStateException("stream record " + sequence + " has no key");
            }
            return new ChangeRecord(sequence, epochMillis, expiry, keys, item(in), item(in));
        }

        private @Nullable Map<String, AttributeValue> item(ByteBuffer in) {
            byte[] encoded = new byte[in.getInt()];
            in.get(encoded);
            return encoded.length == 0 ? null : items.decode(encoded);
        }
    };
}
