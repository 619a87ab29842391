package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** Reading events: of one stream, and filtered over the streams of a group. */
final class ReadOperations {
    private static final int MAX_EVENTS = 10_000;
    private static final int MAX_BYTES = 1_048_576;
    private static final long DAY = 24L * 60 * 60 * 1000;

    private final CloudEnvironment cloud;
    private final LogStore store;

    ReadOperations(CloudEnvironment cloud, LogStore store) {
        this.cloud = cloud;
        this.store = store;
    }

    void register(Operations operations) {
        operations.on(
                GetLogEventsRequest.class,
                AccessRule.on(
                        "logs:GetLogEvents", (q, call) -> GroupKey.of(q.logGroupName(), q.logGroupIdentifier(), call)
                                .streamArn(q.logStreamName())),
                this::get);
        operations.on(
                FilterLogEventsRequest.class,
                AccessRule.on(
                        "logs:FilterLogEvents", (q, call) -> GroupKey.of(q.logGroupName(), q.logGroupIdentifier(), call)
                                .permissionArn()),
                this::filter);
    }

    /** From when events are still kept. */
    private long oldest(GroupRow group, @Nullable Long from) {
        long wanted = from == null ? 0 : from;
        return group.retentionDays() == null
                ? wanted
                : Math.max(wanted, cloud.clock().millis() - group.retentionDays() * DAY);
    }

    private GetLogEventsResponse get(GetLogEventsRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), request.logGroupIdentifier(), call);
        GroupRow group = store.group(key);
        store.existing(key, request.logStreamName());
        long from = oldest(group, request.startTime());
        long to = request.endTime() == null ? Long.MAX_VALUE : request.endTime();
        int limit = request.limit() == null ? MAX_EVENTS : Math.min(request.limit(), MAX_EVENTS);
        String token = request.nextToken();
        boolean isForward = token == null ? Boolean.TRUE.equals(request.startFromHead()) : token.startsWith("f/");
        LogEvent.Position at = token == null ? null : position(token);
        Iterator<LogEvent> all = store.events(key, request.logStreamName(), from, to);
        List<LogEvent> page = isForward ? after(all, at, limit) : before(all, at, limit);
        LogEvent.Position first = page.isEmpty() ? edge(at, from) : page.get(0).position();
        LogEvent.Position last =
                page.isEmpty() ? edge(at, from) : page.get(page.size() - 1).position();
        return GetLogEventsResponse.builder()
                .events(page.stream()
                        .map(event -> OutputLogEvent.builder()
                                .timestamp(event.timestamp())
                                .message(event.message())
                                .ingestionTime(event.ingested())
                                .build())
                        .toList())
                .nextForwardToken("f/" + last.digits() + "/s")
                .nextBackwardToken("b/" + first.digits() + "/s")
                .build();
    }

    private static LogEvent.Position edge(LogEvent.@Nullable Position at, long from) {
        return at == null ? LogEvent.Position.before(from) : at;
    }

    private static LogEvent.Position position(String token) {
        if (!token.matches("[fb]/\\d{56}/s")) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
        return LogEvent.Position.ofDigits(token.substring(2, 58));
    }

    private static List<LogEvent> after(Iterator<LogEvent> all, LogEvent.@Nullable Position at, int limit) {
        List<LogEvent> page = new ArrayList<>();
        long bytes = 0;
        while (all.hasNext() && page.size() < limit) {
            LogEvent event = all.next();
            if (at == null || event.position().compareTo(at) > 0) {
                bytes += size(event);
                if (bytes > MAX_BYTES && !page.isEmpty()) {
                    break;
                }
                page.add(event);
            }
        }
        return page;
    }

    private static List<LogEvent> before(Iterator<LogEvent> all, LogEvent.@Nullable Position at, int limit) {
        Deque<LogEvent> page = new ArrayDeque<>();
        long bytes = 0;
        while (all.hasNext()) {
            LogEvent event = all.next();
            if (at != null && event.position().compareTo(at) >= 0) {
                break;
            }
            page.addLast(event);
            bytes += size(event);
            while (page.size() > limit || (bytes > MAX_BYTES && page.size() > 1)) {
                bytes -= size(page.removeFirst());
            }
        }
        return List.copyOf(page);
    }

    private static int size(LogEvent event) {
        return new Chunk.Entry(event.timestamp(), event.message()).size();
    }

    private FilterLogEventsResponse filter(FilterLogEventsRequest request, Call call) {
        GroupKey key = GroupKey.of(request.logGroupName(), request.logGroupIdentifier(), call);
        GroupRow group = store.group(key);
        if (request.hasLogStreamNames() && request.logStreamNamePrefix() != null) {
            throw LogsErrors.invalid("logStreamNamePrefix and logStreamNames are mutually exclusive.");
        }
        FilterPattern pattern = FilterPattern.of(request.filterPattern());
        LogEvent.Position at = request.nextToken() == null ? null : filterPosition(request.nextToken());
        long from = oldest(group, request.startTime());
        long start = at == null ? from : Math.max(from, at.timestamp());
        long to = request.endTime() == null ? Long.MAX_VALUE : request.endTime() + 1;
        int limit = request.limit() == null ? MAX_EVENTS : Math.min(request.limit(), MAX_EVENTS);
        Iterator<LogEvent> all = new MergedEvents(streams(key, request).stream()
                .filter(stream -> stream.overlaps(start, to))
                .map(stream -> store.events(key, stream.name(), start, to))
                .toList());
        List<FilteredLogEvent> found = new ArrayList<>();
        LogEvent.Position last = at;
        long bytes = 0;
        while (all.hasNext() && found.size() < limit && bytes < MAX_BYTES) {
            LogEvent event = all.next();
            boolean isNew = at == null || event.position().compareTo(at) > 0;
            last = event.position();
            if (isNew && pattern.match(event.message()).isPresent()) {
                found.add(filtered(event));
                bytes += size(event);
            }
        }
        return FilterLogEventsResponse.builder()
                .events(found)
                .searchedLogStreams(List.of())
                .nextToken(all.hasNext() && last != null ? token(last) : null)
                .build();
    }

    private List<StreamRow> streams(GroupKey key, FilterLogEventsRequest request) {
        if (!request.hasLogStreamNames()) {
            String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
            return store.streams(key, prefix).toList();
        }
        return request.logStreamNames().stream()
                .map(name -> store.existing(key, name))
                .toList();
    }

    private static FilteredLogEvent filtered(LogEvent event) {
        return FilteredLogEvent.builder()
                .logStreamName(event.stream())
                .timestamp(event.timestamp())
                .message(event.message())
                .ingestionTime(event.ingested())
                .eventId(event.position().digits())
                .build();
    }

    private static String token(LogEvent.Position position) {
        return Base64.getUrlEncoder().encodeToString(position.digits().getBytes(StandardCharsets.UTF_8));
    }

    private static LogEvent.Position filterPosition(String token) {
        try {
            return LogEvent.Position.ofDigits(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
    }
}
