package dev.labctl.cli.cloud;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/** CloudWatch Logs: groups and what was logged. */
public final class Logs implements AutoCloseable {
    private final CloudWatchLogsClient client;

    Logs(ClientFactory clients) {
        client = clients.client(CloudWatchLogsClient.builder());
    }

    /** A logged line. */
    public record LogEvent(String id, Instant at, String stream, String message) {}

    /**
     * A log group.
     *
     * @param retentionDays 0 when events are kept for ever
     */
    public record LogGroup(String name, int retentionDays) {}

    /** The events of a group from that moment on, oldest first; pages are fetched while the stream is read. */
    public Stream<LogEvent> events(String group, Instant since) {
        return client
                .filterLogEventsPaginator(request -> request.logGroupName(group).startTime(since.toEpochMilli()))
                .events()
                .stream()
                .map(Logs::event);
    }

    /**
     * Which events of a group are asked for.
     *
     * @param pattern a filter pattern; empty for all events
     * @param stream the only stream that is looked at; empty for all streams
     * @param since the first moment, inclusive
     * @param until the last moment, inclusive
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
     *     syntax</a>
     */
    public record Query(String group, String pattern, String stream, Instant since, Instant until) {}

    /** The events that a query selects, oldest first; pages are fetched while the stream is read. */
    public Stream<LogEvent> events(Query query) {
        return client
                .filterLogEventsPaginator(request -> {
                    request.logGroupName(query.group())
                            .startTime(query.since().toEpochMilli())
                            .endTime(Math.max(
                                    query.since().toEpochMilli(), query.until().toEpochMilli()));
                    if (!query.pattern().isEmpty()) {
                        request.filterPattern(query.pattern());
                    }
                    if (!query.stream().isEmpty()) {
                        request.logStreamNames(query.stream());
                    }
                })
                .events()
                .stream()
                .map(Logs::event);
    }

    private static LogEvent event(FilteredLogEvent each) {
        return new LogEvent(
                each.eventId(), Instant.ofEpochMilli(each.timestamp()), each.logStreamName(), each.message());
    }

    /** The log group of exactly that name, if there is one. */
    public Optional<LogGroup> group(String name) {
        return client.describeLogGroupsPaginator(request -> request.logGroupNamePrefix(name)).logGroups().stream()
                .filter(each -> each.logGroupName().equals(name))
                .findFirst()
                .map(each ->
                        new LogGroup(each.logGroupName(), each.retentionInDays() == null ? 0 : each.retentionInDays()));
    }

    @Override
    public void close() {
        client.close();
    }
}
