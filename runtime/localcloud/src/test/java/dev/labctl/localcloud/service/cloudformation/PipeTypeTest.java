package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Pipes as resources of stacks. */
final class PipeTypeTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private static String template(String sendAction, String pipe) {
        return """
                Resources:
                  Queue: { Type: AWS::SQS::Queue }
                  Dead: { Type: AWS::SQS::Queue }
                  Items:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      BillingMode: PAY_PER_REQUEST
                      AttributeDefinitions: [ { AttributeName: id, AttributeType: S } ]
                      KeySchema: [ { AttributeName: id, KeyType: HASH } ]
                      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
                  Role:
                    Type: AWS::IAM::Role
                    Properties:
                      AssumeRolePolicyDocument:
                        Version: '2012-10-17'
                        Statement:
                          - Effect: Allow
                            Principal: { Service: pipes.amazonaws.com }
                            Action: sts:AssumeRole
                            Condition: { StringEquals: { 'aws:SourceAccount': !Ref AWS::AccountId } }
                      Policies:
                        - PolicyName: pipe
                          PolicyDocument:
                            Version: '2012-10-17'
                            Statement:
                              - Effect: Allow
                                Action: [ READ ]
                                Resource: !GetAtt Items.StreamArn
                              - Effect: Allow
                                Action: sqs:SendMessage
                                Resource: [ !GetAtt Queue.Arn, !GetAtt Dead.Arn ]
                  Pipe:
                    Type: AWS::Pipes::Pipe
                    Properties:
                      RoleArn: !GetAtt Role.Arn
                      Source: !GetAtt Items.StreamArn
                      Target: !GetAtt Queue.Arn
                      Tags: { team: a }
                PIPE
                Outputs:
                  Name: { Value: !Ref Pipe }
                  Arn: { Value: !GetAtt Pipe.Arn }
                  Table: { Value: !Ref Items }
                  Queue: { Value: !Ref Queue }
                """.replace("READ", sendAction).replace("PIPE\n", pipe.indent(6));
    }

    private static final String READ =
            "dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams";

    @Test
    void aPipeIsMadeChangedAndDeletedWithItsStack() {
        TestStacks stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        PipesClient pipes = cloud.client(PipesClient.builder());
        Stack stack = stacks.create("s", template(READ, """
                Description: pending items
                SourceParameters:
                  FilterCriteria:
                    Filters: [ { Pattern: '{"eventName":["REMOVE"]}' } ]
                  DynamoDBStreamParameters:
                    StartingPosition: TRIM_HORIZON
                    BatchSize: 10
                    MaximumRetryAttempts: 5
                    MaximumRecordAgeInSeconds: 3600
                    OnPartialBatchItemFailure: AUTOMATIC_BISECT
                    DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
                TargetParameters: { InputTemplate: '<$.eventName>' }
                """));
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        String name = TestStacks.output(stack, "Name");
        assertThat(name).startsWith("s-Pipe-");
        assertThat(TestStacks.output(stack, "Arn")).isEqualTo("arn:aws:pipes:us-east-1:123456789012:pipe/" + name);
        DescribePipeResponse made = pipes.describePipe(describe -> describe.name(name));
        assertThat(made.currentStateAsString()).isEqualTo("RUNNING");
        assertThat(made.sourceParameters()
                        .dynamoDBStreamParameters()
                        .deadLetterConfig()
                        .arn())
                .contains(":s-Dead-");
        assertThat(made.tags()).containsEntry("team", "a");
        stacks.update("s", template(READ, """
                SourceParameters:
                  DynamoDBStreamParameters: { StartingPosition: TRIM_HORIZON }
                """));
        DescribePipeResponse changed = pipes.describePipe(describe -> describe.name(name));
        assertThat(changed.sourceParameters().filterCriteria()).isNull();
        assertThat(changed.sourceParameters().dynamoDBStreamParameters().maximumRetryAttempts())
                .isNull();
        assertThat(changed.creationTime()).isEqualTo(made.creationTime());
        cloud.client(DynamoDbClient.builder()).putItem(put -> put.tableName(TestStacks.output(stack, "Table"))
                .item(Map.of("id", AttributeValue.fromS("a"))));
        assertThat(cloud.client(SqsClient.builder())
                        .receiveMessage(receive -> receive.queueUrl(TestStacks.output(stack, "Queue"))
                                .waitTimeSeconds(10))
                        .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).startsWith("{\"eventID\":"));
        stacks.delete("s");
        assertThat(pipes.listPipes(list -> {}).pipes()).isEmpty();
    }

    @Test
    void aPipeWhoseRoleMayNotReadTheStreamFailsItsStack() {
        TestStacks stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        Stack stack = stacks.create("s", template("dynamodb:ListStreams", """
                SourceParameters:
                  DynamoDBStreamParameters: { StartingPosition: LATEST }
                """));
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(stacks.reason("s", "Pipe", "CREATE_FAILED"))
                .contains("Resource of type 'AWS::Pipes::Pipe' with identifier 's-Pipe-")
                .contains("did not stabilize. Status Reason is Input parameter is invalid from the request due to : "
                        + "Cannot access stream arn:aws:dynamodb:us-east-1:123456789012:table/s-Items-")
                .contains("Please ensure the customer role can perform actions on source stream\" (RequestToken: ")
                .contains("HandlerErrorCode: NotStabilized)");
        assertThat(cloud.client(PipesClient.builder()).listPipes(list -> {}).pipes())
                .isEmpty();
    }
}
