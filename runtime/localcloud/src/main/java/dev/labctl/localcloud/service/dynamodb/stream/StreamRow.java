package dev.labctl.localcloud.service.dynamodb.stream;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it is stored. It outlives its table and its being switched off by the retention of its records.
 *
 * @param region the region
 * @param tableName the table's name
 * @param label the creation timestamp, unique among the table's streams
 * @param viewType KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES
 * @param keys the table's key attributes: partition key, then sort key
 * @param created when it was switched on
 * @param closed when it was switched off; null while it is on
 */
public record StreamRow(
        String region,
        String tableName,
        String label,
        String viewType,
        List<String> keys,
        Instant created,
        @Nullable Instant closed) {
    public StreamRow {
        keys = List.copyOf(keys);
    }

    /** The key of this row; the keys of its records start with it. */
    public String key() {
        return key(region, tableName, label);
    }

    static String key(String region, String tableName, String label) {
        return region + "/" + tableName + "/" + label + "/";
    }

    String arn(String accountId) {
        return "arn:aws:dynamodb:" + region + ":" + accountId + ":table/" + tableName + "/stream/" + label;
    }

    /** The one shard: {@code shardId-<20 digits>-<8 hex digits>}. */
    String shardId() {
        return String.format("shardId-%020d-%08x", created.toEpochMilli(), key().hashCode());
    }

    StreamRow closedAt(Instant instant) {
        return new StreamRow(region, tableName, label, viewType, keys, created, instant);
    }
}
