package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.BotoAnswers;
import dev.labctl.localcloud.recorded.Recording;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Rules and their targets, as they are kept and told. */
final class RulesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final BotoAnswers ANSWERS =
            new BotoAnswers(bytes -> JSON.getNodeFactory().textNode(bytes.asUtf8String()));

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventBridgeClient events;

    @BeforeEach
    void connect() {
        events = cloud.client(EventBridgeClient.builder());
    }

    private static Recording recording(String test) {
        return Recording.of("events.test_events_schedule.snapshot.json", test)
                .bind("<rule-name>", "r")
                .bind("<partition>", "aws")
                .bind("<region>", "us-east-1");
    }

    private static JsonNode failure(EventBridgeException e) {
        ObjectNode shown = JSON.createObjectNode();
        shown.putObject("Error")
                .put("Code", e.awsErrorDetails().errorCode())
                .put("Message", e.awsErrorDetails().errorMessage());
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", e.statusCode());
        return shown;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 10 * * ? *",
                "0 18 ? * MON-FRI *",
                "0/30 20-23 ? * MON-FRI *",
                "15 10 ? * 6L 2002-2005",
                "0 2 ? * SAT#3 *",
                "0/5 5 ? JAN 1-5 2022"
            })
    void rulesWithACronAreToldAsAwsTellsThem(String cron) {
        Recording recorded = recording("TestScheduleCron::tests_put_rule_with_schedule_cron[cron(" + cron + ")]");
        recorded.match("put-rule", ANSWERS.shown(events.putRule(put -> put.name("r")
                .scheduleExpression("cron(" + cron + ")"))));
        recorded.match("list-rules", ANSWERS.shown(events.listRules(list -> list.namePrefix("r"))));
    }

    @Test
    void rulesWithARateAreToldAsAwsTellsThem() {
        Recording recorded = recording("TestScheduleRate::test_put_rule_with_schedule_rate");
        recorded.match(
                "put-rule", ANSWERS.shown(events.putRule(put -> put.name("r").scheduleExpression("rate(1 minute)"))));
        recorded.match("list-rules", ANSWERS.shown(events.listRules(list -> list.namePrefix("r"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID", "0 dummy ? * MON-FRI *", "7 20 * * NOT *", "71 8 1 * ? *", "0 1 * * * *"})
    void schedulesThatAreNoneAreRefusedAsAwsRefusesThem(String cron) {
        Recording recorded =
                recording("TestScheduleCron::tests_put_rule_with_invalid_schedule_cron[cron(" + cron + ")]");
        assertThatThrownBy(() -> events.putRule(put -> put.name("r").scheduleExpression("cron(" + cron + ")")))
                .isInstanceOfSatisfying(
                        EventBridgeException.class, e -> recorded.match("invalid-put-rule", failure(e)));
    }

    @Test
    void aRuleIsDescribedAndWhatIsNotPutAgainIsGone() {
        events.putRule(put -> put.name("r")
                .scheduleExpression("rate(5 minutes)")
                .description("often")
                .tags(Tag.builder().key("team").value("a").build()));
        cloud.restart();
        assertThat(events.describeRule(describe -> describe.name("r"))).satisfies(rule -> {
            assertThat(rule.arn()).isEqualTo("arn:aws:events:us-east-1:123456789012:rule/r");
            assertThat(rule.eventBusName()).isEqualTo("default");
            assertThat(rule.createdBy()).isEqualTo("123456789012");
            assertThat(rule.state()).isEqualTo(RuleState.ENABLED);
            assertThat(rule.description()).isEqualTo("often");
        });
        events.putRule(put -> put.name("r").eventPattern("{\"source\":[\"shop\"]}"));
        assertThat(events.describeRule(describe -> describe.name("r"))).satisfies(rule -> {
            assertThat(rule.description()).isNull();
            assertThat(rule.scheduleExpression()).isNull();
        });
        String arn = "arn:aws:events:us-east-1:123456789012:rule/r";
        events.tagResource(tag ->
                tag.resourceARN(arn).tags(Tag.builder().key("stage").value("x").build()));
        events.untagResource(untag -> untag.resourceARN(arn).tagKeys("team"));
        assertThat(events.listTagsForResource(list -> list.resourceARN(arn)).tags())
                .extracting(Tag::key)
                .containsExactly("stage");
    }

    @Test
    void whatIsWrongWithARuleIsSaidInTheWordsOfAws() {
        assertThatThrownBy(() -> events.describeRule(describe -> describe.name("none")))
                .hasMessageContaining("Rule none does not exist on EventBus default.");
        assertThatThrownBy(() -> events.enableRule(enable -> enable.name("none")))
                .hasMessageContaining("Rule none does not exist on EventBus default.");
        assertThatThrownBy(() -> events.putRule(put -> put.name("r")))
                .hasMessageContaining("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        assertThatThrownBy(() -> events.putRule(put -> put.name("a b").scheduleExpression("rate(1 hour)")))
                .hasMessageContaining("1 validation error detected: Value 'a b' at 'name' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
        assertThatThrownBy(() -> events.putRule(put -> put.name("r").eventPattern("{\"source\":\"shop\"}")))
                .hasMessageContaining("Event pattern is not valid. Reason: \"source\" must be an object or an array");
        assertThatThrownBy(() -> events.listRules(list -> list.eventBusName("none")))
                .hasMessageContaining("Event bus none does not exist.");
        events.deleteRule(delete -> delete.name("none"));
    }

    @Test
    void rulesAndTargetsAreListedInPages() {
        for (int i = 0; i < 5; i++) {
            String rule = "r" + i;
            events.putRule(put -> put.name(rule).scheduleExpression("rate(1 hour)"));
            events.putTargets(put -> put.rule(rule).targets(target("t", "a")));
            String id = "t" + i;
            events.putTargets(put -> put.rule("r0").targets(target(id, "b")));
            if (i == 3) {
                events.removeTargets(remove -> remove.rule("r0").ids("t"));
            }
        }
        ListRulesResponse first = events.listRules(list -> list.limit(3));
        assertThat(first.rules()).hasSize(3);
        ListRulesResponse second = events.listRules(list -> list.limit(3).nextToken(first.nextToken()));
        assertThat(second.rules()).hasSize(2);
        assertThat(second.nextToken()).isNull();
        ListTargetsByRuleResponse targets =
                events.listTargetsByRule(list -> list.rule("r0").limit(2));
        assertThat(targets.targets()).extracting(Target::id).containsExactly("t0", "t1");
        assertThat(targets.nextToken()).isNotNull();
        assertThat(events.listRuleNamesByTarget(list -> list.targetArn(EventsFixture.queueArn("a")))
                        .ruleNames())
                .containsExactly("r1", "r2", "r3", "r4");
        assertThatThrownBy(() -> events.putTargets(put -> put.rule("r0").targets(target("sixth", "a"))))
                .hasMessageContaining("The requested resource exceeds the maximum number allowed.");
        assertThat(events.removeTargets(remove -> remove.rule("r0").ids("t0", "none"))
                        .failedEntries())
                .singleElement()
                .satisfies(failed -> assertThat(failed.targetId()).isEqualTo("none"));
    }

    private static Target target(String id, String queue) {
        return Target.builder().id(id).arn(EventsFixture.queueArn(queue)).build();
    }

    @Test
    void targetsThatCannotBeAreRefused() {
        events.putRule(put -> put.name("r").scheduleExpression("rate(1 hour)"));
        assertRefused(Target.builder().id("t").arn("somewhere"), "Provided Arn is not in correct format.");
        assertRefused(
                Target.builder().id("!@#$@!#$").arn(EventsFixture.queueArn("q")),
                "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
        assertRefused(
                Target.builder()
                        .id("t")
                        .arn(EventsFixture.queueArn("q"))
                        .inputPath("$.detail")
                        .input("1"),
                "Only one of Input, InputPath, or InputTransformer must be provided for target t.");
        assertRefused(
                Target.builder()
                        .id("t")
                        .arn(EventsFixture.queueArn("q"))
                        .inputTransformer(transformer -> transformer.inputTemplate("\"<missing>\"")),
                "InputTemplate for target t contains invalid placeholder missing.");
        assertRefused(
                Target.builder().id("t").arn(EventsFixture.queueArn("q.fifo")),
                "Parameter(s) SqsParameters must be specified for target: t.");
        assertRefused(
                Target.builder().id("t").arn("arn:aws:kinesis:us-east-1:123456789012:stream/s"),
                "does not implement targets of the service kinesis");
        assertThat(events.listTargetsByRule(list -> list.rule("r")).targets()).isEqualTo(List.of());
    }

    private void assertRefused(Target.Builder target, String message) {
        assertThatThrownBy(() -> events.putTargets(put -> put.rule("r").targets(target.build())))
                .hasMessageContaining(message);
    }
}
