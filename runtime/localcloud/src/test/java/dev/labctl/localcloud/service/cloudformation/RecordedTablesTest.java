package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PolicyNotFoundException;

/** Tables that templates make are described as AWS described them. */
final class RecordedTablesTest {
    private static final String FILE = "cloudformation.resources.test_dynamodb.snapshot.json";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private RecordedCloudFormation recorded(String test) {
        return new RecordedCloudFormation(cloud, Recording.of(FILE, test));
    }

    private static void described(RecordedCloudFormation cfn) {
        cfn.match("table_description", cfn.dynamodb("DescribeTable", "TableName", cfn.output("s", "TableName")));
    }

    @Test
    void aTableHasThroughputAndTheTagsOfItsTemplate() {
        RecordedCloudFormation cfn = recorded("test_default_name_for_table");
        cfn.deploy(false, "s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      AttributeDefinitions: [{AttributeName: keyName, AttributeType: S}]
                      KeySchema: [{AttributeName: keyName, KeyType: HASH}]
                      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
                      Tags: [{Key: TagKey1, Value: TagValue1}, {Key: TagKey2, Value: TagValue2}]
                Outputs:
                  TableName: {Value: !Ref Table}
                  TableArn: {Value: !GetAtt Table.Arn}
                """);
        described(cfn);
        cfn.match(
                "list_tags_of_resource",
                cfn.dynamodb("ListTagsOfResource", "ResourceArn", cfn.output("s", "TableArn")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROVISIONED", "PAY_PER_REQUEST"})
    void aConditionChoosesTheBillingMode(String mode) {
        RecordedCloudFormation cfn = recorded("test_billing_mode_as_conditional[" + mode + "]");
        cfn.deploy(false, "s", """
                Parameters: {Mode: {Type: String}}
                Conditions: {OnDemand: !Equals [!Ref Mode, PAY_PER_REQUEST]}
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                      KeySchema: [{AttributeName: id, KeyType: HASH}]
                      BillingMode: !If [OnDemand, PAY_PER_REQUEST, !Ref AWS::NoValue]
                      ProvisionedThroughput:
                        !If [OnDemand, !Ref AWS::NoValue, {ReadCapacityUnits: 5, WriteCapacityUnits: 5}]
                      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
                Outputs: {TableName: {Value: !Ref Table}}
                """, "Mode", mode);
        described(cfn);
    }

    /** The recording is older than the member {@code WarmThroughput}. */
    private static void describedLongAgo(RecordedCloudFormation cfn) {
        JsonNode answer = cfn.dynamodb("DescribeTable", "TableName", cfn.output("s", "TableName"));
        ObjectNode table = (ObjectNode) answer.path("Table");
        table.remove("WarmThroughput");
        table.path("GlobalSecondaryIndexes").forEach(index -> ((ObjectNode) index).remove("WarmThroughput"));
        cfn.match("table_description", answer);
    }

    @Test
    void aTableExpiresItemsAndIsEncrypted() {
        RecordedCloudFormation cfn = recorded("test_table_with_ttl_and_sse");
        cfn.deploy(false, "s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}, {AttributeName: sk, AttributeType: S}]
                      KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
                      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
                      SSESpecification: {SSEEnabled: true}
                      TimeToLiveSpecification: {AttributeName: expire_at, Enabled: true}
                Outputs: {TableName: {Value: !Ref Table}}
                """);
        describedLongAgo(cfn);
    }

