package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * All changes of items, as the table's stream tells them.
 *
 * @param finishes how often each item was written that is finished, whatever it was before
 * @param claims how often an item was written with another worker or message than before
 */
record ItemHistory(Map<String, Integer> finishes, long claims) {
    ItemHistory {
        finishes = Map.copyOf(finishes);
    }

    /** Reads the history of the items whose ids begin so. */
    static ItemHistory read(DeployedLab lab, String table, String idPrefix) {
        Map<String, Integer> finishes = new HashMap<>();
        long claims = 0;
        try (DynamoDbStreamsClient streams = lab.commandLine().client(DynamoDbStreamsClient.builder())) {
            String arn = streams.listStreams(request -> request.tableName(table))
                    .streams()
                    .get(0)
                    .streamArn();
            for (Shard shard : streams.describeStream(request -> request.streamArn(arn))
                    .streamDescription()
                    .shards()) {
                @Nullable
                String next = streams.getShardIterator(request -> request.streamArn(arn)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                while (next != null) {
                    String iterator = next;
                    GetRecordsResponse page = streams.getRecords(request -> request.shardIterator(iterator));
                    for (software.amazon.awssdk.services.dynamodb.model.Record each : page.records()) {
                        StreamRecord change = each.dynamodb();
                        String id = Objects.requireNonNull(change.keys().get(ItemAttribute.ID))
                                .s();
                        if (id.startsWith(idPrefix)) {
                            if (status(change.newImage()).equals(ItemStatus.FINISHED.name())) {
                                finishes.merge(id, 1, Integer::sum);
                            } else if (isClaim(change)) {
                                claims++;
                            }
                        }
                    }
                    // A shard that is still written to has no last page.
                    next = page.records().isEmpty() ? null : page.nextShardIterator();
                }
            }
        }
        return new ItemHistory(finishes, claims);
    }

    private static boolean isClaim(StreamRecord change) {
        return status(change.newImage()).equals(ItemStatus.PROCESSING.name())
                && !change.newImage()
                        .getOrDefault(ItemAttribute.PROCESSING_AT, AttributeValue.fromS(""))
                        .equals(change.oldImage().get(ItemAttribute.PROCESSING_AT));
    }

    private static String status(Map<String, AttributeValue> image) {
        AttributeValue status = image.get(ItemAttribute.STATUS);
        return status == null ? "" : status.s();
    }

    /** The items that were finished more than once. */
    Set<String> doneTwice() {
        return finishes.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
