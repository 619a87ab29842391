package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
final class AwsCliFunctionsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;

    @BeforeEach
    void createFunction() throws IOException {
        cli = new AwsCli(cloud, directory);
        cli.file("trust.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                 "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                """);
        cli.file("logs.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
                 "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]}]}
                """);
        String role = cli.aws(
                        "iam",
                        "create-role",
                        "--role-name",
                        "worker",
                        "--assume-role-policy-document",
                        "file://trust.json")
                .json()
                .at("/Role/Arn")
                .asText();
        String[] policy = {"iam", "put-role-policy", "--role-name", "worker", "--policy-name", "logs"};
        cli.aws(with(policy, "--policy-document", "file://logs.json"));
        zip("one.zip", "System.out.println(\"hello \" + event.get(\"who\")); return Map.of(\"version\", 1);");
        cli.aws(with(
                new String[] {"lambda", "create-function", "--function-name", "worker", "--runtime", "java17"},
                "--handler",
                "H::handleRequest",
                "--role",
                role,
                "--timeout",
                "30",
                "--zip-file",
                "fileb://one.zip"));
        cli.aws("lambda", "wait", "function-active", "--function-name", "worker");
    }

    private void zip(String name, String body) throws IOException {
        Files.write(directory.resolve(name), HandlerZip.handler(body).asByteArray());
    }

    private static String[] with(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private JsonNode lambda(String operation, String... arguments) {
        String[] command = {"lambda", operation, "--function-name", "worker"};
        return cli.aws(with(command, arguments)).json();
    }

    private JsonNode invoke(String payload, String... arguments) {
        String[] command = {"lambda", "invoke", "--function-name", "worker", "--payload", payload};
        return cli.aws(with(cli.rawPayload(with(command, arguments)), "answer.json"))
                .json();
    }

    @Test
    void invokesAndReadsWhatWasLogged() {
        JsonNode answer = invoke("{\"who\":\"wörld\"}", "--log-type", "Tail");

        assertThat(directory.resolve("answer.json")).hasContent("{\"version\":1}");
        assertThat(answer.path("StatusCode").asInt()).isEqualTo(200);
        assertThat(answer.path("ExecutedVersion").asText()).isEqualTo("$LATEST");
        String tail =
                new String(Base64.getDecoder().decode(answer.path("LogResult").asText()), StandardCharsets.UTF_8);
        assertThat(tail).contains("START RequestId", "hello wörld", "REPORT RequestId");
        String[] filter = {"logs", "filter-log-events", "--log-group-name", "/aws/lambda/worker"};
        JsonNode events = cli.aws(with(filter, "--filter-pattern", "hello", "--no-interleaved"))
                .json();
        assertThat(events.path("events")).hasSize(1);
        assertThat(events.at("/events/0/message").asText()).isEqualTo("hello wörld\n");
        JsonNode streams = cli.aws(
                        "logs",
                        "describe-log-streams",
                        "--log-group-name",
                        "/aws/lambda/worker",
                        "--order-by",
                        "LastEventTime")
                .json();
        assertThat(streams.at("/logStreams/0/logStreamName").asText()).contains("[$LATEST]");
    }

    @Test
    void followsTheLog() {
        assumeTrue(cli.isVersion2(), "skipped: aws logs tail is a command of aws-cli 2");
        invoke("{\"who\":\"tail\"}");
        assertThat(cli.aws("logs", "tail", "/aws/lambda/worker", "--since", "1h", "--format", "short")
                        .out())
                .contains("hello tail", "REPORT RequestId");
    }

    @Test
    void changesPublishesAndDeletes() throws IOException {
        zip("two.zip", "return Map.of(\"version\", 2);");
        assertThat(lambda("update-function-code", "--zip-file", "fileb://two.zip", "--publish")
                        .path("Version")
                        .asText())
                .isEqualTo("1");
        cli.aws("lambda", "wait", "function-updated", "--function-name", "worker");
        lambda(
                "update-function-configuration",
                "--environment",
                "Variables={MODE=fast,LEVEL=2}",
                "--memory-size",
                "256");
        cli.aws("lambda", "wait", "function-updated", "--function-name", "worker");
        assertThat(lambda("publish-version").path("Version").asText()).isEqualTo("2");
        lambda("create-alias", "--name", "live", "--function-version", "1");
        lambda(
                "update-alias",
                "--name",
                "live",
                "--function-version",
                "1",
                "--routing-config",
                "AdditionalVersionWeights={2=0.25}");

        JsonNode function = lambda("get-function");
        assertThat(function.at("/Configuration/MemorySize").asInt()).isEqualTo(256);
        assertThat(function.at("/Configuration/Environment/Variables/MODE").asText())
                .isEqualTo("fast");
        assertThat(lambda("list-versions-by-function").path("Versions")).hasSize(3);
        assertThat(lambda("list-aliases")
                        .at("/Aliases/0/RoutingConfig/AdditionalVersionWeights/2")
                        .asDouble())
                .isEqualTo(0.25);
        assertThat(cli.aws("lambda", "list-functions", "--query", "Functions[].FunctionName", "--output", "text")
                        .out())
                .isEqualTo("worker\n");
        invoke("{}", "--qualifier", "live");
        assertThat(directory.resolve("answer.json")).hasContent("{\"version\":2}");
        cli.aws("lambda", "delete-alias", "--function-name", "worker", "--name", "live");
        cli.aws("lambda", "delete-function", "--function-name", "worker");
        assertThat(cli.tryAws("lambda", "get-function", "--function-name", "worker")
                        .err())
                .contains(
                        "An error occurred (ResourceNotFoundException) when calling the GetFunction operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:worker");
    }
}
