package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** The shard of a stream, of which the local cloud's streams have one each. */
final class StreamReader {
    private final CloudEnvironment environment;

    StreamReader(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The id of the stream's shard.
     *
     * @throws AwsError when the caller may not see the stream, there is none, or it is disabled
     */
    String shard(Caller caller, String streamArn) {
        DescribeStreamResponse described = environment
                .dispatcher()
                .call(
                        caller,
                        DescribeStreamRequest.builder().streamArn(streamArn).build(),
                        DescribeStreamResponse.class);
        List<Shard> shards = described.streamDescription().shards();
        if (described.streamDescription().streamStatus() != StreamStatus.ENABLED || shards.isEmpty()) {
            throw AwsError.validation("Stream " + streamArn + " is not enabled.");
        }
        return shards.get(0).shardId();
    }

    /** An iterator over what is not yet done with. */
    String iterator(Caller caller, String streamArn, Progress progress) {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(streamArn).shardId(progress.shardId());
        if (progress.after() == null) {
            return iterator(caller, request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
        }
        try {
            return iterator(
                    caller,
                    request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .sequenceNumber(progress.after()));
        } catch (AwsError e) {
            if (!e.code().equals("TrimmedDataAccessException")) {
                throw e;
            }
            return iterator(
                    caller,
                    request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).sequenceNumber(null));
        }
    }

    private String iterator(Caller caller, GetShardIteratorRequest.Builder request) {
        return environment
                .dispatcher()
                .call(caller, request.build(), GetShardIteratorResponse.class)
                .shardIterator();
    }

    /** The records from the iterator on, as many as there are or fit into one answer. */
    GetRecordsResponse records(Caller caller, String iterator) {
        return environment
                .dispatcher()
                .call(
                        caller,
                        GetRecordsRequest.builder().shardIterator(iterator).build(),
                        GetRecordsResponse.class);
    }

    /**
     * The number of the last record there is; null when there is none. An iterator at LATEST would do for a pipe that is
     * never interrupted, but it expires.
     */
    @Nullable
    String last(Caller caller, String iterator) {
        String last = null;
        String next = iterator;
        while (next != null) {
            GetRecordsResponse page = records(caller, next);
            List<Record> records = page.records();
            if (records.isEmpty()) {
                return last;
            }
            last = records.get(records.size() - 1).dynamodb().sequenceNumber();
            next = page.nextShardIterator();
        }
        return last;
    }
}
