package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.rds.model.DescribeEventsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventsResponse;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.SourceType;

/** What happened to instances, kept for 14 days. */
final class EventLog {
    private static final Duration KEPT = Duration.ofDays(14);
    private static final int DEFAULT_MINUTES = 60;

    private final RdsTables tables;
    private final CloudClock clock;
    private final AtomicLong sequence = new AtomicLong();

    EventLog(RdsTables tables, CloudClock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(DescribeEventsRequest.class, AccessRule.anyResource("rds:DescribeEvents"), this::describe);
    }

    void add(SourceType type, String arn, String category, String message) {
        Instant now = clock.instant();
        Event event = Event.builder()
                .sourceIdentifier(RdsTables.name(arn))
                .sourceType(type)
                .sourceArn(arn)
                .eventCategories(category)
                .message(message)
                .date(now)
                .build();
        String region = RdsTables.region(arn);
        tables.write(() -> {
            tables.events
                    .range(region + "|", region + "|" + stamp(now.minus(KEPT)))
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(tables.events::remove);
            tables.events.put(region + "|" + stamp(now) + "|" + sequence.incrementAndGet(), event);
        });
    }

    private static String stamp(Instant at) {
        return "%015d".formatted(at.toEpochMilli());
    }

    private DescribeEventsResponse describe(DescribeEventsRequest request, Call call) {
        Instant end = Objects.requireNonNullElseGet(request.endTime(), clock::instant);
        Instant start = Objects.requireNonNullElseGet(
                request.startTime(),
                () -> end.minus(Duration.ofMinutes(Objects.requireNonNullElse(request.duration(), DEFAULT_MINUTES))));
        List<Map.Entry<String, Event>> found = tables.events
                .range(call.region() + "|" + stamp(start), call.region() + "|" + stamp(end.plusMillis(1)))
                .filter(entry -> request.sourceIdentifier() == null
                        || request.sourceIdentifier()
                                .equalsIgnoreCase(entry.getValue().sourceIdentifier()))
                .filter(entry -> request.sourceType() == null
                        || request.sourceType() == entry.getValue().sourceType())
                .filter(entry -> request.eventCategories().isEmpty()
                        || request.eventCategories().stream()
                                .anyMatch(entry.getValue().eventCategories()::contains))
                .toList();
        Page<Map.Entry<String, Event>> page =
                Paging.of(found, Map.Entry::getKey, request.marker(), request.maxRecords());
        return DescribeEventsResponse.builder()
                .events(page.items().stream().map(Map.Entry::getValue).toList())
                .marker(page.nextToken())
                .build();
    }
}
