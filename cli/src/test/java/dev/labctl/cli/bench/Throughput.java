package dev.labctl.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Calls per second through the gateway, with writes that are on disk before they are answered. */
final class Throughput implements Section {
    private static final String NAME = "bench-throughput";
    private static final long NANOS_PER_FIGURE = 3_000_000_000L;

    @Override
    public String name() {
        return "throughput";
    }

    /** One call; {@code number} is new in each. */
    private interface Call {
        void make(String number);
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("local", "start");
        try (S3Client s3 = bed.line().client(S3Client.builder().forcePathStyle(true));
                SqsClient sqs = bed.line().client(SqsClient.builder());
                DynamoDbClient dynamo = bed.line().client(DynamoDbClient.builder())) {
            s3.createBucket(request -> request.bucket(NAME));
            byte[] body = new byte[1024];
            report(
                    table,
                    "S3 PutObject of 1 KiB",
                    number -> s3.putObject(request -> request.bucket(NAME).key(number), RequestBody.fromBytes(body)));
            s3.putObject(request -> request.bucket(NAME).key("one"), RequestBody.fromBytes(body));
            report(
                    table,
                    "S3 GetObject of 1 KiB",
                    number ->
                            s3.getObjectAsBytes(request -> request.bucket(NAME).key("one")));
            String queue = sqs.createQueue(request -> request.queueName(NAME)).queueUrl();
            report(
                    table,
                    "SQS SendMessage",
                    number -> sqs.sendMessage(request -> request.queueUrl(queue).messageBody(number)));
            report(table, "SQS ReceiveMessage and DeleteMessage", number -> {
                for (Message message :
                        sqs.receiveMessage(request -> request.queueUrl(queue)).messages()) {
                    sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
                }
            });
            dynamo.createTable(request -> request.tableName(NAME)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));
            dynamo.waiter().waitUntilTableExists(request -> request.tableName(NAME));
            report(
                    table,
                    "DynamoDB PutItem",
                    number -> dynamo.putItem(
                            request -> request.tableName(NAME).item(Map.of("id", AttributeValue.fromS(number)))));
            Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("one"));
            dynamo.putItem(request -> request.tableName(NAME).item(key));
            report(
                    table,
                    "DynamoDB GetItem",
                    number -> dynamo.getItem(request -> request.tableName(NAME).key(key)));
        }
    }

    private static void report(Consumer<Row> table, String what, Call call) throws Exception {
        for (int clients : new int[] {1, 8, 32}) {
            perSecond(clients, NANOS_PER_FIGURE / 3, call);
            double rate = perSecond(clients, NANOS_PER_FIGURE, call);
            table.accept(Row.report(
                    "%s, %d client%s".formatted(what, clients, clients == 1 ? "" : "s"), Samples.of(rate), "calls/s"));
        }
    }

    private static double perSecond(int clients, long nanos, Call call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            long started = System.nanoTime();
            List<Future<Long>> counts = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                String prefix = "%d-%d-%d-".formatted(started, clients, client);
                counts.add(pool.submit(() -> {
                    long made = 0;
                    while (System.nanoTime() - started < nanos) {
                        call.make(prefix + made);
                        made++;
                    }
                    return made;
                }));
            }
            long all = 0;
            for (Future<Long> count : counts) {
                all += count.get();
            }
            return all / ((System.nanoTime() - started) / 1e9);
        } finally {
            pool.shutdownNow();
        }
    }
}
