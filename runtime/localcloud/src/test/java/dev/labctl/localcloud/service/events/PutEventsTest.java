package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Events put on buses, the rules that match them, and the buses themselves. */
final class PutEventsTest {
    private static final String PATTERN = "{\"source\":[\"shop\"],\"detail\":{\"price\":[{\"numeric\":[\">\",10]}]}}";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventsFixture fixture;

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventBridgeClient events;

    @BeforeEach
    void connect() {
        fixture = new EventsFixture(cloud);
        events = fixture.events;
    }

    private static PutEventsRequestEntry.Builder entry(String detail) {
        return PutEventsRequestEntry.builder().source("shop").detailType("Sold").detail(detail);
    }

    private PutEventsResponse put(PutEventsRequestEntry.Builder... entries) {
        List<PutEventsRequestEntry> built =
                Arrays.stream(entries).map(PutEventsRequestEntry.Builder::build).toList();
        return events.putEvents(request -> request.entries(built));
    }

    @Test
    void aRuleGetsTheEventsItMatchesAndNoOthers() {
        events.putRule(rule -> rule.name("r").eventPattern(PATTERN));
        String queue = fixture.queue("q", "arn:aws:events:us-east-1:123456789012:rule/r");
        fixture.target("r", "q");
        PutEventsResponse response = put(
                entry("{\"price\":11,\"name\":\"ä\"}")
                        .resources("arn:x")
                        .time(Instant.parse("2026-01-02T03:04:05.678Z")),
                entry("{\"price\":9}"),
                entry("{\"price\":11}").source("other"));
        assertThat(response.failedEntryCount()).isZero();
        JsonNode event = fixture.received(queue, 1).get(0);
        assertThat(event.toString())
                .isEqualTo("""
                {"version":"0","id":"%s","detail-type":"Sold","source":"shop","account":"123456789012",\
                "time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:x"],\
                "detail":{"price":11,"name":"ä"}}""".formatted(response.entries().get(0).eventId()));
        events.disableRule(disable -> disable.name("r"));
        put(entry("{\"price\":11}"));
        fixture.received(queue, 0);
    }

    @Test
    void anEntryThatIsWrongFailsAloneAndSaysWhy() {
        PutEventsResponse response = put(
                entry("{}"),
                entry("{}").source(null),
                entry("{}").detailType(null),
                entry("{}").detail(null),
                entry("\"text\""),
                entry("[1]"),
                entry("{open"),
                entry("{}").source("aws.s3"),
                entry("{}").eventBusName("none"));
        assertThat(response.failedEntryCount()).isEqualTo(7);
        assertThat(response.entries())
                .extracting(PutEventsResultEntry::errorMessage)
                .containsExactly(
                        null,
                        "Parameter Source is not valid. Reason: Source is a required argument.",
                        "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
                        "Parameter Detail is not valid. Reason: Detail is a required argument.",
                        "Detail is malformed.",
                        "Detail is malformed.",
                        "Detail is malformed.",
                        "Not authorized for the source.",
                        null);
        assertThatThrownBy(() -> events.putEvents(request ->
                        request.entries(Collections.nCopies(11, entry("{}").build()))))
                .hasMessageContaining("at 'entries' failed to satisfy constraint: Member must have length less than or"
                        + " equal to 10");
        assertThatThrownBy(() -> put(entry("{\"a\":\"" + "a".repeat(262_144) + "\"}")))
                .hasMessageContaining("Total size of the entries in the request is over the limit.");
    }

