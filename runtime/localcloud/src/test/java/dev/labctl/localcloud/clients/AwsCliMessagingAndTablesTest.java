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
final class AwsCliMessagingAndTablesTest {
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
    void sendsReceivesAndDeletesMessages() {
        String url = cli.aws("sqs", "create-queue", "--queue-name", "cli-queue")
                .json()
                .path("QueueUrl")
                .asText();
        cli.aws(
                "sqs",
                "send-message",
                "--queue-url",
                url,
                "--message-body",
                "hello é",
                "--message-attributes",
                "kind={DataType=String,StringValue=greeting}");
        JsonNode message = cli.aws(
                        "sqs",
                        "receive-message",
                        "--queue-url",
                        url,
                        "--message-attribute-names",
                        "All",
                        "--attribute-names",
                        "All")
                .json()
                .path("Messages")
                .path(0);
        assertThat(message.path("Body").asText()).isEqualTo("hello é");
        assertThat(message.path("MessageAttributes")
                        .path("kind")
                        .path("StringValue")
                        .asText())
                .isEqualTo("greeting");
        assertThat(message.path("Attributes").path("ApproximateReceiveCount").asText())
                .isEqualTo("1");
        cli.aws(
                "sqs",
                "delete-message",
                "--queue-url",
                url,
                "--receipt-handle",
                message.path("ReceiptHandle").asText());
        assertThat(cli.aws("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All")
                        .json()
                        .path("Attributes")
                        .path("ApproximateNumberOfMessages")
                        .asText())
                .isEqualTo("0");
        cli.aws("sqs", "delete-queue", "--queue-url", url);
        assertThat(cli.tryAws("sqs", "get-queue-url", "--queue-name", "cli-queue")
                        .err())
                .contains("AWS.SimpleQueueService.NonExistentQueue");
    }

    @Test
    void keepsItemsAndFindsThem() {
        cli.aws(
                "dynamodb",
                "create-table",
                "--table-name",
                "cli-table",
                "--attribute-definitions",
                "AttributeName=id,AttributeType=S",
                "AttributeName=n,AttributeType=N",
                "--key-schema",
                "AttributeName=id,KeyType=HASH",
                "AttributeName=n,KeyType=RANGE",
                "--billing-mode",
                "PAY_PER_REQUEST");
        cli.aws("dynamodb", "wait", "table-exists", "--table-name", "cli-table");
        for (int i = 1; i <= 3; i++) {
            cli.aws(
                    "dynamodb",
                    "put-item",
                    "--table-name",
                    "cli-table",
                    "--item",
                    "{\"id\":{\"S\":\"a\"},\"n\":{\"N\":\"%d\"},\"text\":{\"S\":\"é%d\"}}".formatted(i, i));
        }
        JsonNode found = cli.aws(
                        "dynamodb",
                        "query",
                        "--table-name",
                        "cli-table",
                        "--key-condition-expression",
                        "id = :id AND n > :n",
                        "--expression-attribute-values",
                        "{\":id\":{\"S\":\"a\"},\":n\":{\"N\":\"1\"}}")
                .json();
        assertThat(found.path("Count").asInt()).isEqualTo(2);
        assertThat(found.path("Items").path(0).path("text").path("S").asText()).isEqualTo("é2");
        cli.aws(
                "dynamodb",
                "update-item",
                "--table-name",
                "cli-table",
                "--key",
                "{\"id\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}",
                "--update-expression",
                "SET #c = :c",
                "--expression-attribute-names",
                "{\"#c\":\"count\"}",
                "--expression-attribute-values",
                "{\":c\":{\"N\":\"42\"}}");
        assertThat(cli.aws(
                                "dynamodb",
                                "get-item",
                                "--table-name",
                                "cli-table",
                                "--key",
                                "{\"id\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}")
                        .json()
                        .path("Item")
                        .path("count")
                        .path("N")
                        .asText())
                .isEqualTo("42");
        assertThat(cli.tryAws(
                                "dynamodb",
                                "put-item",
                                "--table-name",
                                "cli-table",
                                "--item",
                                "{\"id\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}",
                                "--condition-expression",
                                "attribute_not_exists(id)")
                        .err())
                .contains("ConditionalCheckFailedException");
        cli.aws("dynamodb", "delete-table", "--table-name", "cli-table");
        assertThat(cli.tryAws("dynamodb", "describe-table", "--table-name", "cli-table")
                        .err())
                .contains("ResourceNotFoundException");
    }
}
