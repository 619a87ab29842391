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

/** The newest lines of a log group: those at the ends of the streams that were last written to. */
final class LogTail {
    private static final int STREAMS = 12;

    private LogTail() {}

    /**
     * One line.
     *
     * @param at epoch milliseconds
     */
    record Line(String stream, long at, String text) {}

    /** The lines, stream by stream, each in its order; none when the group does not exist. */
    static List<Line> of(Calls calls, String group, int linesOfStream) {
        List<LogStream> streams;
        try {
            streams = calls.call(
                            DescribeLogStreamsRequest.builder()
                                    .logGroupName(group)
                                    .orderBy(OrderBy.LAST_EVENT_TIME)
                                    .descending(true)
                                    .limit(STREAMS)
                                    .build(),
                            DescribeLogStreamsResponse.class)
                    .logStreams();
        } catch (AwsError e) {
            // A function that never ran may have none.
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        for (LogStream stream : streams) {
            calls.call(
                            GetLogEventsRequest.builder()
                                    .logGroupName(group)
                                    .logStreamName(stream.logStreamName())
                                    .limit(linesOfStream)
                                    .build(),
                            GetLogEventsResponse.class)
                    .events()
                    .forEach(event -> lines.add(new Line(
                            stream.logStreamName(),
                            event.timestamp(),
                            event.message().stripTrailing())));
        }
        return lines;
    }
}