    @Test
    void aTableExpiresItems() {
        RecordedCloudFormation cfn = recorded("test_ttl_cdk");
        cfn.deploy(false, "s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                      KeySchema: [{AttributeName: id, KeyType: HASH}]
                      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
                      TimeToLiveSpecification: {AttributeName: expire_at, Enabled: true}
                Outputs: {TableName: {Value: !Ref Table}}
                """);
        cfn.match("table", cfn.dynamodb("DescribeTimeToLive", "TableName", cfn.output("s", "TableName")));
    }

    @Test
    void aGlobalTableWithOneReplicaIsATable() {
        RecordedCloudFormation cfn = recorded("test_global_table");
        cfn.deploy(false, "s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::GlobalTable
                    Properties:
                      AttributeDefinitions: [{AttributeName: keyName, AttributeType: S}]
                      KeySchema: [{AttributeName: keyName, KeyType: HASH}]
                      BillingMode: PAY_PER_REQUEST
                      Replicas: [{Region: !Ref AWS::Region}]
                Outputs: {TableName: {Value: !Ref Table}}
                """);
        described(cfn);
    }

    @Test
    void aGlobalTableExpiresItemsAndIsEncrypted() {
        RecordedCloudFormation cfn = recorded("test_global_table_with_ttl_and_sse");
        cfn.deploy(false, "s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::GlobalTable
                    Properties:
                      AttributeDefinitions:
                        - {AttributeName: gsi1pk, AttributeType: S}
                        - {AttributeName: gsi1sk, AttributeType: S}
                        - {AttributeName: pk, AttributeType: S}
                        - {AttributeName: sk, AttributeType: S}
                      KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
                      GlobalSecondaryIndexes:
                        - IndexName: GSI1
                          KeySchema: [{AttributeName: gsi1pk, KeyType: HASH}, {AttributeName: gsi1sk, KeyType: RANGE}]
                          Projection: {ProjectionType: ALL}
                      BillingMode: PAY_PER_REQUEST
                      SSESpecification: {SSEEnabled: true, SSEType: KMS}
                      TimeToLiveSpecification: {AttributeName: expire_at, Enabled: true}
                      Replicas: [{Region: !Ref AWS::Region, TableClass: STANDARD}]
                Outputs: {TableName: {Value: !Ref Table}}
                """);
        describedLongAgo(cfn);
    }

    @Test
    void replicasInOtherRegionsAreRefusedByName() {
        TestStacks stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        stacks.create("s", """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::GlobalTable
                    Properties:
                      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                      KeySchema: [{AttributeName: id, KeyType: HASH}]
                      BillingMode: PAY_PER_REQUEST
                      Replicas: [{Region: us-east-1}, {Region: eu-west-1}]
                """);
        assertThat(stacks.reason("s", "Table", "CREATE_FAILED"))
                .contains("The local cloud does not implement replicas of tables in [eu-west-1]");
    }

    @Test
    void insightsAndPoliciesOfATableComeAndGo() {
        TestStacks stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
        DynamoDbClient dynamodb = cloud.client(DynamoDbClient.builder());
        String template = """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      TableName: watched
                      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                      KeySchema: [{AttributeName: id, KeyType: HASH}]
                      BillingMode: PAY_PER_REQUEST
                Outputs: {Arn: {Value: !GetAtt Table.Arn}}
                """;
        String more = template.replace(
                "      BillingMode",
                "      ContributorInsightsSpecification: {Enabled: true}\n"
                        + "      ResourcePolicy: {PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal:"
                        + " {AWS: '*'}, Action: dynamodb:GetItem, Resource: '*'}]}}\n      BillingMode");
        String arn = TestStacks.output(stacks.create("s", more), "Arn");
        assertThat(dynamodb.describeContributorInsights(request -> request.tableName("watched"))
                        .contributorInsightsStatusAsString())
                .isEqualTo("ENABLED");
        assertThat(dynamodb.getResourcePolicy(request -> request.resourceArn(arn))
                        .policy())
                .contains("dynamodb:GetItem");
        stacks.update("s", template);
        assertThat(dynamodb.describeContributorInsights(request -> request.tableName("watched"))
                        .contributorInsightsStatusAsString())
                .isEqualTo("DISABLED");
        assertThatThrownBy(() -> dynamodb.getResourcePolicy(request -> request.resourceArn(arn)))
                .isInstanceOf(PolicyNotFoundException.class);
    }
}
