package dev.labctl.localcloud.service.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Items, batches and transactions as AWS answered. */
class ItemRecordingsTest {
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

    @Test
    void aLocalIndexIsQueriedWithAllAttributes() {
        RecordedDynamoDb test = test("test_valid_local_secondary_index");
        test.call("CreateTable", """
                {TableName: 'lsi',
                 KeySchema: [{AttributeName: 'PK', KeyType: 'HASH'}, {AttributeName: 'SK', KeyType: 'RANGE'}],
                 AttributeDefinitions: [{AttributeName: 'PK', AttributeType: 'S'},
                   {AttributeName: 'SK', AttributeType: 'S'}, {AttributeName: 'LSI1SK', AttributeType: 'N'}],
                 LocalSecondaryIndexes: [{IndexName: 'LSI1',
                   KeySchema: [{AttributeName: 'PK', KeyType: 'HASH'}, {AttributeName: 'LSI1SK', KeyType: 'RANGE'}],
                   Projection: {ProjectionType: 'ALL'}}],
                 ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5},
                 Tags: [{Key: 'Name', Value: 'test-table'}]}
                """);
        test.put("lsi", "{SK: {S: 'hello'}, LSI1SK: {N: '123'}, PK: {S: 'test one'}}");
        test.match("Items", test.call("Query", """
                {TableName: 'lsi', IndexName: 'LSI1', KeyConditionExpression: 'PK = :v1',
                 ExpressionAttributeValues: {':v1': {S: 'test one'}}, Select: 'ALL_ATTRIBUTES'}
                """));
    }

    @Test
    void putsGiveTheOldItemWhenAskedTo() {
        RecordedDynamoDb test = test("test_return_values_in_put_item");
        test.createOnDemand("returns", "id");
        String first = "{TableName: 'returns', Item: {id: {S: 'id1'}, data: {S: 'foobar'}}, ReturnValues: 'ALL_OLD'}";
        test.match("PutFirstItem", test.call("PutItem", first));
        test.match("PutFirstItemOLD", test.call("PutItem", first));
        test.match("PutFirstItemB", test.call("PutItem", first.replace("'foobar'", "'barfoo'")));
        String silent = "{TableName: 'returns', Item: {id: {S: 'id1'}, data: {S: 'foobar'}}}";
        test.match("PutSecondItem", test.call("PutItem", silent));
        test.match("PutSecondItemReturnNone", test.call("PutItem", silent));
    }

    @Test
    void emptyAndBinaryValuesArePut() {
        RecordedDynamoDb test = test("test_empty_and_binary_values");
        test.createOnDemand("empty", "id");
        test.match("PutFirstItem", test.call("PutItem", "{TableName: 'empty', Item: {id: {S: 'id1'}, data: {S: ''}}}"));
        test.match(
                "PutSecondItem",
                test.call("PutItem", "{TableName: 'empty', Item: {id: {S: 'id2'}, data: {B: 'kA=='}}}"));
    }

    @Test
    void batchesWriteAndReadItems() {
        RecordedDynamoDb binary = test("test_batch_write_binary");
        binary.createOnDemand("binaries", "PK");
        binary.match("Response", binary.call("BatchWriteItem", """
                {RequestItems: {binaries: [{PutRequest: {Item: {PK: {S: 'hello-1'}, data: {B: 'dGVzdC0x'}}}},
                                           {PutRequest: {Item: {PK: {S: 'hello-2'}, data: {B: 'dGVzdCDAIO0='}}}}]}}
                """));
        RecordedDynamoDb write = test("test_batch_write_items");
        write.create("batch", "id");
        write.put("batch", "{id: {S: 'Fred'}}");
        write.match("BatchWriteResponse", write.call("BatchWriteItem", """
                {RequestItems: {batch: [{DeleteRequest: {Key: {id: {S: 'Fred'}}}},
                                        {PutRequest: {Item: {id: {S: 'Bob'}}}}]}}
                """));
        RecordedDynamoDb read = test("test_dynamodb_get_batch_items");
        read.recording().bind("<test-table>", "read");
        read.create("read", "PK");
        read.match("Response", read.call("BatchGetItem", "{RequestItems: {read: {Keys: [{PK: {S: 'test-key'}}]}}}"));
    }

    @Test
    void aBatchRefusesAnItemWithoutItsKeys() {
        RecordedDynamoDb test = test("test_batch_write_not_matching_schema");
        test.call("CreateTable", """
                {TableName: 'faulty', BillingMode: 'PAY_PER_REQUEST',
                 KeySchema: [{AttributeName: 'id', KeyType: 'HASH'}, {AttributeName: 'sortKey', KeyType: 'RANGE'}],
                 AttributeDefinitions: [{AttributeName: 'id', AttributeType: 'S'},
                   {AttributeName: 'sortKey', AttributeType: 'S'}]}
                """);
        test.recording()
                .matchPrinted(
                        "ValidationException",
                        "BatchWriteItem",
                        test.call(
                                "BatchWriteItem",
                                "{RequestItems: {faulty: [{PutRequest: {Item: {nonKey: {S: 'hello'}}}}]}}"));
    }

