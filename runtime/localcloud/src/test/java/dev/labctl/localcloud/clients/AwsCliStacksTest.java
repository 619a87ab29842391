package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
final class AwsCliStacksTest {
    private static final String TEMPLATE = """
            Parameters:
              Name: {Type: String, Default: first}
            Resources:
              Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Ref Name}}
              Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !Sub 'of ${Queue.QueueName}'}}
            Outputs:
              Url: {Value: !Ref Queue, Export: {Name: queue-url}}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;

    @BeforeEach
    void prepare() {
        cli = new AwsCli(cloud, directory);
        cli.file("template.yaml", TEMPLATE);
    }

    private ClientProcess.Run deploy(String name) {
        return cli.aws(
                "cloudformation",
                "deploy",
                "--stack-name",
                "cli-stack",
                "--template-file",
                "template.yaml",
                "--parameter-overrides",
                "Name=" + name,
                "--no-fail-on-empty-changeset",
                "--tags",
                "lab=cli");
    }

    /** The client names change sets after the second it is, and one that changed nothing keeps its name. */
    private static void awaitNextSecond() throws InterruptedException {
        Thread.sleep(1001 - System.currentTimeMillis() % 1000);
    }

    private JsonNode stack() {
        return cli.aws("cloudformation", "describe-stacks", "--stack-name", "cli-stack")
                .json()
                .at("/Stacks/0");
    }

    @Test
    void deploysChangesAndDeletesAStack() throws InterruptedException {
        assertThat(deploy("one").out()).contains("Successfully created/updated stack - cli-stack");
        assertThat(stack().path("StackStatus").asText()).isEqualTo("CREATE_COMPLETE");
        assertThat(stack().at("/Outputs/0/OutputValue").asText()).endsWith("/one");
        assertThat(deploy("one").out()).contains("No changes to deploy. Stack cli-stack is up to date");
        awaitNextSecond();
        deploy("two");
        assertThat(stack().path("StackStatus").asText()).isEqualTo("UPDATE_COMPLETE");
        assertThat(stack().at("/Outputs/0/OutputValue").asText()).endsWith("/two");
        assertThat(cli.aws("cloudformation", "describe-stack-events", "--stack-name", "cli-stack")
                        .json()
                        .at("/StackEvents/0/ResourceStatus")
                        .asText())
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(cli.aws("cloudformation", "list-exports")
                        .json()
                        .at("/Exports/0/Name")
                        .asText())
                .isEqualTo("queue-url");

        cli.aws("cloudformation", "delete-stack", "--stack-name", "cli-stack");
        cli.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "cli-stack");

        assertThat(cli.tryAws("cloudformation", "describe-stacks", "--stack-name", "cli-stack")
                        .err())
                .contains("Stack with id cli-stack does not exist");
        assertThat(cli.aws("sqs", "list-queues").out()).isBlank();
    }

    @Test
    void aStackThatFailsSaysWhyInItsEvents() {
        cli.aws("sqs", "create-queue", "--queue-name", "taken", "--attributes", "VisibilityTimeout=7");

        ClientProcess.Run run = cli.tryAws(
                "cloudformation",
                "deploy",
                "--stack-name",
                "cli-stack",
                "--template-file",
                "template.yaml",
                "--parameter-overrides",
                "Name=taken");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("Failed to create/update the stack");
        assertThat(stack().path("StackStatus").asText()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(cli.aws(
                                "cloudformation",
                                "describe-stack-events",
                                "--stack-name",
                                "cli-stack",
                                "--query",
                                "StackEvents[?ResourceStatus=='CREATE_FAILED'].LogicalResourceId",
                                "--output",
                                "text")
                        .out())
                .contains("Queue");
    }
}
