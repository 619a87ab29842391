package dev.labctl.cli.lab.trace;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Logs;
import dev.labctl.cli.cloud.Logs.LogEvent;
import dev.labctl.wire.log.LogField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A function, as its log group tells of it. */
public final class TracedFunction {
    /** What is shown of a run whose lines do not say which request they are of. */
    private static final int MOST_LINES = 5;

    /** No run is longer. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(15);

    private final Cloud cloud;
    private final Place place;
    private final String group;

    /**
     * A function.
     *
     * @param group its log group
     */
    public TracedFunction(Cloud cloud, Place place, String group) {
        this.cloud = cloud;
        this.place = place;
        this.group = group;
    }

    /** The function itself. */
    public Place place() {
        return place;
    }

    /** Where its lines are. */
    public String group() {
        return group;
    }

    /** The lines whose member has exactly this value, oldest first. */
    public List<LoggedLine> lines(String member, String value, Instant since, Instant until) {
        try (Stream<LogEvent> events =
                cloud.logs().events(query(FilterPatterns.member(member, value), "", since, until))) {
            return events.map(LoggedLine::of)
                    .filter(line -> line.member(member).equals(value))
                    .toList();
        }
    }

    /** The lines in which a word is, of letters, digits and dashes, oldest first. */
    public List<LoggedLine> linesWith(String word, Instant since, Instant until) {
        try (Stream<LogEvent> events = cloud.logs().events(query(FilterPatterns.word(word), "", since, until))) {
            return events.filter(event -> event.message().contains(word))
                    .map(LoggedLine::of)
                    .toList();
        }
    }

    /** What happened for a request, run by run; empty when the log does not know it. */
    public List<TraceEvent> runs(String requestId, Instant since, Instant until) {
        List<Attempt> attempts = attempts(requestId, since, until);
        List<TraceEvent> events = new ArrayList<>();
        for (int index = 0; index < attempts.size(); index++) {
            String count = attempts.size() == 1 ? "" : " (run %d)".formatted(index + 1);
            events.addAll(events(attempts.get(index), requestId + count));
        }
        return events;
    }

    private List<Attempt> attempts(String requestId, Instant since, Instant until) {
        List<Attempt> attempts = new ArrayList<>();
        Map<String, Attempt> running = new HashMap<>();
        try (Stream<LogEvent> events = cloud.logs().events(query(FilterPatterns.word(requestId), "", since, until))) {
            events.filter(event -> isOf(event, requestId)).forEach(event -> {
                Attempt attempt = running.get(event.stream());
                if (attempt == null || Attempt.isStart(event)) {
                    attempt = new Attempt(event.stream());
                    running.put(event.stream(), attempt);
                    attempts.add(attempt);
                }
                attempt.add(event);
            });
        }
        return attempts;
    }

    /** Whether it is this request's line, and not one that only names what has the same id. */
    private static boolean isOf(LogEvent event, String requestId) {
        LoggedLine line = LoggedLine.of(event);
        return line.json().value() == null
                ? event.message().contains(requestId)
                : line.member(LogField.REQUEST_ID).equals(requestId);
    }

    private List<TraceEvent> events(Attempt attempt, String request) {
        List<TraceEvent> events = new ArrayList<>();
        LogEvent start = attempt.start();
        if (start != null) {
            String init = attempt.init().isEmpty() ? "" : "; " + attempt.init();
            events.add(event(start, "starts request " + request + init));
        }
        for (LoggedLine line : lines(attempt)) {
            events.add(event(line.event(), line.said()).failedIf(line.isFailure()));
        }
        LogEvent report = attempt.report();
        if (report != null) {
            events.add(
                    event(report, attempt.ending()).failedIf(!attempt.failure().isEmpty()));
        }
        return events;
    }

    /** What the function logged; its environment runs one request at a time, so all that is between start and end. */
    private List<LoggedLine> lines(Attempt attempt) {
        LogEvent start = attempt.start();
        if (!attempt.lines().isEmpty() || start == null) {
            return attempt.lines();
        }
        LogEvent report = attempt.report();
        Instant end = report == null ? start.at().plus(LONGEST_RUN) : report.at();
        try (Stream<LogEvent> events = cloud.logs().events(query("", attempt.stream(), start.at(), end))) {
            return events.dropWhile(event -> !event.message().equals(start.message()))
                    .skip(1)
                    .takeWhile(event -> !Attempt.isPlatforms(event))
                    .limit(MOST_LINES)
                    .map(LoggedLine::of)
                    .toList();
        }
    }

    /** An event in the log. */
    public TraceEvent event(LogEvent event, String what) {
        return TraceEvent.exact(event.at(), place, what, group);
    }

    private Logs.Query query(String pattern, String stream, Instant since, Instant until) {
        return new Logs.Query(group, pattern, stream, since, until);
    }
}
