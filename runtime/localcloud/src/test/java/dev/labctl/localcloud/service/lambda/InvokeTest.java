package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

final class InvokeTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
    }

    static String log(InvokeResponse response) {
        return new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
    }

    @Test
    void aHandlersResultComesBackWithTheLogOfItsInvocation() {
        lambda.create("System.out.println(\"hello \" + event.get(\"who\")); return Map.of(\"n\", ++count);");

        InvokeResponse first = lambda.invoke("f", "{\"who\":\"world\"}");
        InvokeResponse second = lambda.invoke("f", "{\"who\":\"world\"}");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.executedVersion()).isEqualTo("$LATEST");
        assertThat(first.functionError()).isNull();
        assertThat(first.payload().asUtf8String()).isEqualTo("{\"n\":1}");
        assertThat(log(first))
                .matches(
                        "(?s)START RequestId: \\S+ Version: \\$LATEST\nhello world\nEND RequestId: \\S+\nREPORT RequestId: \\S+\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n");
        assertThat(second.payload().asUtf8String()).isEqualTo("{\"n\":2}");
        assertThat(log(second)).doesNotContain("Init Duration");
    }

    @Test
    void aHandlerThatThrowsIsAnUnhandledErrorWithItsStackTrace() {
        lambda.create("throw new IllegalStateException(\"no \" + event.get(\"x\"));");

        InvokeResponse response = lambda.invoke("f", "{\"x\":1}");

        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String())
                .startsWith(
                        "{\"errorMessage\":\"no 1\",\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[\"H.handleRequest(");
        assertThat(log(response)).contains("no 1: java.lang.IllegalStateException");
    }

    @Test
    void aHandlerThatTakesTooLongIsKilledAndItsEnvironmentReplaced() {
        lambda.create(LambdaFixture.request(
                        "f",
                        lambda.adminRole(),
                        HandlerZip.handler("if (event.containsKey(\"slow\")) Thread.sleep(60_000); return ++count;"))
                .timeout(1));
        lambda.invoke("f", "{}");

        InvokeResponse response = lambda.invoke("f", "{\"slow\":true}");

        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String())
                .matches(
                        "\\{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: \\S+ Error: Task timed out after 1.00 seconds\"}");
        assertThat(log(response)).contains("Task timed out after 1.00 seconds", "Status: timeout");
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("1");
    }

    @Test
    void aHandlerThatExitsIsReportedWithItsStatus() {
        lambda.create("System.out.println(\"last words\"); System.exit(3); return null;");

        InvokeResponse response = lambda.invoke("f", "{}");

        assertThat(response.payload().asUtf8String())
                .matches(
                        "\\{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: \\S+ Error: Runtime exited with error: exit status 3\"}");
        assertThat(log(response)).contains("last words", "Runtime.ExitError");
    }

    @Test
    void aZipWithoutItsHandlerSaysWhichClassIsMissing() {
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler("return null;"))
                .handler("absent.Handler"));

        InvokeResponse response = lambda.invoke("f", "{}");

        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String())
                .contains("Class not found: absent.Handler", "java.lang.ClassNotFoundException");
    }

    @Test
    void tenMegabytesOfOutputAreNoTrouble() {
        lambda.create(
                "String line = \"x\".repeat(999); for (int i = 0; i < 10_000; i++) System.out.println(line); return \"ok\";");

        InvokeResponse response = lambda.invoke("f", "{}");

        assertThat(response.payload().asUtf8String()).isEqualTo("\"ok\"");
        assertThat(log(response)).hasSizeLessThanOrEqualTo(4096).contains("REPORT");
    }

    @Test
    void aResultOverSixMegabytesIsRefused() {
        lambda.create("return \"x\".repeat(7_000_000);");

        InvokeResponse response = lambda.invoke("f", "{}");

        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String())
                .isEqualTo(
                        "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload size exceeded maximum allowed payload size (6291556 bytes).\"}");
    }

    @Test
    void theJvmIsSetUpAsAwsDoesUnlessTheFunctionSaysOtherwise() {
        String body = """
                List<String> set = new ArrayList<>(java.lang.management.ManagementFactory.getPlatformMXBean(
                        com.sun.management.HotSpotDiagnosticMXBean.class).getVMOption("TieredStopAtLevel").getValue()
                    .lines().toList());
                set.add(String.valueOf(Runtime.getRuntime().maxMemory() >> 20));
                return set;
                """;
        lambda.create(body);
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("[\"1\",\"210\"]");
        lambda.client().updateFunctionConfiguration(update -> update.functionName("f")
                .environment(variables ->
                        variables.variables(Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=4 -Xmx64m"))));
        lambda.client().waiter().waitUntilFunctionUpdatedV2(get -> get.functionName("f"));
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("[\"4\",\"61\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-Xshare:auto -XX:SharedArchiveFile=none.jsa"})
    void aFunctionDecidesItselfAboutItsClassDataArchive(String options) {
        lambda.create("return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());");
        lambda.client().updateFunctionConfiguration(update -> update.functionName("f")
                .environment(variables -> variables.variables(Map.of("JAVA_TOOL_OPTIONS", options))));
        lambda.client().waiter().waitUntilFunctionUpdatedV2(get -> get.functionName("f"));

        InvokeResponse response = lambda.invoke("f", "{}");

        assertThat(response.functionError()).isNull();
        assertThat(response.payload().asUtf8String()).doesNotContain("Archive").doesNotContain("AOT");
    }
}