    @Test
    void transactionsWriteByNameAndByArn() {
        RecordedDynamoDb test = test("test_transaction_write_items");
        test.create("named", "id");
        String arn = test.create("arned", "id").at("/TableDescription/TableArn").asText();
        String request = """
                {TransactItems: [
                  {ConditionCheck: {TableName: '%1$s', ConditionExpression: 'attribute_not_exists(id)',
                                    Key: {id: {S: 'test1'}}}},
                  {Put: {TableName: '%1$s', Item: {id: {S: 'test2'}}}},
                  {Update: {TableName: '%1$s', Key: {id: {S: 'test3'}},
                            UpdateExpression: 'SET attr1 = :v1, attr2 = :v2',
                            ExpressionAttributeValues: {':v1': {S: 'value1'}, ':v2': {S: 'value2'}}}},
                  {Delete: {TableName: '%1$s', Key: {id: {S: 'test4'}}}}]}
                """;
        test.match("Response", test.call("TransactWriteItems", request.formatted("named")));
        test.match("Response_using_table_arn", test.call("TransactWriteItems", request.formatted(arn)));
    }

    @Test
    void aTransactionWhoseConditionFailsIsCancelled() {
        RecordedDynamoDb test = test("test_transaction_write_canceled");
        test.create("cancelled", "Username");
        test.put("cancelled", "{Username: {S: 'Fred'}}");
        test.recording().matchPrinted("Error", "TransactWriteItems", test.call("TransactWriteItems", """
                {TransactItems: [
                  {ConditionCheck: {TableName: 'cancelled', ConditionExpression: 'attribute_not_exists(Username)',
                                    Key: {Username: {S: 'Fred'}}}},
                  {Delete: {TableName: 'cancelled', Key: {Username: {S: 'Bert'}}}}]}
                """));
    }

    @Test
    void transactionsTakeBinaryValues() {
        RecordedDynamoDb test = test("test_transaction_write_binary_data");
        test.create("transacted", "id");
        test.match("WriteResponse", test.call("TransactWriteItems", """
                {TransactItems: [{Put: {TableName: 'transacted',
                                        Item: {id: {S: 'someUser'}, binaryData: {B: 'Zm9vYmFy'}}}}]}
                """));
        test.match("GetItem", test.get("transacted", "{id: {S: 'someUser'}}"));
    }

    @Test
    void transactionsReadByNameAndByArn() {
        RecordedDynamoDb test = test("test_transact_get_items");
        String request = "{TransactItems: [{Get: {Key: {id: {S: '%s'}}, TableName: '%s'}}]}";
        test.createOnDemand("got", "id");
        test.put("got", "{id: {S: 'John'}}");
        test.match("TransactGetItems", test.call("TransactGetItems", request.formatted("John", "got")));
        JsonNode table = test.createOnDemand("gotByArn", "id");
        test.put("gotByArn", "{id: {S: 'Sarah'}}");
        String arn = table.at("/TableDescription/TableArn").asText();
        test.match("TransactGetItems-with-TableArn", test.call("TransactGetItems", request.formatted("Sarah", arn)));
    }

    @Test
    void aRepeatedTokenIsAnsweredAgain() {
        RecordedDynamoDb test = test("test_dynamodb_idempotent_writing");
        test.create("idempotent", "id");
        String request = """
                {ClientRequestToken: 'dedupe_token', TransactItems: [{Put: {TableName: 'idempotent', Item: %s}}]}
                """;
        test.match(
                "Response1",
                test.call("TransactWriteItems", request.formatted("{id: {S: 'id1'}, name: {S: 'name1'}}")));
        test.match(
                "Response2",
                test.call("TransactWriteItems", request.formatted("{name: {S: 'name1'}, id: {S: 'id1'}}")));
    }

    @Test
    void aTransactionOnATableThatDoesNotExistIsRefused() {
        RecordedDynamoDb test = test("test_batch_write_not_existing_table");
        test.match(
                "exc-not-found-transact-write-items",
                test.call(
                        "TransactWriteItems", "{TransactItems: [{Put: {TableName: 'non-existing-table', Item: {}}}]}"));
    }

    @Test
    void aFailedConditionShowsTheItem() {
        RecordedDynamoDb test = test("test_return_values_on_conditions_check_failure");
        test.create("products", "id");
        test.put("products", "{id: {S: '456'}, price: {N: '650'}, product: {S: 'sporting goods'}}");
        JsonNode failed = test.call("DeleteItem", """
                {TableName: 'products', Key: {id: {S: '456'}}, ConditionExpression: 'price between :lo and :hi',
                 ExpressionAttributeValues: {':lo': {N: '500'}, ':hi': {N: '600'}},
                 ReturnValuesOnConditionCheckFailure: 'ALL_OLD'}
                """);
        test.match("items", failed);
        assertThat(failed.has("message"))
                .as("the message's spelling beside an item")
                .isFalse();
    }
}
