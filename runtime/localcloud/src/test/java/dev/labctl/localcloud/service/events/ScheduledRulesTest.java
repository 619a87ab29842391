package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.eventbridge.model.RuleState;

/** Rules that run by the clock. */
final class ScheduledRulesTest {
    private static final String ARN = "arn:aws:events:us-east-1:123456789012:rule/hourly";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventsFixture fixture;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String inbox;

    @BeforeEach
    void makeQueue() {
        fixture = new EventsFixture(cloud);
        inbox = fixture.queue("inbox", ARN);
    }

    private void hourly() {
        fixture.events.putRule(put -> put.name("hourly").scheduleExpression("rate(1 hour)"));
        fixture.target("hourly", "inbox");
    }

    private List<Instant> times(int count) {
        return fixture.received(inbox, count).stream()
                .map(event -> Instant.parse(event.path("time").asText()))
                .sorted()
                .toList();
    }

    @Test
    void threeHoursOfTheClockAreThreeEvents() {
        Instant made = cloud.cloud().environment().clock().instant();
        hourly();
        fixture.advance(Duration.ofMinutes(59));
        assertThat(times(0)).isEmpty();
        fixture.advance(Duration.ofMinutes(1));
        JsonNode event = fixture.received(inbox, 1).get(0);
        Instant first = Instant.parse(event.path("time").asText());
        assertThat(Duration.between(made, first)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        fixture.advance(Duration.ofHours(3));
        assertThat(times(3))
                .containsExactly(
                        first.plus(Duration.ofHours(1)),
                        first.plus(Duration.ofHours(2)),
                        first.plus(Duration.ofHours(3)));
        assertThat(event.path("id").asText()).matches("[0-9a-f-]{36}");
        assertThat(event.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(event.toString())
                .startsWith("{\"version\":\"0\",\"id\":")
                .contains("\"detail-type\":\"Scheduled Event\",\"source\":\"aws.events\",\"account\":\"123456789012\"")
                .endsWith("\"region\":\"us-east-1\",\"resources\":[\"" + ARN + "\"],\"detail\":{}}");
    }

    @Test
    void aCronFiresOnTheMinute() {
        fixture.events.putRule(put -> put.name("hourly").scheduleExpression("cron(30 6 * * ? *)"));
        fixture.target("hourly", "inbox");
        fixture.advance(Duration.ofDays(2));
        assertThat(times(2)).allSatisfy(time -> assertThat(time.toString()).endsWith("T06:30:00Z"));
    }

    @Test
    void aDisabledRuleIsSilentAndCountsAnewWhenItIsEnabled() {
        hourly();
        fixture.advance(Duration.ofMinutes(50));
        fixture.events.disableRule(disable -> disable.name("hourly"));
        fixture.advance(Duration.ofHours(5));
        assertThat(times(0)).isEmpty();
        fixture.events.enableRule(enable -> enable.name("hourly"));
        fixture.advance(Duration.ofMinutes(50));
        assertThat(times(0)).isEmpty();
        fixture.advance(Duration.ofMinutes(10));
        assertThat(times(1)).hasSize(1);
        fixture.events.putRule(
                put -> put.name("hourly").scheduleExpression("rate(1 hour)").state(RuleState.DISABLED));
        fixture.advance(Duration.ofHours(5));
        assertThat(times(0)).isEmpty();
    }

    @Test
    void aRuleThatIsPutAgainUnchangedKeepsItsStep() {
        hourly();
        fixture.advance(Duration.ofMinutes(50));
        fixture.events.putRule(
                put -> put.name("hourly").scheduleExpression("rate(1 hour)").description("the same"));
        fixture.advance(Duration.ofMinutes(10));
        assertThat(times(1)).hasSize(1);
        fixture.events.putRule(put -> put.name("hourly").scheduleExpression("rate(2 hours)"));
        fixture.advance(Duration.ofMinutes(119));
        assertThat(times(0)).isEmpty();
        fixture.advance(Duration.ofMinutes(1));
        assertThat(times(1)).hasSize(1);
    }

    @Test
    void theScheduleRunsOnAfterARestart() {
        hourly();
        fixture.advance(Duration.ofMinutes(90));
        assertThat(times(1)).hasSize(1);
        cloud.restart();
        fixture.advance(Duration.ofMinutes(29));
        assertThat(times(0)).isEmpty();
        fixture.advance(Duration.ofMinutes(1));
        assertThat(times(1)).hasSize(1);
    }

    @Test
    void aDeletedRuleIsSilent() {
        hourly();
        assertThatThrownBy(() -> fixture.events.deleteRule(delete -> delete.name("hourly")))
                .hasMessageContaining("Rule can't be deleted since it has targets.");
        fixture.events.removeTargets(remove -> remove.rule("hourly").ids("inbox"));
        fixture.events.deleteRule(delete -> delete.name("hourly"));
        fixture.advance(Duration.ofHours(2));
        assertThat(times(0)).isEmpty();
    }
}
