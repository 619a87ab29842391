package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Schedules and their groups as resources of stacks. */
final class ScheduleTypesTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private static String template(String team, String schedule) {
        return """
                Resources:
                  Queue: { Type: AWS::SQS::Queue }
                  Group:
                    Type: AWS::Scheduler::ScheduleGroup
                    Properties: { Tags: [ { Key: team, Value: TEAM } ] }
                  Role:
                    Type: AWS::IAM::Role
                    Properties:
                      AssumeRolePolicyDocument:
                        Version: '2012-10-17'
                        Statement:
                          - Effect: Allow
                            Principal: { Service: scheduler.amazonaws.com }
                            Action: sts:AssumeRole
                            Condition: { ArnEquals: { 'aws:SourceArn': !GetAtt Group.Arn } }
                      Policies:
                        - PolicyName: send
                          PolicyDocument:
                            Version: '2012-10-17'
                            Statement: [ { Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn } ]
                  Schedule:
                    Type: AWS::Scheduler::Schedule
                    Properties:
                      GroupName: !Ref Group
                SCHEDULE
                Outputs:
                  Name: { Value: !Ref Schedule }
                  Arn: { Value: !GetAtt Schedule.Arn }
                  Group: { Value: !Ref Group }
                  GroupArn: { Value: !GetAtt Group.Arn }
                  Queue: { Value: !Ref Queue }
                """.replace("TEAM", team).replace("SCHEDULE\n", schedule.indent(6));
    }

    @Test
    void aScheduleAndItsGroupAreMadeChangedAndDeletedWithTheirStack() {
        TestStacks stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        SchedulerClient scheduler = cloud.client(SchedulerClient.builder());
        Stack stack = stacks.create("s", template("a", """
                ScheduleExpression: rate(1 hour)
                StartDate: '2099-01-01T00:00:00Z'
                FlexibleTimeWindow: { Mode: FLEXIBLE, MaximumWindowInMinutes: 15 }
                Target:
                  Arn: !GetAtt Queue.Arn
                  RoleArn: !GetAtt Role.Arn
                  Input: hello
                  RetryPolicy: { MaximumRetryAttempts: 3 }
                """));
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        String name = TestStacks.output(stack, "Name");
        String group = TestStacks.output(stack, "Group");
        assertThat(name).startsWith("s-Schedule-");
        assertThat(TestStacks.output(stack, "Arn"))
                .isEqualTo("arn:aws:scheduler:us-east-1:123456789012:schedule/" + group + "/" + name);
        GetScheduleResponse made = scheduler.getSchedule(get -> get.name(name).groupName(group));
        assertThat(made.target().retryPolicy().maximumRetryAttempts()).isEqualTo(3);
        assertThat(made.flexibleTimeWindow().maximumWindowInMinutes()).isEqualTo(15);
        stacks.update("s", template("b", """
                ScheduleExpression: rate(1 day)
                FlexibleTimeWindow: { Mode: 'OFF' }
                Target: { Arn: !GetAtt Queue.Arn, RoleArn: !GetAtt Role.Arn, Input: again }
                """));
        GetScheduleResponse changed =
                scheduler.getSchedule(get -> get.name(name).groupName(group));
        assertThat(changed.startDate()).isNull();
        assertThat(changed.target().retryPolicy()).isNull();
        assertThat(scheduler
                        .listTagsForResource(list -> list.resourceArn(TestStacks.output(stack, "GroupArn")))
                        .tags())
                .contains(Tag.builder().key("team").value("b").build());
        cloud.cloud().environment().clock().advance(Duration.ofDays(1));
        assertThat(cloud.client(SqsClient.builder())
                        .receiveMessage(receive -> receive.queueUrl(TestStacks.output(stack, "Queue"))
                                .waitTimeSeconds(10))
                        .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("again"));
        stacks.delete("s");
        assertThat(scheduler.listSchedules(list -> {}).schedules()).isEmpty();
        assertThat(scheduler.listScheduleGroups(list -> {}).scheduleGroups())
                .extracting(ScheduleGroupSummary::name)
                .containsExactly("default");
    }
}
