package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Templates written as the AWS CDK, SAM and people write them: made, tagged anew and deleted. */
final class TemplateShapesTest {
    /** As the AWS CDK adds it to every template it writes. */
    private static final String SYNTHESIZED = """
            {
             "Resources": {
              "Topic": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "App/Topic/Resource"}},
              "CDKMetadata": {
               "Type": "AWS::CDK::Metadata",
               "Properties": {"Analytics": "v2:deflate64:H4sIAAAAAAAA"},
               "Metadata": {"aws:cdk:path": "App/CDKMetadata/Default"},
               "Condition": "CDKMetadataAvailable"
              }
             },
             "Conditions": {
              "CDKMetadataAvailable": {"Fn::Or": [
               {"Fn::Equals": [{"Ref": "AWS::Region"}, "af-south-1"]},
               {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}
              ]}
             },
             "Parameters": {
              "BootstrapVersion": {
               "Type": "AWS::SSM::Parameter::Value<String>",
               "Default": "/cdk-bootstrap/hnb659fds/version",
               "Description": "Version of the CDK Bootstrap resources [cdk:skip]"
              }
             },
             "Rules": {
              "CheckBootstrapVersion": {"Assertions": [{
               "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]},
               "AssertDescription": "CDK bootstrap stack version 6 required."
              }]}
             }
            }
            """;

    private static final String TABLE = """
            Parameters:
              Reads: {Type: Number, Default: '5'}
            Resources:
              Table:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: rows
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  ProvisionedThroughput: {ReadCapacityUnits: !Ref Reads, WriteCapacityUnits: 5}
            """;
    private static final String POLICIES = """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
                  ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
                  Policies:
                    - PolicyName: unversioned
                      PolicyDocument:
                        Statement: [{Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: '*'}]
              Bucket: {Type: 'AWS::S3::Bucket'}
              BucketPolicy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Bucket
                  PolicyDocument:
                    Version: 2012-10-17
                    Statement:
                      - Sid: Shared
                        Effect: Allow
                        Principal: {AWS: !Ref 'AWS::AccountId'}
                        Action: s3:GetObject
                        Resource: !Sub '${Bucket.Arn}/*'
                      - Sid: Shared
                        Effect: Allow
                        Principal: {AWS: !Ref 'AWS::AccountId'}
                        Action: s3:ListBucket
                        Resource: !GetAtt Bucket.Arn
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudFormationClient client;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestStacks stacks;

    @BeforeEach
    void connect() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
    }

    private void live(String template) {
        assertThat(stacks.create("s", template).stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        client.updateStack(update -> update.stackName("s")
                .usePreviousTemplate(true)
                .capabilities(Capability.CAPABILITY_IAM)
                .tags(Tag.builder().key("team").value("blue").build()));
        assertThat(stacks.settled("s").stackStatusAsString())
                .as("%s", stacks.history("s"))
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(stacks.delete("s").stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
    }

    @Test
    void whatTheCdkSynthesizesDeploysOnceTheAccountIsBootstrapped() {
        assertThat(TestStacks.refusal(() -> stacks.create("s", SYNTHESIZED)))
                .contains("/cdk-bootstrap/hnb659fds/version");
        cloud.client(SsmClient.builder())
                .putParameter(put ->
                        put.name("/cdk-bootstrap/hnb659fds/version").value("21").type(ParameterType.STRING));

        live(SYNTHESIZED);
    }

    @Test
    void aTableWhoseTagsAloneChangeKeepsItsThroughput() {
        live(TABLE);
    }

    @Test
    void aTableWhoseThroughputChangesGetsIt() {
        stacks.create("s", TABLE);
        stacks.update("s", TABLE, TestStacks.parameter("Reads", "7"));

        assertThat(cloud.client(DynamoDbClient.builder())
                        .describeTable(describe -> describe.tableName("rows"))
                        .table()
                        .provisionedThroughput()
                        .readCapacityUnits())
                .isEqualTo(7);
    }

    @Test
    void inlinePoliciesNeedNoVersionAndBucketPoliciesMayRepeatAnId() {
        live(POLICIES);
    }
}
