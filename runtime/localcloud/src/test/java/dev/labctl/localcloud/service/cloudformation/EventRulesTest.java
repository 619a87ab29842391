package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Rules, buses and their policies as resources of stacks. */
final class EventRulesTest {
    private static final String QUEUE = """
              Queue: { Type: AWS::SQS::Queue }
              Dead: { Type: AWS::SQS::Queue }
              Let:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [ !Ref Queue ]
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Principal: { Service: events.amazonaws.com }
                        Action: sqs:SendMessage
                        Resource: !GetAtt Queue.Arn
                        Condition: { ArnEquals: { 'aws:SourceArn': !GetAtt Hourly.Arn } }
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestStacks stacks;

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventBridgeClient events;

    @BeforeEach
    void connect() {
        stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        events = cloud.client(EventBridgeClient.builder());
    }

    private static String hourly(String properties) {
        return "Resources:\n" + QUEUE + """
              Hourly:
                Type: AWS::Events::Rule
                Properties:
            """ + properties.indent(6) + """
            Outputs:
              Name: { Value: !Ref Hourly }
              Arn: { Value: !GetAtt Hourly.Arn }
              Queue: { Value: !Ref Queue }
            """;
    }

    @Test
    void aScheduledRuleIsMadeChangedAndDeletedWithItsStack() {
        Stack stack = stacks.create("s", hourly("""
                Description: every hour
                ScheduleExpression: rate(1 hour)
                Tags: [ { Key: team, Value: a } ]
                Targets:
                  - Id: first
                    Arn: !GetAtt Queue.Arn
                    RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 }
                    DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
                    InputTransformer:
                      InputPathsMap: { time: $.time }
                      InputTemplate: '{"at": <time>}'
                """));
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        String name = TestStacks.output(stack, "Name");
        assertThat(name).startsWith("s-Hourly-");
        assertThat(stacks.physicalId("s", "Hourly")).isEqualTo(name);
        String arn = TestStacks.output(stack, "Arn");
        assertThat(arn).isEqualTo("arn:aws:events:us-east-1:123456789012:rule/" + name);
        Target first =
                events.listTargetsByRule(list -> list.rule(name)).targets().get(0);
        assertThat(first.retryPolicy().maximumEventAgeInSeconds()).isEqualTo(600);
        assertThat(first.deadLetterConfig().arn()).contains(":s-Dead-");
        assertThat(events.listTagsForResource(list -> list.resourceARN(arn)).tags())
                .extracting(Tag::key)
                .contains("team", "aws:cloudformation:stack-name");
        cloud.cloud().environment().clock().advance(Duration.ofHours(1));
        SqsClient sqs = cloud.client(SqsClient.builder());
        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(TestStacks.output(stack, "Queue"))
                                .waitTimeSeconds(10))
                        .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).startsWith("{\"at\": \"20"));
        stacks.update("s", hourly("""
                ScheduleExpression: cron(0 3 * * ? *)
                State: DISABLED
                Targets:
                  - { Id: second, Arn: !GetAtt Queue.Arn, Input: '{"a":1}' }
                """));
        DescribeRuleResponse changed = events.describeRule(describe -> describe.name(name));
        assertThat(changed.state()).isEqualTo(RuleState.DISABLED);
        assertThat(changed.description()).isNull();
        assertThat(events.listTargetsByRule(list -> list.rule(name)).targets())
                .extracting(Target::id)
                .containsExactly("second");
        assertThat(events.listTagsForResource(list -> list.resourceARN(arn)).tags())
                .extracting(Tag::key)
                .doesNotContain("team");
        stacks.delete("s");
        assertThat(events.listRules(list -> {}).rules()).isEmpty();
    }

    @Test
    void aBusWithItsPolicyAndAPatternRuleBelongToAStack() {
        Stack stack = stacks.create("s", """
                Resources:
                  Bus: { Type: AWS::Events::EventBus, Properties: { Name: orders, Description: of the shop } }
                  Policy:
                    Type: AWS::Events::EventBusPolicy
                    Properties:
                      EventBusName: !Ref Bus
                      StatementId: partner
                      Statement:
                        Effect: Allow
                        Principal: { AWS: 'arn:aws:iam::111122223333:root' }
                        Action: events:PutEvents
                        Resource: !GetAtt Bus.Arn
                  Sold:
                    Type: AWS::Events::Rule
                    Properties:
                      Name: sold
                      EventBusName: !Ref Bus
                      EventPattern: { source: [ shop ], detail: { price: [ { numeric: [ '>', 10 ] } ] } }
                Outputs:
                  Rule: { Value: !Ref Sold }
                """);
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(TestStacks.output(stack, "Rule")).isEqualTo("orders|sold");
        assertThat(events.listRules(list -> list.eventBusName("orders")).rules())
                .extracting(Rule::eventPattern)
                .containsExactly("{\"source\":[\"shop\"],\"detail\":{\"price\":[{\"numeric\":[\">\",10]}]}}");
        assertThat(events.describeEventBus(describe -> describe.name("orders")).policy())
                .contains("\"Sid\":\"partner\"");
        stacks.delete("s");
        assertThat(events.listEventBuses(list -> {}).eventBuses()).hasSize(1);
    }

    @Test
    void whatTheRulesTargetsCannotDoFailsTheStackByName() {
        Stack stack = stacks.create("s", hourly("""
                ScheduleExpression: rate(1 hours)
                """));
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(stacks.reason("s", "Hourly", "CREATE_FAILED"))
                .contains("Parameter ScheduleExpression is not valid.");
    }
}
