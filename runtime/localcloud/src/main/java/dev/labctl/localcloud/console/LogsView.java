package dev.labctl.localcloud.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** Log groups, and their newest lines. */
final class LogsView implements View {
    private static final int LINES = 300;

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public List<Item> items(Calls calls) {
        return groups(calls, null).stream()
                .map(group -> new Item(group.logGroupName(), () -> row(group)))
                .toList();
    }

    private static List<LogGroup> groups(Calls calls, @Nullable String prefix) {
        List<LogGroup> groups = new ArrayList<>();
        @Nullable String token = null;
        do {
            DescribeLogGroupsResponse page = calls.call(
                    DescribeLogGroupsRequest.builder()
                            .logGroupNamePrefix(prefix)
                            .nextToken(token)
                            .build(),
                    DescribeLogGroupsResponse.class);
            groups.addAll(page.logGroups());
            token = page.nextToken();
        } while (token != null);
        return groups;
    }

    private static Facts row(LogGroup group) {
        return new Facts()
                .with("name", group.logGroupName())
                .with("bytes", group.storedBytes())
                .with("retentionDays", group.retentionInDays())
                .with("created", group.creationTime() == null ? null : Instant.ofEpochMilli(group.creationTime()));
    }

    @Override
    public Facts details(Calls calls, String name) {
        LogTail tail = LogTail.of(calls, name, LINES);
        // Reversed as a whole, so that of one millisecond, too, the last line comes first.
        List<LogTail.Line> newest = new ArrayList<>(tail.lines());
        newest.sort(Comparator.comparingLong(LogTail.Line::at));
        Collections.reverse(newest);
        List<Map<String, Object>> lines = newest.stream()
                .limit(LINES)
                .map(line -> new Facts()
                        .with("at", Instant.ofEpochMilli(line.at()))
                        .with("stream", line.stream())
                        .with("text", line.text())
                        .asMap())
                .toList();
        Facts facts = new Facts().with("name", name);
        groups(calls, name).stream()
                .filter(group -> group.logGroupName().equals(name))
                .forEach(group -> facts.with(row(group)));
        return facts.with("lines", lines).with("more", tail.isCut() || newest.size() > LINES);
    }
}
