package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** What is too much, too large, or not allowed, and how it is said. */
final class LimitsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:f";

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

    private static void assertRefused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void moreThanTheReservedEventsAtOnceAreThrottled(@TempDir Path directory) throws InterruptedException {
        lambda.create("""
                java.nio.file.Path running = java.nio.file.Path.of((String) event.get("running"));
                java.nio.file.Files.createFile(running);
                while (java.nio.file.Files.exists(running)) Thread.sleep(10);
                return "done";
                """);
        client.putFunctionConcurrency(put -> put.functionName("f").reservedConcurrentExecutions(1));
        Path running = directory.resolve("running");
        Thread busy = new Thread(() -> lambda.invoke("f", "{\"running\":\"%s\"}".formatted(running)));
        busy.start();
        while (!Files.exists(running)) {
            Thread.sleep(10);
        }

        assertThatThrownBy(() -> lambda.invoke("f", "{}")).isInstanceOfSatisfying(TooManyRequestsException.class, e -> {
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate Exceeded.");
            assertThat(e.reasonAsString()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
            assertThat(e.type()).isEqualTo("User");
            assertThat(e.retryAfterSeconds()).isEqualTo("1");
        });
        running.toFile().delete();
        busy.join();
        client.deleteFunctionConcurrency(delete -> delete.functionName("f"));
        assertThat(client.getAccountSettings(get -> {}).accountLimit().unreservedConcurrentExecutions())
                .isEqualTo(1000);
        assertRefused(
                () -> client.putFunctionConcurrency(put -> put.functionName("f").reservedConcurrentExecutions(901)),
                400,
                "InvalidParameterValueException",
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].");
    }

    @Test
    void payloadsAreLimitedAndMustBeJson() {
        lambda.create("return event.size();");
        String megabyte = "{\"a\":\"" + "x".repeat(1024 * 1024 - 8) + "\"}";
        String sixMegabytes = "{\"a\":\"" + "x".repeat(6 * 1024 * 1024 - 8) + "\"}";

        assertThat(lambda.invoke("f", sixMegabytes).payload().asUtf8String()).isEqualTo("1");
        assertRefused(
                () -> lambda.invoke("f", sixMegabytes + " "),
                413,
                "RequestTooLargeException",
                "Request must be smaller than 6291456 bytes for the InvokeFunction operation");
        assertThat(event(megabyte)).isEqualTo(202);
        assertRefused(
                () -> event(megabyte + " "),
                413,
                "RequestTooLargeException",
                "Request must be smaller than 1048576 bytes for the InvokeFunction operation");
        assertThatThrownBy(() -> lambda.invoke("f", "{\"a\":"))
                .hasMessageContaining("Could not parse request body into json: Could not parse payload into json: ");
    }

    private int event(String payload) {
        return client.invoke(invoke -> invoke.functionName("f")
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(payload)))
                .statusCode();
    }

    @Test
    void environmentsAreLimitedAndSomeNamesReserved() {
        lambda.create("return null;");
        assertRefused(
                () -> configure(Map.of("AWS_REGION", "x", "LAMBDA_TASK_ROOT", "y", "OWN", "z")),
                400,
                "InvalidParameterValueException",
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT");
        String value = "v".repeat(4096);
        assertRefused(
                () -> configure(Map.of("LONG", value)),
                400,
                "InvalidParameterValueException",
                "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {\"LONG\":\"%s\"}"
                        .formatted(value));
        assertRefused(
                () -> configure(Map.of("1A", "x")),
                400,
                "ValidationException",
                "1 validation error detected: Value '{1A=x}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
    }

    private void configure(Map<String, String> variables) {
        client.updateFunctionConfiguration(
                update -> update.functionName("f").environment(environment -> environment.variables(variables)));
    }

    @Test
    void permissionsBelongToWhatTheyWereGivenFor() {
        lambda.create("return null;");
        client.publishVersion(publish -> publish.functionName("f"));
        client.addPermission(add -> add.functionName("f")
                .qualifier("1")
                .statementId("own")
                .action("lambda:InvokeFunction")
                .principal("123456789012"));

        assertThat(client.getPolicy(get -> get.functionName("f").qualifier("1")).policy())
                .contains("\"Resource\":\"" + ARN + ":1\"", "\"AWS\":\"arn:aws:iam::123456789012:root\"");
        assertRefused(
                () -> client.getPolicy(get -> get.functionName("f")),
                404,
                "ResourceNotFoundException",
                "The resource you requested does not exist.");
        assertRefused(
                () -> client.addPermission(add -> add.functionName("f")
                        .qualifier("1")
                        .statementId("own")
                        .action("lambda:InvokeFunction")
                        .principal("s3.amazonaws.com")),
                409,
                "ResourceConflictException",
                "The statement id (own) provided already exists. Please provide a new statement id, or remove the existing statement.");
        assertRefused(
                () -> client.removePermission(
                        remove -> remove.functionName("f").qualifier("1").statementId("none")),
                404,
                "ResourceNotFoundException",
                "Statement none is not found in resource policy.");
        assertRefused(
                () -> client.addPermission(add -> add.functionName("none")
                        .statementId("own")
                        .action("lambda:InvokeFunction")
                        .principal("s3.amazonaws.com")),
                404,
                "ResourceNotFoundException",
                "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none");
    }

    @Test
    void tagsBelongToFunctionsOnly() {
        lambda.create("return null;");
        client.tagResource(tag -> tag.resource(ARN).tags(Map.of("a", "1", "b", "2")));
        client.untagResource(untag -> untag.resource(ARN).tagKeys("a"));

        assertThat(client.listTags(list -> list.resource(ARN)).tags()).isEqualTo(Map.of("b", "2"));
        assertRefused(
                () -> client.tagResource(tag -> tag.resource(ARN + ":1").tags(Map.of("a", "1"))),
                400,
                "InvalidParameterValueException",
                "Tags on function aliases and versions are not supported. Please specify a function ARN.");
    }

    @Test
    void layersComeBeneathTheCodeInTheirOrder() {
        for (String name : new String[] {"first", "second"}) {
            client.publishLayerVersion(publish -> publish.layerName(name)
                    .compatibleRuntimesWithStrings("java17")
                    .content(content -> content.zipFile(
                            HandlerZip.zip(Map.of("note.txt", HandlerZip.utf8(name), name, new byte[1])))));
        }
        String layer = "arn:aws:lambda:us-east-1:123456789012:layer:%s:1";
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler("""
                        java.nio.file.Path opt = java.nio.file.Path.of(System.getenv("PATH").replaceFirst(".*:", "")).getParent();
                        return java.nio.file.Files.readString(opt.resolve("note.txt"))
                                + java.nio.file.Files.exists(opt.resolve("first"));
                        """))
                .layers(layer.formatted("first"), layer.formatted("second")));

        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("\"secondtrue\"");
        client.deleteLayerVersion(delete -> delete.layerName("first").versionNumber(1L));
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("\"secondtrue\"");
        assertThatThrownBy(() ->
                        lambda.create(LambdaFixture.request("g", lambda.adminRole(), HandlerZip.handler("return null;"))
                                .layers(layer.formatted("first"))))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValueException"));
    }
}
