package dev.labctl.cli.cloud;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

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
                .map(each -> new LogEvent(
                        each.eventId(), Instant.ofEpochMilli(each.timestamp()), each.logStreamName(), each.message()));
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
