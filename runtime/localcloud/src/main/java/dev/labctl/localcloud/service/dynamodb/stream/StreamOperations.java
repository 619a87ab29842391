package dev.labctl.localcloud.service.dynamodb.stream;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.SequenceNumberRange;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** ListStreams, DescribeStream, GetShardIterator and GetRecords. A stream has one shard, open while the stream is on. */
final class StreamOperations {
    private static final int MAX_STREAMS = 100;
    private static final int MAX_RECORDS = 1000;
    private static final int MAX_RECORDS_BYTES = 1024 * 1024;
    private static final long RECORDS_BASE = 0;

    private final StreamLog log;
    private final Clock clock;

    StreamOperations(StreamLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    ListStreamsResponse list(ListStreamsRequest request, Call call) {
        int limit = request.limit() == null ? MAX_STREAMS : Math.min(request.limit(), MAX_STREAMS);
        String table = request.tableName();
        String name = table == null ? null : table.substring(table.lastIndexOf('/') + 1);
        String after = request.exclusiveStartStreamArn();
        List<StreamRow> found = log.inRegion(call.region(), name)
                .filter(stream -> after == null || stream.arn(call.accountId()).compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        boolean more = found.size() > limit;
        List<StreamRow> page = more ? found.subList(0, limit) : found;
        return ListStreamsResponse.builder()
                .streams(page.stream()
                        .map(stream -> software.amazon.awssdk.services.dynamodb.model.Stream.builder()
                                .streamArn(stream.arn(call.accountId()))
                                .streamLabel(stream.label())
                                .tableName(stream.tableName())
                                .build())
                        .toList())
                .lastEvaluatedStreamArn(more ? page.get(limit - 1).arn(call.accountId()) : null)
                .build();
    }

    DescribeStreamResponse describe(DescribeStreamRequest request, Call call) {
        StreamRow stream = find(request.streamArn(), call);
        boolean includesShard = request.exclusiveStartShardId() == null
                || stream.shardId().compareTo(request.exclusiveStartShardId()) > 0;
        List<KeySchemaElement> schema = new ArrayList<>();
        for (String key : stream.keys()) {
            schema.add(KeySchemaElement.builder()
                    .attributeName(key)
                    .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        return DescribeStreamResponse.builder()
                .streamDescription(StreamDescription.builder()
                        .streamArn(stream.arn(call.accountId()))
                        .streamLabel(stream.label())
                        .streamStatus(stream.closed() == null ? StreamStatus.ENABLED : StreamStatus.DISABLED)
                        .streamViewType(stream.viewType())
                        .creationRequestDateTime(stream.created())
                        .tableName(stream.tableName())
                        .keySchema(schema)
                        .shards(includesShard ? List.of(shard(stream)) : List.of())
                        .build())
                .build();
    }

    private Shard shard(StreamRow stream) {
        String ending = stream.closed() == null ? null : SequenceNumbers.text(lastOf(stream));
        return Shard.builder()
                .shardId(stream.shardId())
                .sequenceNumberRange(SequenceNumberRange.builder()
                        .startingSequenceNumber(SequenceNumbers.text(SequenceNumbers.first(stream)))
                        .endingSequenceNumber(ending)
                        .build())
                .build();
    }

    private long lastOf(StreamRow stream) {
        return log.last(stream.key()).map(ChangeRecord::sequence).orElse(SequenceNumbers.first(stream));
    }

    GetShardIteratorResponse iterator(GetShardIteratorRequest request, Call call) {
        StreamRow stream = find(request.streamArn(), call);
        if (!stream.shardId().equals(request.shardId())) {
            throw AwsError.of(
                    400,
                    "ResourceNotFoundException",
                    "Requested resource not found: Shard does not exist: " + request.shardId());
        }
        ShardIteratorType type = request.shardIteratorType();
        long next =
                switch (type == null ? ShardIteratorType.UNKNOWN_TO_SDK_VERSION : type) {
                    case TRIM_HORIZON -> RECORDS_BASE;
                    case LATEST -> lastOf(stream) + 1;
                    case AT_SEQUENCE_NUMBER -> given(stream, request);
                    case AFTER_SEQUENCE_NUMBER -> given(stream, request) + 1;
                    case UNKNOWN_TO_SDK_VERSION ->
                        throw AwsError.validation("1 validation error detected: Value "
                                + (request.shardIteratorTypeAsString() == null
                                        ? "null"
                                        : "'" + request.shardIteratorTypeAsString() + "'")
                                + " at 'shardIteratorType' failed to satisfy constraint: Member must "
                                + (request.shardIteratorTypeAsString() == null
                                        ? "not be null"
                                        : "satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, "
                                                + "TRIM_HORIZON]"));
                };
        return GetShardIteratorResponse.builder()
                .shardIterator(new ShardIterator(stream.arn(call.accountId()), next, clock.instant()).text())
                .build();
    }

    private long given(StreamRow stream, GetShardIteratorRequest request) {
        String text = request.sequenceNumber();
        if (text == null) {
            throw AwsError.validation("Invalid SequenceNumber: SequenceNumber must be specified for ShardIteratorType "
                    + request.shardIteratorTypeAsString());
        }
        long sequence = SequenceNumbers.parse(text);
        if (sequence < SequenceNumbers.first(stream) || (stream.closed() != null && sequence > lastOf(stream))) {
            throw AwsError.validation(
                    "Invalid SequenceNumber: " + text + " is not valid for the shard " + stream.shardId());
        }
        long horizon = SequenceNumbers.at(clock.instant().minus(StreamLog.RETENTION));
        if (sequence < horizon) {
            throw AwsError.of(
                    400,
                    "TrimmedDataAccessException",
                    "The operation attempted to read past the oldest stream record in a shard.");
        }
        return sequence;
    }

    GetRecordsResponse records(GetRecordsRequest request, Call call) {
        int limit = request.limit() == null ? MAX_RECORDS : request.limit();
        if (limit < 1 || limit > MAX_RECORDS) {
            throw AwsError.validation("1 validation error detected: Value '" + limit + "' at 'limit' failed to satisfy "
                    + "constraint: Member must have value "
                    + (limit < 1 ? "greater than or equal to 1" : "less than or " + "equal to " + MAX_RECORDS));
        }
        ShardIterator iterator = ShardIterator.parse(request.shardIterator());
        iterator.requireFresh(clock.instant());
        StreamRow stream = find(iterator.streamArn(), call);
        List<Record> records = new ArrayList<>();
        long next = iterator.next();
        long bytes = 0;
        Iterator<ChangeRecord> changes = log.from(stream, next, clock.instant()).iterator();
        while (records.size() < limit && bytes < MAX_RECORDS_BYTES && changes.hasNext()) {
            ChangeRecord change = changes.next();
            Record shown = record(stream, change);
            records.add(shown);
            bytes += shown.dynamodb().sizeBytes();
            next = change.sequence() + 1;
        }
        boolean ended = stream.closed() != null && next > lastOf(stream);
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(ended ? null : new ShardIterator(iterator.streamArn(), next, clock.instant()).text())
                .build();
    }

    private static Record record(StreamRow stream, ChangeRecord change) {
        boolean showsNew =
                stream.viewType().equals("NEW_IMAGE") || stream.viewType().equals("NEW_AND_OLD_IMAGES");
        boolean showsOld =
                stream.viewType().equals("OLD_IMAGE") || stream.viewType().equals("NEW_AND_OLD_IMAGES");
        Map<String, AttributeValue> newImage = showsNew ? change.newItem() : null;
        Map<String, AttributeValue> oldImage = showsOld ? change.oldItem() : null;
        long size = (long) Values.size(change.keys())
                + (newImage == null ? 0 : Values.size(newImage))
                + (oldImage == null ? 0 : Values.size(oldImage));
        OperationType type = change.oldItem() == null
                ? OperationType.INSERT
                : change.newItem() == null ? OperationType.REMOVE : OperationType.MODIFY;
        return Record.builder()
                .eventID(eventId(stream, change))
                .eventName(type)
                .eventVersion("1.1")
                .eventSource("aws:dynamodb")
                .awsRegion(stream.region())
                .userIdentity(
                        change.isExpiry()
                                ? Identity.builder()
                                        .principalId("dynamodb.amazonaws.com")
                                        .type("Service")
                                        .build()
                                : null)
                .dynamodb(StreamRecord.builder()
                        .approximateCreationDateTime(
                                Instant.ofEpochMilli(change.epochMillis()).truncatedTo(ChronoUnit.SECONDS))
                        .keys(change.keys())
                        .newImage(newImage)
                        .oldImage(oldImage)
                        .sequenceNumber(SequenceNumbers.text(change.sequence()))
                        .sizeBytes(size)
                        .streamViewType(stream.viewType())
                        .build())
                .build();
    }

    /** 32 hex digits, the same each time the record is read. */
    private static String eventId(StreamRow stream, ChangeRecord change) {
        long mixed = change.sequence() * 0x9e3779b97f4a7c15L ^ Objects.hash(stream.key());
        return String.format(Locale.ROOT, "%016x%016x", mixed, change.sequence());
    }

    private StreamRow find(@Nullable String arn, Call call) {
        if (arn == null) {
            throw AwsError.validation("1 validation error detected: Value null at 'streamArn' failed to satisfy "
                    + "constraint: Member must not be null");
        }
        String[] parts = arn.split("/", 4);
        Optional<StreamRow> stream = parts.length == 4 && parts[0].endsWith(":table") && parts[2].equals("stream")
                ? log.find(call.region(), parts[1], parts[3])
                : Optional.empty();
        if (stream.isEmpty() && (parts.length != 4 || !arn.startsWith("arn:"))) {
            throw AwsError.validation("Invalid StreamArn: Invalid StreamArn provided as input " + arn);
        }
        return stream.orElseThrow(() -> AwsError.of(
                400, "ResourceNotFoundException", "Requested resource not found: Stream: " + arn + " not found"));
    }
}