    @Test
    void aCustomBusHasRulesOfItsOwn() {
        String arn = events.createEventBus(create -> create.name("orders").description("of the shop"))
                .eventBusArn();
        assertThat(arn).isEqualTo("arn:aws:events:us-east-1:123456789012:event-bus/orders");
        assertThatThrownBy(() -> events.createEventBus(create -> create.name("orders")))
                .hasMessageContaining("Event bus orders already exists.");
        assertThat(events.putRule(rule -> rule.name("r").eventBusName("orders").eventPattern(PATTERN))
                        .ruleArn())
                .isEqualTo("arn:aws:events:us-east-1:123456789012:rule/orders/r");
        assertThatThrownBy(() -> events.putRule(
                        rule -> rule.name("s").eventBusName("orders").scheduleExpression("rate(1 hour)")))
                .hasMessageContaining("ScheduleExpression is supported only on the default event bus.");
        String queue = fixture.queue("q", "arn:aws:events:us-east-1:123456789012:rule/orders/r");
        events.putTargets(targets -> targets.rule("r")
                .eventBusName(arn)
                .targets(Target.builder()
                        .id("q")
                        .arn(EventsFixture.queueArn("q"))
                        .inputPath("$.detail.price")
                        .build()));
        put(entry("{\"price\":11}"), entry("{\"price\":12}").eventBusName(arn));
        cloud.restart();
        put(entry("{\"price\":13}").eventBusName("orders"));
        assertThat(fixture.received(queue, 2)).extracting(JsonNode::asInt).containsExactlyInAnyOrder(12, 13);
        assertThat(events.listEventBuses(list -> {}).eventBuses())
                .extracting(EventBus::name)
                .containsExactly("default", "orders");
        assertThatThrownBy(() -> events.deleteEventBus(delete -> delete.name("orders")))
                .hasMessageContaining("Event bus orders can't be deleted since it has rules.");
        events.removeTargets(remove -> remove.rule("r").eventBusName("orders").ids("q"));
        events.deleteRule(delete -> delete.name("r").eventBusName("orders"));
        events.deleteEventBus(delete -> delete.name("orders"));
        assertThatThrownBy(() -> events.describeEventBus(describe -> describe.name("orders")))
                .hasMessageContaining("Event bus orders does not exist.");
        assertThatThrownBy(() -> events.deleteEventBus(delete -> delete.name("default")))
                .hasMessageContaining("Cannot delete event bus default.");
    }

    @Test
    void permissionsMakeThePolicyOfABus() {
        events.putPermission(
                put -> put.statementId("a").principal("111122223333").action("events:PutEvents"));
        events.putPermission(put -> put.statementId("b").principal("*").action("events:PutEvents"));
        assertThat(events.describeEventBus(describe -> {}).policy()).isEqualTo("""
                {"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow",\
                "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"events:PutEvents",\
                "Resource":"arn:aws:events:us-east-1:123456789012:event-bus/default"},{"Sid":"b","Effect":"Allow",\
                "Principal":"*","Action":"events:PutEvents",\
                "Resource":"arn:aws:events:us-east-1:123456789012:event-bus/default"}]}""");
        events.removePermission(remove -> remove.statementId("a"));
        assertThatThrownBy(() -> events.removePermission(remove -> remove.statementId("a")))
                .hasMessageContaining("Statement with the provided id does not exist.");
        events.removePermission(remove -> remove.removeAllPermissions(true));
        assertThat(events.describeEventBus(describe -> {}).policy()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"source\":[\"shop\"]} | true",
                "{\"source\":[{\"prefix\":\"sh\"}]} | true",
                "{\"source\":[{\"anything-but\":[\"shop\"]}]} | false",
                "{\"detail\":{\"a\":{\"b\":[{\"exists\":true}]}}} | true",
                "{\"detail\":{\"tags\":[\"y\"]}} | true",
                "{\"$or\":[{\"source\":[\"x\"]},{\"detail\":{\"n\":[{\"numeric\":[\">=\",5,\"<\",6]}]}}]} | true",
                "{\"detail\":{\"text\":[{\"wildcard\":\"*.csv\"}]}} | true",
                "{\"detail\":{\"text\":[{\"equals-ignore-case\":\"FILE.CSV\"}]}} | true",
                "{\"detail\":{\"n\":[\"5\"]}} | false"
            })
    void patternsAreMatchedByTheirWholeLanguage(String pattern, boolean matches) {
        String event = """
                {"id":"1","account":"123456789012","source":"shop","time":"2026-01-02T03:04:05Z","region":"us-east-1",\
                "resources":[],"detail-type":"Sold","detail":{"a":{"b":null},"tags":["x","y"],"n":5,"text":"file.csv"}}""";
        assertThat(events.testEventPattern(test -> test.eventPattern(pattern).event(event))
                        .result())
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"b\"} | \"a\" must be an object or an array",
                "{\"a\":[]} | Empty arrays are not allowed",
                "{\"a\":[{\"EXISTS\":true}]} | Unrecognized match type EXISTS",
                "{\"a\":[{\"numeric\":[\">\"]}]} | Value of > must be numeric",
                "[\"a\"] | Filter is not an object"
            })
    void patternsThatAreNoneAreRefused(String pattern, String reason) {
        assertThatThrownBy(() -> events.testEventPattern(
                        test -> test.eventPattern(pattern).event("{}")))
                .hasMessageContaining("Event pattern is not valid. Reason: " + reason);
    }

    @Test
    void anEventThatIsNoneIsRefused() {
        assertThatThrownBy(() -> events.testEventPattern(
                        test -> test.eventPattern("{\"a\":[\"b\"]}").event("text")))
                .hasMessageContaining("Parameter Event is not valid.");
    }
}
