package dev.labctl.localcloud.service.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

final class LogsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudWatchLogsClient logs;

    private long now;

    @BeforeEach
    void connect() {
        logs = cloud.client(CloudWatchLogsClient.builder());
        now = cloud.cloud().environment().clock().millis();
        logs.createLogGroup(r -> r.logGroupName("g"));
        logs.createLogStream(r -> r.logGroupName("g").logStreamName("s1"));
        logs.createLogStream(r -> r.logGroupName("g").logStreamName("s2"));
    }

    private void put(String stream, long first, String... messages) {
        List<InputLogEvent> events = new ArrayList<>();
        for (int i = 0; i < messages.length; i++) {
            events.add(InputLogEvent.builder()
                    .timestamp(first + i)
                    .message(messages[i])
                    .build());
        }
        logs.putLogEvents(r -> r.logGroupName("g").logStreamName(stream).logEvents(events));
    }

    private List<String> filter(String pattern) {
        return logs.filterLogEvents(r -> r.logGroupName("g").filterPattern(pattern)).events().stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    @Test
    void eventsOfAllStreamsComeInOneOrderOfTimePageByPage() {
        put("s1", now - 100, "a", "b", "c");
        put("s2", now - 99, "x", "y");
        put("s1", now - 101, "first");
        List<String> all = new ArrayList<>();
        String token = null;
        do {
            FilterLogEventsResponse page = logs.filterLogEvents(FilterLogEventsRequest.builder()
                    .logGroupName("g")
                    .limit(2)
                    .nextToken(token)
                    .build());
            page.events().forEach(event -> all.add(event.message()));
            token = page.nextToken();
        } while (token != null);

        assertThat(all).containsExactly("first", "a", "b", "x", "c", "y");
    }

    @Test
    void aStreamIsReadForwardAndBackwardWithItsTokens() {
        put("s1", now - 100, "1", "2", "3", "4");
        GetLogEventsResponse head = logs.getLogEvents(
                r -> r.logGroupName("g").logStreamName("s1").startFromHead(true).limit(3));
        GetLogEventsResponse rest =
                logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s1").nextToken(head.nextForwardToken()));
        GetLogEventsResponse end =
                logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s1").nextToken(rest.nextForwardToken()));
        GetLogEventsResponse back = logs.getLogEvents(r -> r.logGroupName("g")
                .logStreamName("s1")
                .nextToken(rest.nextBackwardToken())
                .limit(2));

        assertThat(head.events().stream().map(OutputLogEvent::message)).containsExactly("1", "2", "3");
        assertThat(rest.events().stream().map(OutputLogEvent::message)).containsExactly("4");
        assertThat(end.events()).isEmpty();
        assertThat(end.nextForwardToken()).isEqualTo(rest.nextForwardToken());
        assertThat(back.events().stream().map(OutputLogEvent::message)).containsExactly("2", "3");
    }

    @Test
    void filterPatternsKnowTermsJsonAndFields() {
        put(
                "s1",
                now - 100,
                "ERROR disk full",
                "INFO all well",
                "{\"level\":\"ERROR\",\"code\":503,\"user\":{\"name\":\"ann\"}}",
                "127.0.0.1 - ann [10/Oct] \"GET / HTTP\" 404 1234");

        assertThat(filter("ERROR disk")).containsExactly("ERROR disk full");
        assertThat(filter("?disk ?well")).containsExactly("ERROR disk full", "INFO all well");
        assertThat(filter("ERROR -disk")).hasSize(1).first().asString().startsWith("{");
        assertThat(filter("\"all well\"")).containsExactly("INFO all well");
        assertThat(filter("{ $.level = \"ERR*\" && ($.code >= 500 || $.user.name = \"bob\") }"))
                .hasSize(1);
        assertThat(filter("{ $.code < 500 }")).isEmpty();
        assertThat(filter("[ip, id, user, time, request, status = 4*, bytes > 1000]"))
                .hasSize(1);
    }

    @Test
    void retentionRemovesWhatIsTooOld() {
        put("s1", now - 100, "old");
        logs.putRetentionPolicy(r -> r.logGroupName("g").retentionInDays(1));
        cloud.cloud().environment().clock().advance(Duration.ofHours(30));
        put("s1", now + Duration.ofHours(29).toMillis(), "new");

        assertThat(filter("")).containsExactly("new");
    }

    @Test
    void whatIsWrongIsNamedInAwsWords() {
        assertThatThrownBy(() -> logs.createLogGroup(r -> r.logGroupName("g")))
                .isInstanceOf(ResourceAlreadyExistsException.class)
                .hasMessageContaining("The specified log group already exists");
        assertThatThrownBy(() -> logs.getLogEvents(r -> r.logGroupName("absent").logStreamName("s")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("The specified log group does not exist.");
        assertThatThrownBy(() -> logs.putLogEvents(r -> r.logGroupName("g")
                        .logStreamName("s1")
                        .logEvents(
                                InputLogEvent.builder()
                                        .timestamp(now)
                                        .message("b")
                                        .build(),
                                InputLogEvent.builder()
                                        .timestamp(now - 1)
                                        .message("a")
                                        .build())))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("must be in chronological order");
    }

    @Test
    void eventsAreThereAfterARestart() {
        put("s1", now - 100, "kept");
        cloud.restart();

        assertThat(filter("")).containsExactly("kept");
    }
}
