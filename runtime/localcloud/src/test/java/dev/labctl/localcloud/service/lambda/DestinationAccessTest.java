package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** A function sends its records with its own role: what that may not do is refused when it is asked for. */
final class DestinationAccessTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:ends";
    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"%s"}]}""";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient client;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
        client = lambda.client();
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValueException");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }

    private void functionWithRoleThatMay(String action, String resource) {
        String role = lambda.role("worker", POLICY.formatted(action, resource));
        lambda.create(LambdaFixture.request("f", role, HandlerZip.handler("return 1;")));
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sqs:us-east-1:123456789012:ends,              sqs:SendMessage,       SendMessage",
        "arn:aws:sns:us-east-1:123456789012:ends,              sns:Publish,           Publish",
        "arn:aws:lambda:us-east-1:123456789012:function:other, lambda:InvokeFunction, InvokeFunction"
    })
    void aDestinationNeedsTheRolesPermission(String destination, String action, String shown) {
        functionWithRoleThatMay(action, destination + "-not");
        String refusal =
                "The function's execution role does not have permissions to call " + shown + " on " + destination;
        assertInvalid(() -> onFailure(destination), refusal);
        assertInvalid(() -> onSuccess(destination), refusal);

        lambda.role("worker", POLICY.formatted(action, destination));

        onFailure(destination);
        assertThat(client.getFunctionEventInvokeConfig(get -> get.functionName("f"))
                        .destinationConfig()
                        .onFailure()
                        .destination())
                .isEqualTo(destination);
    }

    private void onFailure(String destination) {
        client.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(config -> config.onFailure(failure -> failure.destination(destination))));
    }

    private void onSuccess(String destination) {
        client.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(config -> config.onSuccess(success -> success.destination(destination))));
    }

    @Test
    void aChangedConfigurationIsHeldToThePermissionToo() {
        functionWithRoleThatMay("sqs:SendMessage", QUEUE);
        onFailure(QUEUE);

        assertInvalid(
                () -> client.updateFunctionEventInvokeConfig(update -> update.functionName("f")
                        .destinationConfig(config -> config.onSuccess(success -> success.destination(QUEUE + "2")))),
                "The function's execution role does not have permissions to call SendMessage on " + QUEUE + "2");
    }

    @Test
    void aDeadLetterTargetNeedsTheRolesPermission() {
        functionWithRoleThatMay("sqs:ReceiveMessage", "*");

        assertInvalid(
                () -> client.updateFunctionConfiguration(
                        update -> update.functionName("f").deadLetterConfig(letters -> letters.targetArn(QUEUE))),
                "The provided execution role does not have permissions to call SendMessage on SQS");
        assertInvalid(
                () -> client.updateFunctionConfiguration(update -> update.functionName("f")
                        .deadLetterConfig(letters -> letters.targetArn("arn:aws:sns:us-east-1:123456789012:ends"))),
                "The provided execution role does not have permissions to call Publish on SNS");
    }
}
