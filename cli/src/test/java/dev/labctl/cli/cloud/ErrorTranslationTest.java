package dev.labctl.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.error.Failure;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The rows of the table of errors that users meet. */
class ErrorTranslationTest {
    private static final Target AWS = new Target(Target.Kind.AWS, null, "eu-west-1", "work");

    @Test
    void aStackThatDoesNotExistIsNotDeployed() {
        CloudException e = answered("ValidationError", "Stack with id labctl-x does not exist", 400);

        assertThat(e.failure()).isEqualTo(Failure.NOT_DEPLOYED);
        assertThat(e).hasMessageContaining("stack labctl-x does not exist in aws (eu-west-1, profile work)");
        assertThat(e.fix()).isEqualTo("labctl deploy <lab>");
    }

    @Test
    void aParameterWithoutAValueNamesTheFlag() {
        CloudException e = answered("ValidationError", "Parameters: [Size, Email] must have values", 400);

        assertThat(e.failure()).isEqualTo(Failure.USAGE);
        assertThat(e.fix()).isEqualTo("--parameter Size=VALUE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Parameter 'MaxWorkers' must be a number not less than 1",
                "Parameter MaxWorkers failed to satisfy constraint: at most ten"
            })
    void aParameterWithAValueThatIsRefusedNamesTheFlag(String said) {
        CloudException e = answered("ValidationError", said, 400);

        assertThat(e.failure()).isEqualTo(Failure.USAGE);
        assertThat(e.fix()).isEqualTo("--parameter MaxWorkers=VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"})
    void anInstanceThatIsNotThereLeadsToThoseThatAre(String code) {
        CloudException e = answered(code, "The instance ID 'i-00000000000000000' does not exist", 400);

        assertThat(e.failure()).isEqualTo(Failure.USAGE);
        assertThat(e.fix()).isEqualTo("labctl instances --all");
    }

    @Test
    void aTemplateThatIsRefusedIsToBeCorrected() {
        CloudException e = answered(
                "ValidationError", "Template format error: Unrecognized resource types: [AWS::SNS::Tropic]", 400);

        assertThat(e).hasMessageContaining("AWS::SNS::Tropic");
        assertThat(e.fix()).isEqualTo("correct the type");
    }

    @Test
    void expiredCredentialsNameTheProfileAndHowToLogIn() {
        CloudException e = answered("ExpiredToken", "The security token included in the request is expired", 403);

        assertThat(e.failure()).isEqualTo(Failure.CREDENTIALS);
        assertThat(e).hasMessageContaining("profile work in eu-west-1 have expired");
        assertThat(e.fix()).contains("aws sso login --profile work");
    }

    @Test
    void aBucketElsewhereIsLocated() {
        CloudException e = answered(
                "AuthorizationHeaderMalformed", "the region 'eu-west-1' is wrong; expecting 'ap-south-1'", 400);

        assertThat(e.fix()).startsWith("--region");
    }

    @Test
    void aMissingResourceSuggestsTheRegion() {
        CloudException e = answered("ResourceNotFoundException", "Function not found", 404);

        assertThat(e.failure()).isEqualTo(Failure.CLOUD);
        assertThat(e.notFound()).isTrue();
        assertThat(e.fix()).contains("it is not in eu-west-1");
    }

    @Test
    void noCredentialsAtAllAreSaidPlainly() {
        CloudException e = Objects.requireNonNull(new ErrorTranslation(AWS)
                .translate(
                        SdkClientException.create("Unable to load credentials from any of the providers"), "S3 Get"));

        assertThat(e.failure()).isEqualTo(Failure.CREDENTIALS);
        assertThat(e).hasMessageContaining("no credentials for profile work");
    }

    @Test
    void withoutAProfileTheEnvironmentsCredentialsAreMeantToo() {
        Target noProfile = new Target(Target.Kind.AWS, null, "eu-west-1", null);
        CloudException e = Objects.requireNonNull(new ErrorTranslation(noProfile)
                .translate(
                        SdkClientException.create("Unable to load credentials from any of the providers"), "S3 Get"));

        assertThat(e).hasMessageContaining("no credentials for profile default (or AWS_* variables)");
        assertThat(e.fix()).contains("AWS_ACCESS_KEY_ID", "aws sso login");
    }

    @Test
    void aStackThatSomebodyElseDeploysIsToBeWaitedFor() {
        CloudException e = answered(
                "ValidationError",
                "Stack [labctl-x] already exists and cannot be created again with the changeSet [labctl-y].",
                400);

        assertThat(e.fix()).contains("labctl status", "run this again");
    }

    private static CloudException answered(String code, String message, int status) {
        AwsServiceException thrown = AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("Test")
                        .build())
                .build();
        return Objects.requireNonNull(new ErrorTranslation(AWS).translate(thrown, "Test Call"));
    }
}
