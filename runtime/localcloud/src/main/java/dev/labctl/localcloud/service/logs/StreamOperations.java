package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/** Log streams, and writing to them. */
final class StreamOperations {
    private static final int MAX_BATCH_BYTES = 1_048_576;
    private static final int MAX_BATCH_EVENTS = 10_000;
    private static final long DAY = 24L * 60 * 60 * 1000;
    private static final long TOO_OLD = 14 * DAY;
    private static final long TOO_NEW = 2L * 60 * 60 * 1000;
    private static final int DEFAULT_LIMIT = 50;

    private final CloudEnvironment cloud;
    private final LogStore store;
    private final MetricFilters filters;
    private final EmbeddedMetrics embedded;

    StreamOperations(CloudEnvironment cloud, LogStore store, MetricFilters filters) {
        this.cloud = cloud;
        this.store = store;
        this.filters = filters;
        this.embedded = new EmbeddedMetrics(cloud.metrics());
    }

    void register(Operations operations) {
        operations.on(
                CreateLogStreamRequest.class,
                AccessRule.on("logs:CreateLogStream", (q, call) -> GroupKey.of(q.logGroupName(), call)
                        .streamArn(q.logStreamName())),
                this::create);
        operations.on(
                DeleteLogStreamRequest.class,
                AccessRule.on("logs:DeleteLogStream", (q, call) -> GroupKey.of(q.logGroupName(), call)
                        .streamArn(q.logStreamName())),
                this::delete);
        operations.on(
                DescribeLogStreamsRequest.class,
                AccessRule.on("logs:DescribeLogStreams", (q, call) -> GroupKey.of(
                                q.logGroupName(), q.logGroupIdentifier(), call)
                        .permissionArn()),
                this::describe);
        operations.on(
                PutLogEventsRequest.class,
                AccessRule.on("logs:PutLogEvents", (q, call) -> GroupKey.of(q.logGroupName(), call)
                        .streamArn(q.logStreamName())),
                this::put);
    }

    private CreateLogStreamResponse create(CreateLogStreamRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        String name = request.logStreamName();
        if (!name.matches("[^:*]{1,512}")) {
            throw LogsErrors.violates(name, "logStreamName", "Member must satisfy regular expression pattern: [^:*]*");
        }
        return store.change(() -> {
            store.group(key);
            if (store.stream(key, name).isPresent()) {
                throw LogsErrors.exists("The specified log stream already exists");
            }
            store.put(key, new StreamRow(name, cloud.clock().millis(), null, null, null, 0));
            return CreateLogStreamResponse.builder().build();
        });
    }

    private DeleteLogStreamResponse delete(DeleteLogStreamRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        return store.change(() -> {
            store.group(key);
            store.existing(key, request.logStreamName());
            store.remove(key, request.logStreamName());
            return DeleteLogStreamResponse.builder().build();
        });
    }

    private DescribeLogStreamsResponse describe(DescribeLogStreamsRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), request.logGroupIdentifier(), call);
        store.group(key);
        String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
        boolean isByTime = "LastEventTime".equals(request.orderByAsString());
        if (isByTime && !prefix.isEmpty()) {
            throw LogsErrors.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        List<StreamRow> found = new ArrayList<>(store.streams(key, prefix).toList());
        if (isByTime) {
            found.sort(Comparator.comparingLong(
                    stream -> stream.lastEvent() == null ? stream.created() : stream.lastEvent()));
        }
        if (Boolean.TRUE.equals(request.descending())) {
            Collections.reverse(found);
        }
        Page<StreamRow> page = Page.of(found, request.nextToken(), request.limit(), DEFAULT_LIMIT);
        return DescribeLogStreamsResponse.builder()
                .logStreams(page.items().stream()
                        .map(stream -> described(key, stream))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static LogStream described(GroupKey key, StreamRow stream) {
        return LogStream.builder()
                .logStreamName(stream.name())
                .creationTime(stream.created())
                .firstEventTimestamp(stream.firstEvent())
                .lastEventTimestamp(stream.lastEvent())
                .lastIngestionTime(stream.lastIngestion())
                .uploadSequenceToken(sequenceToken(stream))
                .arn(key.streamArn(stream.name()))
                .build();
    }

    private static String sequenceToken(StreamRow stream) {
        return LogEvent.Position.before(stream.lastIngestion() == null ? 0 : stream.lastIngestion())
                .digits();
    }

    private PutLogEventsResponse put(PutLogEventsRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), call);
        List<InputLogEvent> given = request.logEvents();
        validate(given);
        long now = cloud.clock().millis();
        GroupRow group = store.group(key);
        long oldest = group.retentionDays() == null
                ? now - TOO_OLD
                : Math.max(now - TOO_OLD, now - group.retentionDays() * DAY);
        int begin = firstAtOrAfter(given, oldest);
        int end = firstAtOrAfter(given, now + TOO_NEW);
        List<Chunk.Entry> accepted = given.subList(begin, Math.max(begin, end)).stream()
                .map(event -> new Chunk.Entry(event.timestamp(), event.message()))
                .toList();
        String token = store.change(() -> {
            store.group(key);
            StreamRow stream = store.existing(key, request.logStreamName());
            if (!accepted.isEmpty()) {
                store.append(key, stream, new Chunk(now, accepted));
            }
            return sequenceToken(store.stream(key, request.logStreamName()).orElse(stream));
        });
        filters.observe(key, accepted);
        embedded.observe(key.region(), accepted);
        return PutLogEventsResponse.builder()
                .nextSequenceToken(token)
                .rejectedLogEventsInfo(rejected(begin, end, given.size()))
                .build();
    }

    private static @Nullable RejectedLogEventsInfo rejected(int begin, int end, int size) {
        if (begin == 0 && end == size) {
            return null;
        }
        RejectedLogEventsInfo.Builder info = RejectedLogEventsInfo.builder();
        if (begin > 0) {
            info.tooOldLogEventEndIndex(begin);
        }
        if (end < size) {
            info.tooNewLogEventStartIndex(end);
        }
        return info.build();
    }

    private static int firstAtOrAfter(List<InputLogEvent> events, long time) {
        int index = 0;
        while (index < events.size() && events.get(index).timestamp() < time) {
            index++;
        }
        return index;
    }

    private static void validate(List<InputLogEvent> events) {
        if (events.isEmpty() || events.size() > MAX_BATCH_EVENTS) {
            throw LogsErrors.violates(
                    events.size() + " events",
                    "logEvents",
                    events.isEmpty()
                            ? "Member must have length greater than or equal to 1"
                            : "Member must have length less than or equal to " + MAX_BATCH_EVENTS);
        }
        long bytes = 0;
        for (InputLogEvent event : events) {
            if (event.message().isEmpty()) {
                throw LogsErrors.violates(
                        "", "logEvents.1.member.message", "Member must have length greater than or equal to 1");
            }
            bytes += new Chunk.Entry(event.timestamp(), event.message()).size();
        }
        if (bytes > MAX_BATCH_BYTES) {
            throw LogsErrors.invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MAX_BATCH_BYTES);
        }
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).timestamp() < events.get(i - 1).timestamp()) {
                throw LogsErrors.invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
        }
        if (events.get(events.size() - 1).timestamp() - events.get(0).timestamp() > LogStore.MAX_SPAN) {
            throw LogsErrors.invalid(
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }
}
