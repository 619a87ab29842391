package dev.labctl.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The worker that most people write: one message after another, each step waited for. */
record PlainLoop(SqsClient sqs, DynamoDbClient dynamoDb, S3Client s3, String queueUrl, String table) {
    /** What an item takes: receive, get, copy, update, delete. */
    static final int REQUESTS = 5;

    private static final Pattern ID = Pattern.compile("\"Keys\":\\{\"id\":\\{\"S\":\"([^\"]+)\"");
    private static final int POLL_SECONDS = 5;

    /**
     * Works off so many items.
     *
     * @return the seconds it took
     */
    double run(int items) {
        long started = System.nanoTime();
        int done = 0;
        while (done < items) {
            List<Message> messages = sqs.receiveMessage(
                            request -> request.queueUrl(queueUrl).waitTimeSeconds(POLL_SECONDS))
                    .messages();
            for (Message message : messages) {
                process(message);
                done++;
            }
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private void process(Message message) {
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(id(message.body())));
        Map<String, AttributeValue> item =
                dynamoDb.getItem(request -> request.tableName(table).key(key)).item();
        String path = Objects.requireNonNull(item.get("s3_path")).s();
        String[] place = path.substring("s3://".length()).split("/", 2);
        s3.copyObject(request -> request.sourceBucket(place[0])
                .sourceKey(place[1])
                .destinationBucket(place[0])
                .destinationKey(place[1].replaceFirst("(^|/)input/", "$1output/")));
        dynamoDb.updateItem(request -> request.tableName(table)
                .key(key)
                .updateExpression("SET #status = :status")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":status", AttributeValue.fromS("FINISHED"))));
        sqs.deleteMessage(request -> request.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }

    private static String id(String record) {
        Matcher id = ID.matcher(record);
        if (!id.find()) {
            throw new IllegalStateException("a message has no id: " + record);
        }
        return id.group(1);
    }
}
