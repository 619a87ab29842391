package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sns.SnsClient;

/** Stacks made with a service role or by a principal that may not do all their template asks for. */
final class LimitedDeployerTest {
    private static final String TEMPLATE = """
            Resources:
              Topic: {Type: 'AWS::SNS::Topic'}
              Queue: {Type: 'AWS::SQS::Queue', DependsOn: Topic}
            """;
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Principal":{"Service":"cloudformation.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private static final String TOPICS_ONLY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["cloudformation:*","sns:*"],"Resource":"*"}]}""";
    private static final String ROLE = "arn:aws:iam::123456789012:role/stacks";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudFormationClient client;

    @SuppressWarnings("NullAway.Init") // set before each test
    private IamClient iam;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestStacks stacks;

    @BeforeEach
    void connect() {
        client = cloud.client(CloudFormationClient.builder());
        iam = cloud.client(IamClient.builder());
        stacks = new TestStacks(client);
        iam.createRole(role -> role.roleName("stacks").assumeRolePolicyDocument(TRUST));
        iam.putRolePolicy(put -> put.roleName("stacks").policyName("own").policyDocument(TOPICS_ONLY));
    }

    private void assertRolledBackBecauseOf(String principal) {
        assertThat(stacks.settled("s").stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(stacks.reason("s", "Queue", "CREATE_FAILED"))
                .contains("User: " + principal + " is not authorized to perform: sqs:")
                .contains("because no identity-based policy allows the sqs:")
                .contains("HandlerErrorCode: AccessDenied");
        assertThat(stacks.history("s")).contains("Topic CREATE_COMPLETE", "Topic DELETE_COMPLETE");
        assertThat(cloud.client(SnsClient.builder()).listTopics().topics()).isEmpty();
    }

    @Test
    void aStackIsMadeWithNoMoreThanItsServiceRolesPermissions() {
        client.createStack(
                create -> create.stackName("s").templateBody(TEMPLATE).roleARN(ROLE));

        assertRolledBackBecauseOf("arn:aws:sts::123456789012:assumed-role/stacks/AWSCloudFormation");
    }

    @Test
    void withoutARoleAStackIsMadeWithItsDeployersPermissions() {
        CloudFormationClient deployer = deployer();
        deployer.createStack(create -> create.stackName("s").templateBody(TEMPLATE));

        assertRolledBackBecauseOf("arn:aws:iam::123456789012:user/ann");
        assertThatThrownBy(() -> deployer.createStack(
                        create -> create.stackName("t").templateBody(TEMPLATE).roleARN(ROLE)))
                .hasMessageContaining(
                        "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:PassRole on resource: "
                                + ROLE + " because no identity-based policy allows the iam:PassRole action");
    }

    private CloudFormationClient deployer() {
        iam.createUser(user -> user.userName("ann"));
        iam.putUserPolicy(put -> put.userName("ann").policyName("own").policyDocument(TOPICS_ONLY));
        AccessKey key = iam.createAccessKey(create -> create.userName("ann")).accessKey();
        return cloud.client(
                CloudFormationClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    @Test
    void whatWouldBePassedOverIsRefusedByName() {
        assertNotImplemented(create -> create.resourceTypes("AWS::SNS::*"), "ResourceTypes");
        assertNotImplemented(create -> create.retainExceptOnCreate(true), "RetainExceptOnCreate");
        assertThat(TestStacks.refusal(() -> client.createChangeSet(create -> create.stackName("s")
                        .changeSetName("c")
                        .changeSetType("CREATE")
                        .importExistingResources(true)
                        .templateBody(TEMPLATE))))
                .isEqualTo("NotImplemented: The local cloud does not implement ImportExistingResources");
        assertThat(TestStacks.refusal(() -> client.createChangeSet(create -> create.stackName("s")
                        .changeSetName("c")
                        .changeSetType("CREATE")
                        .includeNestedStacks(true)
                        .templateBody("""
                                Resources:
                                  Inner:
                                    Type: AWS::CloudFormation::Stack
                                    Properties: {TemplateURL: https://bucket.s3.amazonaws.com/inner.yaml}
                                """))))
                .isEqualTo("NotImplemented: The local cloud does not implement IncludeNestedStacks");
        assertThat(TestStacks.refusal(() -> client.detectStackDrift(detect -> detect.stackName("s"))))
                .startsWith("NotImplemented: The local cloud does not implement DetectStackDrift.");
    }

    private void assertNotImplemented(Consumer<CreateStackRequest.Builder> option, String member) {
        assertThat(TestStacks.refusal(() -> client.createStack(create -> {
                    create.stackName("s").templateBody(TEMPLATE);
                    option.accept(create);
                })))
                .isEqualTo("NotImplemented: The local cloud does not implement " + member);
    }
}
