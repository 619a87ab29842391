package dev.labctl.localcloud.service.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.JsonCalls;
import dev.labctl.localcloud.recorded.Recording;

/**
 * One recorded test of DynamoDB performed again, with calls as localstack's public test of that name makes them. Requests
 * are JSON with single quotes and bare names.
 */
final class RecordedDynamoDb {
    static final String REGION = "us-east-1";
    private static final String SIMPLE_KEY = "KeySchema: [{AttributeName: '%1$s', KeyType: 'HASH'}],"
            + " AttributeDefinitions: [{AttributeName: '%1$s', AttributeType: 'S'}]";
    private static final String FIVE_UNITS = "ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}";
    private static final String STREAM = "StreamSpecification: {StreamEnabled: true, StreamViewType: '%s'}";

    private final JsonCalls tables;
    private final JsonCalls streams;
    private final Recording recording;

    private RecordedDynamoDb(CloudFixture cloud, Recording recording) {
        this.tables = new JsonCalls(cloud, REGION, "dynamodb", "DynamoDB_20120810");
        this.streams = new JsonCalls(cloud, REGION, "dynamodb", "DynamoDBStreams_20120810");
        this.recording = recording;
    }

    static RecordedDynamoDb test(CloudFixture cloud, String name) {
        return new RecordedDynamoDb(
                cloud,
                Recording.of("dynamodb.test_dynamodb.snapshot.json", name).strictly(REGION));
    }

    static RecordedDynamoDb streamsTest(CloudFixture cloud, String name) {
        return new RecordedDynamoDb(
                cloud,
                Recording.of("dynamodbstreams.test_dynamodb_streams.snapshot.json", name)
                        .strictly(REGION));
    }

    Recording recording() {
        return recording;
    }

    JsonNode call(String operation, String request) {
        return tables.call(operation, request);
    }

    JsonNode stream(String operation, String request) {
        return streams.call(operation, request);
    }

    /** Makes a table of five units whose partition key is a string; {@code more} are further members. */
    JsonNode create(String table, String key, String... more) {
        String others = more.length == 0 ? "" : ", " + String.join(", ", more);
        return call(
                "CreateTable",
                "{TableName: '" + table + "', " + SIMPLE_KEY.formatted(key) + ", " + FIVE_UNITS + others + "}");
    }

    /** The same on demand. */
    JsonNode createOnDemand(String table, String key, String... more) {
        String others = more.length == 0 ? "" : ", " + String.join(", ", more);
        return call(
                "CreateTable",
                "{TableName: '" + table + "', " + SIMPLE_KEY.formatted(key) + ", BillingMode: 'PAY_PER_REQUEST'"
                        + others + "}");
    }

    static String viewed(String viewType) {
        return STREAM.formatted(viewType);
    }

    void put(String table, String item) {
        call("PutItem", "{TableName: '%s', Item: %s}".formatted(table, item));
    }

    JsonNode get(String table, String key) {
        return call("GetItem", "{TableName: '%s', Key: %s}".formatted(table, key))
                .path("Item");
    }

    JsonNode describeStream(String arn) {
        return stream("DescribeStream", "{StreamArn: '%s'}".formatted(arn));
    }

    /** An iterator at the start of the stream's only shard. */
    JsonNode iterator(String arn) {
        return stream(
                "GetShardIterator",
                "{StreamArn: '%s', ShardId: '%s', ShardIteratorType: 'TRIM_HORIZON'}"
                        .formatted(
                                arn,
                                describeStream(arn)
                                        .at("/StreamDescription/Shards/0/ShardId")
                                        .asText()));
    }

    /** All of a stream's records. */
    JsonNode records(String arn) {
        return stream(
                        "GetRecords",
                        "{ShardIterator: '%s'}"
                                .formatted(iterator(arn).path("ShardIterator").asText()))
                .path("Records");
    }

    void match(String name, JsonNode actual) {
        recording.match(name, actual);
    }
}
