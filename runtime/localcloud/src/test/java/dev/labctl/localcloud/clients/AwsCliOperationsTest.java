package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Topics, metrics and alarms, parameters, and what a policy would allow. */
@Tag("clients")
final class AwsCliOperationsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;

    @BeforeEach
    void prepare() {
        cli = new AwsCli(cloud, directory);
    }

    @Test
    void publishesToAQueue() {
        String topic = cli.aws("sns", "create-topic", "--name", "news")
                .json()
                .path("TopicArn")
                .asText();
        String url = cli.aws("sqs", "create-queue", "--queue-name", "reader")
                .json()
                .path("QueueUrl")
                .asText();
        String queue = topic.replace(":sns:", ":sqs:").replace(":news", ":reader");
        cli.file("attributes.json", """
                {"Policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"sqs:SendMessage\\",\\"Principal\\":{\\"Service\\":\\"sns.amazonaws.com\\"},\\"Resource\\":\\"%s\\"}]}"}
                """.formatted(queue));
        cli.aws("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", "file://attributes.json");
        cli.aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", queue);

        cli.aws("sns", "publish", "--topic-arn", topic, "--subject", "today", "--message", "sun");

        String body = cli.aws("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "10")
                .json()
                .at("/Messages/0/Body")
                .asText();
        assertThat(body).contains("\"Subject\" : \"today\"", "\"Message\" : \"sun\"");
        assertThat(cli.aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic)
                        .json()
                        .path("Subscriptions"))
                .hasSize(1);
        cli.aws("sns", "delete-topic", "--topic-arn", topic);
    }

    @Test
    void countsAndRaisesAlarms() {
        for (String value : new String[] {"2", "3"}) {
            cli.aws(
                    "cloudwatch",
                    "put-metric-data",
                    "--namespace",
                    "Shop",
                    "--metric-name",
                    "Sold",
                    "--value",
                    value,
                    "--dimensions",
                    "Item=apple");
        }
        JsonNode statistics = cli.aws(
                        "cloudwatch",
                        "get-metric-statistics",
                        "--namespace",
                        "Shop",
                        "--metric-name",
                        "Sold",
                        "--dimensions",
                        "Name=Item,Value=apple",
                        "--start-time",
                        Instant.now().minusSeconds(86_400).toString(),
                        "--end-time",
                        Instant.now().plusSeconds(86_400).toString(),
                        "--period",
                        "86400",
                        "--statistics",
                        "Sum")
                .json();
        double sum = 0;
        for (JsonNode point : statistics.path("Datapoints")) {
            sum += point.path("Sum").asDouble();
        }
        assertThat(sum).isEqualTo(5);
        cli.aws(
                "cloudwatch",
                "put-metric-alarm",
                "--alarm-name",
                "much",
                "--namespace",
                "Shop",
                "--metric-name",
                "Sold",
                "--dimensions",
                "Name=Item,Value=apple",
                "--statistic",
                "Sum",
                "--period",
                "60",
                "--evaluation-periods",
                "1",
                "--threshold",
                "1",
                "--comparison-operator",
                "GreaterThanThreshold");
        cli.aws(
                "cloudwatch",
                "set-alarm-state",
                "--alarm-name",
                "much",
                "--state-value",
                "ALARM",
                "--state-reason",
                "by hand");
        assertThat(cli.aws("cloudwatch", "describe-alarm-history", "--alarm-name", "much")
                        .out())
                .contains("StateUpdate");
        cli.aws("cloudwatch", "delete-alarms", "--alarm-names", "much");
    }

    @Test
    void keepsParameters() {
        for (String name : new String[] {"/app/db/host", "/app/db/port", "/app/name"}) {
            cli.aws("ssm", "put-parameter", "--name", name, "--type", "String", "--value", "of " + name);
        }
        assertThat(cli.tryAws("ssm", "put-parameter", "--name", "/app/name", "--type", "String", "--value", "x")
                        .err())
                .contains("ParameterAlreadyExists");
        assertThat(cli.aws("ssm", "put-parameter", "--name", "/app/name", "--value", "new", "--overwrite")
                        .json()
                        .path("Version")
                        .asInt())
                .isEqualTo(2);
        assertThat(cli.aws("ssm", "get-parameters-by-path", "--path", "/app")
                        .json()
                        .path("Parameters"))
                .hasSize(1);
        assertThat(cli.aws("ssm", "get-parameters-by-path", "--path", "/app", "--recursive")
                        .json()
                        .path("Parameters"))
                .hasSize(3);
        assertThat(cli.aws(
                                "ssm",
                                "describe-parameters",
                                "--parameter-filters",
                                "Key=Name,Option=BeginsWith,Values=/app/db",
                                "--query",
                                "Parameters[].Name",
                                "--output",
                                "text")
                        .out()
                        .strip()
                        .split("\\s+", -1))
                .containsExactly("/app/db/host", "/app/db/port");
        JsonNode deleted = cli.aws("ssm", "delete-parameters", "--names", "/app/name", "/none")
                .json();
        assertThat(deleted.at("/DeletedParameters/0").asText()).isEqualTo("/app/name");
        assertThat(deleted.at("/InvalidParameters/0").asText()).isEqualTo("/none");
        assertThat(cli.tryAws("ssm", "get-parameter", "--name", "/app/name").err())
                .contains("ParameterNotFound");
    }

    @Test
    void tellsWhatAPolicyWouldAllow() {
        cli.file("trust.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                 "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                """);
        cli.file("policy.json", """
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
                 {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::secret/*"}]}
                """);
        String role = cli.aws(
                        "iam", "create-role", "--role-name", "r", "--assume-role-policy-document", "file://trust.json")
                .json()
                .at("/Role/Arn")
                .asText();
        cli.aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "r",
                "--policy-name",
                "p",
                "--policy-document",
                "file://policy.json");
        assertThat(decision(role, "s3:GetObject", "arn:aws:s3:::open/a")).isEqualTo("allowed");
        assertThat(decision(role, "s3:GetObject", "arn:aws:s3:::secret/a")).isEqualTo("explicitDeny");
        assertThat(decision(role, "s3:PutObject", "arn:aws:s3:::open/a")).isEqualTo("implicitDeny");
    }

    private String decision(String role, String action, String resource) {
        return cli.aws(
                        "iam",
                        "simulate-principal-policy",
                        "--policy-source-arn",
                        role,
                        "--action-names",
                        action,
                        "--resource-arns",
                        resource)
                .json()
                .at("/EvaluationResults/0/EvalDecision")
                .asText();
    }
}
