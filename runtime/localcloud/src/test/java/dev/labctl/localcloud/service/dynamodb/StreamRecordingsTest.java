package dev.labctl.localcloud.service.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.JsonCalls;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams and their records as AWS answered; Kinesis destinations are not among them, for want of Kinesis. */
class StreamRecordingsTest {
    private static final String IMAGES = RecordedDynamoDb.viewed("NEW_AND_OLD_IMAGES");

    private static CloudFixture cloud;

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static RecordedDynamoDb test(String name) {
        return RecordedDynamoDb.test(cloud, name);
    }

    private static String arn(JsonNode created) {
        return created.at("/TableDescription/LatestStreamArn").asText();
    }

    private static void matchRecords(RecordedDynamoDb test, String arn) {
        test.match("get-records", JsonCalls.object("Records", test.records(arn)));
    }

    private static String start(JsonNode described) {
        return described
                .at("/StreamDescription/Shards/0/SequenceNumberRange/StartingSequenceNumber")
                .asText();
    }

    @Test
    void recordsOfBatches() {
        RecordedDynamoDb test = test("test_batch_write_items_streaming");
        JsonNode created = test.create("batched", "id", IMAGES);
        test.match("create-table", created);
        test.match("describe-stream", test.describeStream(arn(created)));
        test.match("put-item-1", test.call("PutItem", "{TableName: 'batched', Item: {id: {S: 'Fred'}}}"));
        test.match("batch-write-response-overwrite-item-1", test.call("BatchWriteItem", """
                {RequestItems: {batched: [{PutRequest: {Item: {id: {S: 'Fred'}}}},
                                          {PutRequest: {Item: {id: {S: 'NewKey'}}}}]}}
                """));
        test.match("batch-write-response-delete", test.call("BatchWriteItem", """
                {RequestItems: {batched: [{DeleteRequest: {Key: {id: {S: 'NewKey'}}}},
                                          {PutRequest: {Item: {id: {S: 'Fred'}, name: {S: 'Fred'}}}}]}}
                """));
        matchRecords(test, arn(created));
    }

    @Test
    void recordsOfUpdates() {
        RecordedDynamoDb test = test("test_dynamodb_stream_records_with_update_item");
        JsonNode created = test.create("updated", "id", IMAGES);
        test.match("create-table", created);
        JsonNode described = test.describeStream(arn(created));
        test.match("describe-stream", described);
        test.match("get-shard-iterator", test.iterator(arn(created)));
        String update = """
                {TableName: 'updated', Key: {id: {S: 'my-item-id'}}, UpdateExpression: 'SET attr1 = :v1, attr2 = :v2',
                 ExpressionAttributeValues: {':v1': {S: '%s'}, ':v2': {S: '%s'}}}
                """;
        test.call("UpdateItem", update.formatted("value1", "value2"));
        test.call("UpdateItem", update.formatted("value1", "value2"));
        test.call("UpdateItem", update.formatted("value2", "value3"));
        matchRecords(test, arn(created));
        test.records(arn(created)).forEach(record -> {
            assertThat(new BigInteger(record.at("/dynamodb/SequenceNumber").asText()))
                    .isGreaterThan(new BigInteger(start(described)));
            assertThat(record.at("/dynamodb/ApproximateCreationDateTime").asDouble() % 1)
                    .isZero();
        });
    }

