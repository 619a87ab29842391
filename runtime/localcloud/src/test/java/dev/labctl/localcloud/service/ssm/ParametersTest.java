package dev.labctl.localcloud.service.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Parameters keep their versions, and templates can refer to each. */
final class ParametersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private SsmClient ssm;

    @BeforeEach
    void open() {
        ssm = cloud.client(SsmClient.builder());
        put("/app/url", ParameterType.STRING, "one");
        put("/app/url", ParameterType.STRING, "two");
    }

    private void put(String name, ParameterType type, String value) {
        ssm.putParameter(request -> request.name(name).type(type).value(value).overwrite(true));
    }

    @Test
    void everyVersionStaysReadable() {
        cloud.restart();
        Parameter first =
                ssm.getParameter(request -> request.name("/app/url:1")).parameter();
        assertThat(first.value()).isEqualTo("one");
        assertThat(first.selector()).isEqualTo(":1");
        assertThat(ssm.getParameter(request -> request.name("/app/url"))
                        .parameter()
                        .value())
                .isEqualTo("two");
        assertThat(ssm.getParameterHistory(request -> request.name("/app/url")).parameters())
                .extracting(ParameterHistory::value)
                .containsExactly("one", "two");
        SsmException missing = catchThrowableOfType(
                ParameterVersionNotFoundException.class, () -> ssm.getParameter(request -> request.name("/app/url:9")));
        assertThat(missing.awsErrorDetails().errorMessage())
                .isEqualTo("Systems Manager could not find version 9 of /app/url. Verify the version and try again.");
        assertThat(ssm.getParameters(request -> request.names("/app/url:2", "/app/url:9", "/nope"))
                        .invalidParameters())
                .containsExactly("/app/url:9", "/nope");
    }

    @Test
    void aSecretIsShownOnlyWhenItsDecryptionIsAskedFor() {
        put("/app/secret", ParameterType.SECURE_STRING, "hush");
        assertThat(ssm.getParameter(request -> request.name("/app/secret"))
                        .parameter()
                        .value())
                .isNotEqualTo("hush");
        assertThat(ssm.getParameter(request -> request.name("/app/secret").withDecryption(true))
                        .parameter()
                        .value())
                .isEqualTo("hush");
        ParameterStringFilter secrets = ParameterStringFilter.builder()
                .key("Type")
                .values("SecureString")
                .build();
        assertThat(ssm.describeParameters(request -> request.parameterFilters(secrets))
                        .parameters())
                .singleElement()
                .satisfies(found -> assertThat(found.keyId()).isEqualTo("alias/aws/ssm"));
    }

    @Test
    void aPathGivesWhatIsBelowIt() {
        put("/app/db/host", ParameterType.STRING, "h");
        put("/application", ParameterType.STRING, "x");
        assertThat(ssm.getParametersByPath(request -> request.path("/app")).parameters())
                .extracting(Parameter::name)
                .containsExactly("/app/url");
        assertThat(ssm.getParametersByPath(request -> request.path("/app/").recursive(true))
                        .parameters())
                .extracting(Parameter::name)
                .containsExactly("/app/db/host", "/app/url");
        assertThat(ssm.deleteParameters(request -> request.names("/app/url", "/nope"))
                        .invalidParameters())
                .containsExactly("/nope");
        assertThat(ssm.getParametersByPath(request -> request.path("/app")).parameters())
                .isEmpty();
    }

    @Test
    void templatesReferToParametersAndTheirVersions() {
        CloudFormationClient cloudFormation = cloud.client(CloudFormationClient.builder());
        cloudFormation.createStack(request -> request.stackName("s").templateBody("""
                Resources:
                  Old: {Type: AWS::SSM::Parameter, Properties: {Name: old, Type: String, Value: 'a-{{resolve:ssm:/app/url:1}}-b'}}
                  New: {Type: AWS::SSM::Parameter, Properties: {Name: new, Type: String, Value: '{{resolve:ssm:/app/url}}'}}
                """));
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!cloudFormation
                .describeStacks(request -> request.stackName("s"))
                .stacks()
                .get(0)
                .stackStatusAsString()
                .equals("CREATE_COMPLETE")) {
            assertThat(Instant.now()).as("the stack is created").isBefore(deadline);
        }
        assertThat(ssm.getParameter(request -> request.name("old")).parameter().value())
                .isEqualTo("a-one-b");
        assertThat(ssm.getParameter(request -> request.name("new")).parameter().value())
                .isEqualTo("two");
    }

    @Test
    void theIdsOfPublicImagesAreParametersThatNobodyElseWrites() {
        String name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        Parameter image = ssm.getParameter(request -> request.name(name)).parameter();
        assertThat(image.value()).matches("ami-[0-9a-f]{17}");
        assertThat(image.arn()).isEqualTo("arn:aws:ssm:us-east-1::parameter" + name);
        assertThat(ssm.getParametersByPath(request -> request.path("/aws/service/ami-amazon-linux-latest"))
                        .parameters())
                .extracting(Parameter::value)
                .contains(image.value());
        SsmException refused =
                catchThrowableOfType(SsmException.class, () -> put(name, ParameterType.STRING, "ami-mine"));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
        assertThat(refused.awsErrorDetails().errorMessage())
                .isEqualTo("No access to reserved parameter name: " + name + ".");
    }
}
