package dev.labctl.localcloud.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.labctl.localcloud.AdministeredCloud;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What the page is told of a cloud in which there is something. */
final class ConsoleDataTest {
    private static final String TEMPLATE = """
            Resources:
              Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: shop-dead}}
              Orders:
                Type: AWS::SQS::Queue
                Properties:
                  QueueName: shop-orders
                  RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
              Files:
                Type: AWS::S3::Bucket
                DependsOn: Orders
                Properties: {BucketName: shop-files, VersioningConfiguration: {Status: Enabled}}
              Items:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: !Sub '${Orders.QueueName}-items'
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
            """;

    private static AdministeredCloud cloud;
    private static CloudFixture clients;
    private static String cookie;

    @BeforeAll
    static void fill() throws IOException {
        cloud = new AdministeredCloud();
        clients = CloudFixture.of(cloud.cloud());
        String link = json(cloud.send(
                                "POST",
                                "/_labctl/links",
                                List.of("Host: " + cloud.host(), "Authorization: Bearer " + cloud.token()))
                        .body())
                .path("link")
                .asText();
        cookie = cloud.send("GET", link, List.of("Host: " + cloud.host()))
                .headers()
                .getOrDefault("set-cookie", "")
                .replaceAll(";.*", "");
        CloudFormationClient stacks = clients.client(CloudFormationClient.builder());
        stacks.createStack(request -> request.stackName("shop").templateBody(TEMPLATE));
        stacks.waiter().waitUntilStackCreateComplete(request -> request.stackName("shop"));
    }

    @AfterAll
    static void stop() throws IOException {
        cloud.close();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode data(String page) throws IOException {
        return json(
                cloud.send("GET", "/_labctl/open/data/" + page, List.of("Host: " + cloud.host(), "Cookie: " + cookie))
                        .body());
    }

    @Test
    void aStackHasItsResourcesAndWhatTheyReferTo() throws IOException {
        JsonNode stack = data("stacks/shop");
        assertThat(stack.path("status").asText()).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.path("resources").findValuesAsText("id"))
                .containsExactlyInAnyOrder("Dead", "Orders", "Files", "Items");
        assertThat(stack.path("references"))
                .extracting(each ->
                        each.path("from").asText() + ">" + each.path("to").asText())
                .containsExactlyInAnyOrder("Orders>Dead", "Files>Orders", "Items>Orders");
        assertThat(stack.path("events").findValuesAsText("id")).contains("Orders", "shop");
    }

    @Test
    void messagesAreSeenWithoutBeingReceivedAndWithoutTheirSecrets() throws IOException {
        SqsClient sqs = clients.client(SqsClient.builder());
        String url =
                sqs.getQueueUrl(request -> request.queueName("shop-orders")).queueUrl();
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("{\"order\":7,\"password\":\"hunter2\"}"));
        JsonNode message = json("{}");
        for (int look = 0; look < 5; look++) {
            JsonNode queue = data("queues/shop-orders");
            assertThat(queue.path("visible").asInt()).isEqualTo(1);
            assertThat(queue.path("deadLetters").asText()).isEqualTo("shop-dead");
            message = queue.path("messages").path(0);
        }
        assertThat(message.path("body").asText()).contains("\"order\":7").doesNotContain("hunter2");
        assertThat(message.path("receives").asInt()).isZero();
        assertThat(sqs.receiveMessage(request ->
                                request.queueUrl(url).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                        .messages())
                .singleElement()
                .satisfies(
                        each -> assertThat(each.attributesAsStrings()).containsEntry("ApproximateReceiveCount", "1"));
        assertThat(data("queues/shop-orders")
                        .path("messages")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("in flight");
    }

    @Test
    void bucketsShowVersionsAndTablesTheirItems() throws IOException {
        S3Client s3 = clients.client(S3Client.builder().forcePathStyle(true));
        s3.putObject(request -> request.bucket("shop-files").key("a b+c.txt"), RequestBody.fromString("one"));
        s3.putObject(request -> request.bucket("shop-files").key("a b+c.txt"), RequestBody.fromString("second"));
        s3.deleteObject(request -> request.bucket("shop-files").key("a b+c.txt"));
        assertThat(data("buckets/shop-files").path("versions"))
                .hasSize(3)
                .allMatch(each -> each.path("key").asText().equals("a b+c.txt"));
        DynamoDbClient dynamoDb = clients.client(DynamoDbClient.builder());
        dynamoDb.putItem(request -> request.tableName("shop-orders-items")
                .item(Map.of("id", AttributeValue.fromS("i-1"), "api_token", AttributeValue.fromS("t0ps3cret"))));
        JsonNode table = data("tables/shop-orders-items");
        assertThat(table.path("firstItems").path(0).path("id").asText()).isEqualTo("i-1");
        assertThat(table.toString()).doesNotContain("t0ps3cret");
    }

    @Test
    void longListsComeInPagesWithTheirCount() throws IOException {
        SqsClient sqs = clients.client(SqsClient.builder());
        for (int count = 0; count < 230; count++) {
            String name = "many-%03d".formatted(count);
            sqs.createQueue(
                    request -> request.queueName(name).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "0")));
        }
        JsonNode last = data("queues?search=MANY-&from=200");
        assertThat(last.path("found").asInt()).isEqualTo(230);
        assertThat(last.path("rows")).hasSize(30);
        assertThat(data("queues?search=many-").path("rows")).hasSize(Listing.PAGE);
        assertThat(data("overview").path("counts").path("queues").asInt()).isGreaterThanOrEqualTo(232);
        assertThat(data("queues?from=x").path("error").asText()).contains("from");
        assertThat(data("queues/none").path("error").asText()).contains("does not exist");
    }

    @Test
    void onlyRegionsWithSomethingInThemAreNamed() throws IOException {
        assertThat(data("regions").path("regions")).extracting(JsonNode::asText).containsExactly("us-east-1");
        assertThat(data("queues?region=eu-west-1").path("total").asInt()).isZero();
    }
}