    @Test
    void recordsOfTransactions() {
        RecordedDynamoDb test = test("test_transact_write_items_streaming");
        JsonNode created = test.create("transacted", "id", IMAGES);
        test.match("create-table", created);
        test.match("describe-stream", test.describeStream(arn(created)));
        test.match("put-item-1", test.call("PutItem", "{TableName: 'transacted', Item: {id: {S: 'Fred'}}}"));
        test.match("transact-write-response-overwrite", test.call("TransactWriteItems", """
                {TransactItems: [{Put: {TableName: 'transacted', Item: {id: {S: 'Fred'}}}},
                                 {Put: {TableName: 'transacted', Item: {id: {S: 'NewKey'}}}}]}
                """));
        test.match("transact-write-response-update", test.call("TransactWriteItems", """
                {TransactItems: [{Update: {TableName: 'transacted', Key: {id: {S: 'NewKey'}},
                   UpdateExpression: 'SET attr1 = :v1, attr2 = :v2',
                   ExpressionAttributeValues: {':v1': {S: 'value1'}, ':v2': {S: 'value2'}}}}]}
                """));
        String insert = """
                {Update: {TableName: 'transacted', Key: {id: {S: 'NonExistentKey'}},
                 UpdateExpression: 'SET attr1 = :v1', ExpressionAttributeValues: {':v1': {S: 'value1'}}}}
                """;
        test.match(
                "transact-write-update-insert",
                test.call("TransactWriteItems", "{TransactItems: [%s]}".formatted(insert)));
        test.match("transact-write-response-delete", test.call("TransactWriteItems", """
                        {TransactItems: [{Delete: {TableName: 'transacted', Key: {id: {S: 'NewKey'}}}},
                          {Put: {TableName: 'transacted', Item: {id: {S: 'Fred'}, name: {S: 'Fred'}}}}, %s]}
                        """.formatted(insert)));
        matchRecords(test, arn(created));
    }

    @Test
    void recordsOfATransactionThatWritesTwoTables() {
        RecordedDynamoDb test = test("test_transact_write_items_streaming_for_different_tables");
        JsonNode created = test.create("streamed", "id", IMAGES);
        test.match("create-table-stream", created);
        test.match("create-table-no-stream", test.create("silent", "id"));
        test.match("describe-stream", test.describeStream(arn(created)));
        test.match("transact-write-two-tables", test.call("TransactWriteItems", """
                {TransactItems: [{Put: {TableName: 'silent', Item: {id: {S: 'Fred'}}}},
                                 {Put: {TableName: 'streamed', Item: {id: {S: 'Fred'}}}}]}
                """));
        matchRecords(test, arn(created));
    }

    @Test
    void binaryValuesAreTheSameInItemsAndRecords() {
        RecordedDynamoDb test = test("test_data_encoding_consistency");
        JsonNode created = test.create("encoded", "id", IMAGES);
        test.put("encoded", "{id: {S: 'id1'}, version: {N: '1'}, data: {B: 'kA=='}}");
        test.match("GetItem", test.get("encoded", "{id: {S: 'id1'}}"));
        test.match("GetRecords", test.records(arn(created)).at("/0/dynamodb/NewImage"));
        test.call("UpdateItem", """
                {TableName: 'encoded', Key: {id: {S: 'id1'}}, UpdateExpression: 'SET version=:v',
                 ExpressionAttributeValues: {':v': {N: '2'}}}
                """);
        test.match("GetItemAfterUpdate", test.get("encoded", "{id: {S: 'id1'}}"));
        test.match("GetRecordsAfterUpdate", test.records(arn(created)).at("/1/dynamodb/NewImage"));
    }

    @Test
    void shardsUpToTheOneToStartAfterAreNotDescribed() {
        RecordedDynamoDb test = test("test_dynamodb_streams_describe_with_exclusive_start_shard_id");
        String arn = arn(test.createOnDemand("sharded", "id", IMAGES));
        String first = test.describeStream(arn)
                .at("/StreamDescription/Shards/0/ShardId")
                .asText();
        JsonNode rest =
                test.stream("DescribeStream", "{StreamArn: '%s', ExclusiveStartShardId: '%s'}".formatted(arn, first));
        assertThat(rest.at("/StreamDescription/Shards").findValuesAsText("ShardId"))
                .doesNotContain(first);
    }

    @Test
    void aStreamThatDoesNotExistIsNamed() {
        RecordedDynamoDb test = RecordedDynamoDb.streamsTest(cloud, "test_non_existent_stream");
        test.match(
                "non-existent-stream",
                test.describeStream(
                        "arn:aws:dynamodb:us-east-1:123456789012:table/non-existent/stream/2024-11-18T14:36:44.149"));
    }
}
