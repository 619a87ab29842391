package dev.labctl.localcloud.service.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Secrets with their versions, labels, policies and their way out. */
final class SecretsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private SecretsManagerClient secrets;
    private CreateSecretResponse made;

    @BeforeEach
    void open() {
        secrets = cloud.client(SecretsManagerClient.builder());
        made = secrets.createSecret(request -> request.name("app/db").secretString("one"));
    }

    private GetSecretValueResponse get(String id) {
        return secrets.getSecretValue(request -> request.secretId(id));
    }

    @Test
    void aSecretIsFoundByNameByArnAndByAnArnWithoutItsEnding() {
        assertThat(made.arn()).matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-[A-Za-z0-9]{6}");
        cloud.restart();
        for (String id :
                List.of("app/db", made.arn(), made.arn().substring(0, made.arn().length() - 7))) {
            assertThat(get(id).secretString()).isEqualTo("one");
            assertThat(get(id).versionStages()).containsExactly("AWSCURRENT");
            assertThat(get(id).versionId()).isEqualTo(made.versionId());
        }
        assertThatThrownBy(() -> get("app"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Secrets Manager can't find the specified secret.");
    }

    @Test
    void aNewValueLeavesTheOneBeforeBehind() {
        String second = secrets.putSecretValue(
                        request -> request.secretId("app/db").secretString("two"))
                .versionId();
        secrets.updateSecret(
                request -> request.secretId("app/db").secretString("three").description("now"));

        assertThat(get("app/db").secretString()).isEqualTo("three");
        assertThat(secrets.getSecretValue(request -> request.secretId("app/db").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("two");
        DescribeSecretResponse described = secrets.describeSecret(request -> request.secretId("app/db"));
        assertThat(described.versionIdsToStages())
                .hasSize(2)
                .containsEntry(second, List.of("AWSPREVIOUS"))
                .doesNotContainKey(made.versionId());
        assertThat(described.description()).isEqualTo("now");
        assertThat(secrets.listSecretVersionIds(
                                request -> request.secretId("app/db").includeDeprecated(true))
                        .versions())
                .hasSize(3);

        secrets.updateSecretVersionStage(request -> request.secretId("app/db")
                .versionStage("AWSCURRENT")
                .removeFromVersionId(get("app/db").versionId())
                .moveToVersionId(second));
        assertThat(get("app/db").secretString()).isEqualTo("two");
    }

    @Test
    void theSameTokenMakesOneVersionAndRefusesAnotherValue() {
        String token = "0123456789abcdef0123456789abcdef";
        for (int i = 0; i < 2; i++) {
            assertThat(secrets.putSecretValue(request -> request.secretId("app/db")
                                    .clientRequestToken(token)
                                    .secretString("two"))
                            .versionId())
                    .isEqualTo(token);
        }
        assertThatThrownBy(() -> secrets.putSecretValue(request ->
                        request.secretId("app/db").clientRequestToken(token).secretString("other")))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("You can't use ClientRequestToken " + token);
        assertThatThrownBy(() ->
                        secrets.createSecret(request -> request.name("app/db").secretString("one")))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("The operation failed because the secret app/db already exists.");
    }

    @Test
    void aDeletedSecretCanBeRestoredUntilItsWindowEnds() {
        secrets.deleteSecret(request -> request.secretId("app/db").recoveryWindowInDays(7L));

        assertThatThrownBy(() -> get("app/db"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "You can't perform this operation on the secret because it was marked for deletion.");
        assertThatThrownBy(() -> secrets.createSecret(request -> request.name("app/db")))
                .hasMessageContaining("a secret with this name is already scheduled for deletion");
        assertThat(secrets.listSecrets().secretList()).isEmpty();
        secrets.restoreSecret(request -> request.secretId("app/db"));
        assertThat(get("app/db").secretString()).isEqualTo("one");

        secrets.deleteSecret(request -> request.secretId("app/db").recoveryWindowInDays(7L));
        cloud.restart();
        cloud.cloud().environment().clock().advance(Duration.ofDays(8));
        while (!secrets.listSecrets(request -> request.includePlannedDeletion(true))
                .secretList()
                .isEmpty()) {
            Thread.onSpinWait();
        }
        secrets.createSecret(request -> request.name("app/db").secretString("again"));
        secrets.deleteSecret(request -> request.secretId("app/db").forceDeleteWithoutRecovery(true));
        assertThatThrownBy(() -> get("app/db")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void secretsAreListedByFilter() {
        secrets.createSecret(request -> request.name("other")
                .description("Another one")
                .tags(Tag.builder().key("team").value("blue").build()));
        Map<String, String> filters = Map.of("name", "oth", "description", "another", "tag-key", "team", "all", "BLU");
        filters.forEach((key, value) -> assertThat(secrets.listSecrets(request -> request.filters(
                                Filter.builder().key(key).values(value).build()))
                        .secretList())
                .as(key)
                .extracting(SecretListEntry::name)
                .containsExactly("other"));
        assertThat(secrets.listSecrets(request -> request.filters(
                                Filter.builder().key("name").values("!oth").build()))
                        .secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("app/db");
    }

    @Test
    void passwordsHaveEachKindOfCharacterThatIsNotExcluded() {
        String password = secrets.getRandomPassword(request ->
                        request.passwordLength(20L).excludePunctuation(true).excludeCharacters("abc"))
                .randomPassword();
        assertThat(password)
                .hasSize(20)
                .matches("[A-Zd-z0-9]+")
                .containsPattern("[A-Z]")
                .containsPattern("\\d");
    }

    @Test
    void aUserReadsOnlyTheSecretThatThePolicyNames() {
        secrets.createSecret(request -> request.name("app/other").secretString("no"));
        SecretsManagerClient ann = clientOf("ann", """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
             "Resource": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-??????"}]}\
            """);

        assertThat(ann.getSecretValue(request -> request.secretId("app/db")).secretString())
                .isEqualTo("one");
        SecretsManagerException refused = catchThrowableOfType(
                SecretsManagerException.class, () -> ann.getSecretValue(request -> request.secretId("app/other")));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
        secrets.putResourcePolicy(request -> request.secretId("app/other").resourcePolicy("""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
             "Principal": {"AWS": "arn:aws:iam::123456789012:user/ann"}, "Resource": "*"}]}\
            """));
        assertThat(ann.getSecretValue(request -> request.secretId("app/other")).secretString())
                .isEqualTo("no");
    }

    private SecretsManagerClient clientOf(String user, String policy) {
        IamClient iam = cloud.client(IamClient.builder());
        iam.createUser(request -> request.userName(user));
        iam.putUserPolicy(request -> request.userName(user).policyName("p").policyDocument(policy));
        AccessKey key = iam.createAccessKey(request -> request.userName(user)).accessKey();
        return cloud.client(
                SecretsManagerClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    @Test
    void aStackGeneratesASecretAndOthersReferToIt() {
        CloudFormationClient stacks = cloud.client(CloudFormationClient.builder());
        stacks.createStack(request -> request.stackName("s").templateBody("""
            Resources:
              Secret:
                Type: AWS::SecretsManager::Secret
                Properties:
                  GenerateSecretString:
                    {SecretStringTemplate: '{"username": "ann"}', GenerateStringKey: password, PasswordLength: 16}
              Copy:
                Type: AWS::SSM::Parameter
                Properties:
                  Name: copy
                  Type: String
                  Value: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:username}} of {{resolve:secretsmanager:app/db}}'
            Outputs: {Id: {Value: !Ref Secret}}
            """));
        await(stacks, "s", "CREATE_COMPLETE");

        assertThat(cloud.client(SsmClient.builder())
                        .getParameter(request -> request.name("copy"))
                        .parameter()
                        .value())
                .isEqualTo("ann of one");
        Stack stack = stacks.describeStacks(request -> request.stackName("s"))
                .stacks()
                .get(0);
        String id = stack.outputs().get(0).outputValue();
        assertThat(get(id).secretString()).matches("\\{\"username\":\"ann\",\"password\":\".{16,}\"}");
        stacks.deleteStack(request -> request.stackName(stack.stackId()));
        await(stacks, stack.stackId(), "DELETE_COMPLETE");
        assertThatThrownBy(() -> get(id)).isInstanceOf(ResourceNotFoundException.class);
    }

    private static void await(CloudFormationClient stacks, String stack, String status) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!stacks.describeStacks(request -> request.stackName(stack))
                .stacks()
                .get(0)
                .stackStatusAsString()
                .equals(status)) {
            assertThat(Instant.now()).as("the stack is " + status).isBefore(deadline);
        }
    }
}
