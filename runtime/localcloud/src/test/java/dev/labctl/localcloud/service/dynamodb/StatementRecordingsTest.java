package dev.labctl.localcloud.service.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.JsonCalls;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PartiQL statements as AWS answered them. */
class StatementRecordingsTest {
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
    void statementsOfATransactionInsertItems() {
        RecordedDynamoDb test = test("test_dynamodb_execute_transaction");
        test.create("statements", "Username");
        test.match("ExecutedTransaction", test.call("ExecuteTransaction", """
                {TransactStatements: [{Statement: "INSERT INTO statements VALUE {'Username': 'user01'}"},
                                      {Statement: "INSERT INTO statements VALUE {'Username': 'user02'}"}]}
                """));
        JsonNode scanned = test.call("Scan", "{TableName: 'statements'}");
        List<JsonNode> sorted = StreamSupport.stream(scanned.path("Items").spliterator(), false)
                .sorted(Comparator.comparing(JsonNode::toString))
                .toList();
        test.match(
                "TableScan",
                ((ObjectNode) scanned)
                        .set("Items", JsonCalls.object("Items", sorted).path("Items")));
    }

    @Test
    void statementsOfABatchInsertAndUpdateItems() {
        RecordedDynamoDb test = test("test_dynamodb_batch_execute_statement");
        test.create("batched", "Username");
        test.put("batched", "{Username: {S: 'user02'}}");
        test.match("ExecutedStatement", test.call("BatchExecuteStatement", """
                {Statements: [{Statement: "INSERT INTO batched VALUE {'Username': 'user01'}"},
                              {Statement: "UPDATE batched SET Age=20 WHERE Username='user02'"}]}
                """));
        test.match("ItemUser2", test.get("batched", "{Username: {S: 'user02'}}"));
        test.match("ItemUser1", test.get("batched", "{Username: {S: 'user01'}}"));
    }

    @Test
    void statementsFindWhatIsNotMissing() {
        RecordedDynamoDb test = test("test_dynamodb_partiql_missing");
        test.create("missing", "Username");
        test.call("ExecuteStatement", """
                {Statement: "INSERT INTO missing VALUE {'Username': 'Alice123', 'FirstName':'Alice'}"}
                """);
        test.match(
                "FirstNameNotMissing",
                test.call("ExecuteStatement", "{Statement: 'SELECT * FROM missing WHERE FirstName IS NOT MISSING'}")
                        .path("Items"));
    }

    @Test
    void aStatementsParametersAreNotEmpty() {
        RecordedDynamoDb test = test("test_dynamodb_execute_statement_empy_parameter");
        test.create("unparametrised", "Artist");
        test.match(
                "invalid-param-error",
                test.call("ExecuteStatement", "{Statement: 'SELECT * FROM unparametrised', Parameters: []}"));
    }

    @Test
    void recordsOfKeysOnlyAreMadeByStatementsToo() {
        RecordedDynamoDb test = test("test_dynamodb_stream_stream_view_type");
        JsonNode created = test.create("viewed", "Username", RecordedDynamoDb.viewed("KEYS_ONLY"));
        test.match("create-table", created);
        String arn = created.at("/TableDescription/LatestStreamArn").asText();
        test.put("viewed", "{Username: {S: 'Fred'}}");
        test.put("viewed", "{Username: {S: 'Fred'}}");
        test.call("UpdateItem", """
                {TableName: 'viewed', Key: {Username: {S: 'Fred'}}, UpdateExpression: 'set S=:r',
                 ExpressionAttributeValues: {':r': {S: 'Fred_Modified'}}, ReturnValues: 'UPDATED_NEW'}
                """);
        test.call("DeleteItem", "{TableName: 'viewed', Key: {Username: {S: 'Fred'}}}");
        JsonNode described = test.describeStream(arn);
        test.match("describe-stream", described);
        test.call("ExecuteStatement", "{Statement: \"INSERT INTO viewed VALUE {'Username': 'Alice'}\"}");
        test.call("ExecuteStatement", "{Statement: \"UPDATE viewed SET partiql=1 WHERE Username='Alice'\"}");
        test.call("ExecuteStatement", "{Statement: \"DELETE FROM viewed WHERE Username='Alice'\"}");
        test.match("get-shard-iterator", iteratorAtStart(test, described));
        test.match("get-records", JsonCalls.object("Records", test.records(arn)));
    }

    private static JsonNode iteratorAtStart(RecordedDynamoDb test, JsonNode described) {
        return test.stream(
                "GetShardIterator",
                "{StreamArn: '%s', ShardId: '%s', ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '%s'}"
                        .formatted(
                                described.at("/StreamDescription/StreamArn").asText(),
                                described
                                        .at("/StreamDescription/Shards/0/ShardId")
                                        .asText(),
                                described
                                        .at("/StreamDescription/Shards/0/SequenceNumberRange/StartingSequenceNumber")
                                        .asText()));
    }
}
