package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Stacks of real queues: created, updated, replaced, rolled back and deleted. */
final class StackLifecycleTest {
    private static final String TWO_QUEUES = """
            Parameters:
              Seconds: {Type: Number, Default: 30}
            Resources:
              Work:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: !Ref Seconds
                  RedrivePolicy:
                    deadLetterTargetArn: !GetAtt Dead.Arn
                    maxReceiveCount: 3
              Dead:
                Type: AWS::SQS::Queue
            Outputs:
              Url: {Value: !Ref Work, Export: {Name: !Sub '${AWS::StackName}-url'}}
              Arn: {Value: !GetAtt Work.Arn}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private TestStacks stacks;
    private SqsClient sqs;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
        sqs = cloud.client(SqsClient.builder());
    }

    @Test
    void createsResourcesInDependencyOrderAndTellsSo() {
        Stack stack = stacks.create("queues", TWO_QUEUES);

        assertThat(stack.stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        String url = TestStacks.output(stack, "Url");
        assertThat(sqs.getQueueAttributes(q -> q.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributesAsStrings())
                .containsEntry("VisibilityTimeout", "30");
        assertThat(stacks.history("queues"))
                .containsExactly(
                        "queues CREATE_IN_PROGRESS",
                        "Dead CREATE_IN_PROGRESS",
                        "Dead CREATE_IN_PROGRESS",
                        "Dead CREATE_COMPLETE",
                        "Work CREATE_IN_PROGRESS",
                        "Work CREATE_IN_PROGRESS",
                        "Work CREATE_COMPLETE",
                        "queues CREATE_COMPLETE");
        assertThat(client.listExports().exports()).singleElement().satisfies(export -> assertThat(export.name())
                .isEqualTo("queues-url"));
    }

    @Test
    void updatesInPlaceAndReplacesAndCleansUpAfterwards() {
        stacks.create("queues", TWO_QUEUES);
        String before = stacks.physicalId("queues", "Dead");

        Stack updated = stacks.update(
                "queues",
                TWO_QUEUES.replace("  Dead:\n    Type: AWS::SQS::Queue", """
                          Dead:
                            Type: AWS::SQS::Queue
                            Properties: {QueueName: graveyard}
                        """),
                TestStacks.parameter("Seconds", "60"));

        assertThat(updated.stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(stacks.physicalId("queues", "Dead")).endsWith("/graveyard");
        assertThat(sqs.listQueues().queueUrls()).doesNotContain(before).hasSize(2);
        assertThat(stacks.history("queues"))
                .containsSubsequence(
                        "queues UPDATE_IN_PROGRESS",
                        "Dead UPDATE_COMPLETE",
                        "Work UPDATE_COMPLETE",
                        "queues UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                        "Dead DELETE_COMPLETE",
                        "queues UPDATE_COMPLETE");
    }

    @Test
    void anUpdateWithoutChangesIsRefused() {
        stacks.create("queues", TWO_QUEUES);
        assertThat(TestStacks.refusal(() -> stacks.update("queues", TWO_QUEUES)))
                .isEqualTo("ValidationError: No updates are to be performed.");
    }

    @Test
    void aFailedCreationIsRolledBackAndSaysWhy() {
        sqs.createQueue(q -> q.queueName("taken").attributes(java.util.Map.of(QueueAttributeName.DELAY_SECONDS, "7")));
        Stack stack = stacks.create("broken", """
                Resources:
                  Good: {Type: AWS::SQS::Queue}
                  Bad:
                    Type: AWS::SQS::Queue
                    DependsOn: Good
                    Properties: {QueueName: taken}
                """);
        assertThat(stack.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(stacks.reason("broken", "Bad", "CREATE_FAILED"))
                .startsWith("Resource handler returned message: \"")
                .contains("HandlerErrorCode: ");
        assertThat(stacks.reason("broken", "broken", "ROLLBACK_IN_PROGRESS"))
                .isEqualTo("The following resource(s) failed to create: [Bad]. Rollback requested by user.");
        assertThat(sqs.listQueues().queueUrls()).singleElement().asString().endsWith("/taken");
    }

    @Test
    void aFailedCreationStaysWhenNothingShallBeDone() {
        String id = client.createStack(request -> request.stackName("kept")
                        .onFailure(OnFailure.DO_NOTHING)
                        .templateBody("""
                                Resources:
                                  Good: {Type: AWS::SQS::Queue}
                                  Bad:
                                    Type: AWS::SQS::Queue
                                    DependsOn: Good
                                    Properties: {VisibilityTimeout: 999999}
                                """))
                .stackId();
        assertThat(stacks.settled(id).stackStatus()).isEqualTo(StackStatus.CREATE_FAILED);
        assertThat(sqs.listQueues().queueUrls()).hasSize(1);

        client.rollbackStack(request -> request.stackName("kept"));
        assertThat(stacks.settled(id).stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(sqs.listQueues().queueUrls()).isEmpty();
    }

    @Test
    void aFailedUpdateBringsEverythingBack() {
        stacks.create("queues", TWO_QUEUES);
        Stack stack = stacks.update(
                "queues",
                TWO_QUEUES
                        .replace("maxReceiveCount: 3", "maxReceiveCount: 0")
                        .replace("  Dead:\n", "  Fresh: {Type: AWS::SQS::Queue}\n  Dead:\n"),
                TestStacks.parameter("Seconds", "60"));

        assertThat(stack.stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(stacks.reason("queues", "queues", "UPDATE_ROLLBACK_IN_PROGRESS"))
                .endsWith("The following resource(s) failed to update: [Work]. ");
        assertThat(sqs.listQueues().queueUrls()).hasSize(2);
        String url = stacks.physicalId("queues", "Work");
        assertThat(sqs.getQueueAttributes(q -> q.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributesAsStrings())
                .containsEntry("VisibilityTimeout", "30");
    }

    @Test
    void deletesEverythingInReverseOrder() {
        stacks.create("queues", TWO_QUEUES);
        Stack gone = stacks.delete("queues");

        assertThat(gone.stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(stacks.history(gone.stackId()))
                .containsSubsequence("Work DELETE_COMPLETE", "Dead DELETE_IN_PROGRESS", "queues DELETE_COMPLETE");
        assertThat(sqs.listQueues().queueUrls()).isEmpty();
        assertThat(TestStacks.refusal(() -> stacks.describe("queues")))
                .isEqualTo("ValidationError: Stack with id queues does not exist");
    }

    @Test
    void aStackSurvivesARestart() {
        stacks.create("queues", TWO_QUEUES);
        cloud.restart();
        assertThat(stacks.describe("queues").outputs()).hasSize(2);
        assertThat(stacks.delete("queues").stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    }

    @Test
    void exportsInUseKeepTheirStack() {
        stacks.create("queues", TWO_QUEUES);
        stacks.create("user", """
                Resources:
                  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
                Outputs:
                  Url: {Value: !ImportValue queues-url}
                """);
        assertThat(stacks.delete("queues").stackStatusReason())
                .isEqualTo("Delete canceled. Cannot delete export queues-url as it is in use by user.");
        stacks.delete("user");
        assertThat(stacks.delete("queues").stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    }
}
