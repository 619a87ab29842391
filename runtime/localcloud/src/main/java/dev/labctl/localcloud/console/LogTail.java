package dev.labctl.localcloud.console;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * The newest lines of a log group: those at the ends of the streams that were last written to.
 *
 * @param lines stream by stream, each in its order
 * @param isCut whether the group has older lines, or other streams
 */
record LogTail(List<Line> lines, boolean isCut) {
    private static final int STREAMS = 12;

    LogTail {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param at epoch milliseconds
     */
    record Line(String stream, long at, String text) {}

    /** Reads up to {@code linesOfStream} of each stream; nothing when the group does not exist. */
    static LogTail of(Calls calls, String group, int linesOfStream) {
        List<LogStream> streams;
        try {
            streams = calls.call(
                            DescribeLogStreamsRequest.builder()
                                    .logGroupName(group)
                                    .orderBy(OrderBy.LAST_EVENT_TIME)
                                    .descending(true)
                                    .limit(STREAMS + 1)
                                    .build(),
                            DescribeLogStreamsResponse.class)
                    .logStreams();
        } catch (AwsError e) {
            // A function that never ran may have none.
            return new LogTail(List.of(), false);
        }
        List<Line> lines = new ArrayList<>();
        boolean isCut = streams.size() > STREAMS;
        for (LogStream stream : streams.subList(0, Math.min(STREAMS, streams.size()))) {
            List<OutputLogEvent> events = calls.call(
                            GetLogEventsRequest.builder()
                                    .logGroupName(group)
                                    .logStreamName(stream.logStreamName())
                                    .limit(linesOfStream + 1)
                                    .build(),
                            GetLogEventsResponse.class)
                    .events();
            isCut |= events.size() > linesOfStream;
            events.stream()
                    .skip(Math.max(0, events.size() - linesOfStream))
                    .forEach(event -> lines.add(new Line(
                            stream.logStreamName(),
                            event.timestamp(),
                            event.message().stripTrailing())));
        }
        return new LogTail(lines, isCut);
    }
}
