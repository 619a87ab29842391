package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.item;
import static dev.labctl.localcloud.service.dynamodb.Tables.n;
import static dev.labctl.localcloud.service.dynamodb.Tables.put;
import static dev.labctl.localcloud.service.dynamodb.Tables.s;
import static dev.labctl.localcloud.service.dynamodb.Tables.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** PartiQL statements through the SDK. */
class StatementsTest {
    private static CloudFixture cloud;
    private static DynamoDbClient dynamodb;
    private static int tables;

    private String table;

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
        dynamodb = cloud.client(DynamoDbClient.builder());
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void fill() {
        table = "orders" + tables++;
        dynamodb.createTable(Tables.table(table, "customer:S", "at:N", "state:S")
                .keySchema(Tables.schema("customer", "at"))
                .globalSecondaryIndexes(Tables.global("by-state", "state", "at"))
                .build());
        for (int at = 1; at <= 4; at++) {
            put(dynamodb, table, "customer", "ann", "at", at, "state", at % 2 == 0 ? "paid" : "open", "total", at * 10);
        }
        put(dynamodb, table, "customer", "bob", "at", 1, "state", "open", "note", "it's late");
    }

    private static List<Map<String, AttributeValue>> run(String statement, AttributeValue... parameters) {
        return execute(statement, parameters).items();
    }

    private static ExecuteStatementResponse execute(String statement, AttributeValue... parameters) {
        return dynamodb.executeStatement(execute ->
                execute.statement(statement).parameters(parameters.length == 0 ? null : List.of(parameters)));
    }

    private static List<String> keys(List<Map<String, AttributeValue>> items) {
        return items.stream()
                .map(item -> value(item, "customer").s() + value(item, "at").n())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer = 'ann'                                        | ann1 ann2 ann3 ann4",
                "customer = 'ann' AND at > 2                             | ann3 ann4",
                "customer = 'ann' AND at BETWEEN 2 AND 3                 | ann2 ann3",
                "customer = 'ann' AND 2 >= at                            | ann1 ann2",
                "customer = 'ann' AND state = 'paid'                     | ann2 ann4",
                "customer IN ['ann', 'bob'] AND at = 1                   | ann1 bob1",
                "(customer = 'ann' OR customer = 'bob') AND at = 1       | ann1 bob1",
                "customer = 'ann' ORDER BY at DESC                       | ann4 ann3 ann2 ann1",
                "customer IN ('bob', 'ann') AND at<2 ORDER BY customer   | ann1 bob1",
                "note = 'it''s late'                                     | bob1",
                "contains(note, 'late') AND attribute_type(note, 'S')    | bob1",
                "note IS NOT MISSING                                     | bob1",
                "customer = 'ann' AND NOT (total < 30 OR total > 35)     | ann3",
                "customer = 'ann' AND total IN (10, 20)                  | ann1 ann2",
                "customer = 'ann' AND total NOT BETWEEN 15 AND 35        | ann1 ann4",
                "customer = 'ann' AND total + 10 = 30                    | ann2",
                "customer = 'bob' AND size(note) = 9 AND total IS MISSING| bob1",
            })
    void selectsWhatTheClauseSays(String where, String expected) {
        List<Map<String, AttributeValue>> items = run("SELECT * FROM \"" + table + "\" WHERE " + where.strip());

        assertThat(String.join(" ", keys(items))).isEqualTo(expected);
    }

    @Test
    void columnsAreNamedByTheLastMemberOfTheirPaths() {
        run("INSERT INTO " + table + " VALUE {'customer': 'cid', 'at': 1, 'a': {'b': {'c': [1, 'x']}}, 'd': -1.5}");

        assertThat(run("SELECT a.b, a.b.c[1], d FROM " + table + " WHERE customer = 'cid' AND at = 1"))
                .containsExactly(Map.of(
                        "b", AttributeValue.fromM(Map.of("c", AttributeValue.fromL(List.of(n(1), s("x"))))),
                        "_2", s("x"),
                        "d", AttributeValue.fromN("-1.5")));
    }

    @Test
    void indexesAreSelectedFrom() {
        assertThat(keys(run("SELECT * FROM " + table + ".\"by-state\" WHERE state = ? AND at > ?", s("open"), n(1))))
                .containsExactly("ann3");
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        List<String> seen = new ArrayList<>();
        String statement = "SELECT * FROM " + table + " WHERE customer IN ['ann', 'bob']";
        String token = null;
        do {
            String from = token;
            ExecuteStatementResponse page = dynamodb.executeStatement(
                    execute -> execute.statement(statement).limit(2).nextToken(from));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            seen.addAll(keys(page.items()));
            token = page.nextToken();
        } while (token != null);

        assertThat(seen).containsExactly("ann1", "ann2", "ann3", "ann4", "bob1");
    }

    @Test
    void insertsOnceOnly() {
        String insert = "INSERT INTO " + table + " VALUE {'customer': ?, 'at': ?, 'tags': <<'a', 'b'>>, 'none': null}";
        assertThat(run(insert, s("new"), n(1))).isEmpty();

        assertThatThrownBy(() -> run(insert, s("new"), n(1)))
                .isInstanceOf(DuplicateItemException.class)
                .hasMessageContaining("Duplicate primary key exists in table");
        assertThat(run("SELECT tags, none FROM " + table + " WHERE customer = 'new' AND at = 1"))
                .containsExactly(
                        item("tags", AttributeValue.fromSs(List.of("a", "b")), "none", AttributeValue.fromNul(true)));
    }

    @Test
    void updatesGiveBackWhatIsAsked() {
        String where = " WHERE customer = 'ann' AND at = 1";
        assertThat(run("UPDATE " + table + " SET total = total + 5 SET tags = <<1>> REMOVE state" + where
                        + " RETURNING MODIFIED NEW *"))
                .containsExactly(item("total", 15, "tags", AttributeValue.fromNs(List.of("1"))));
        assertThat(run("UPDATE " + table + " SET tags = set_add(tags, <<2, 3>>)" + where + " RETURNING MODIFIED OLD *"))
                .containsExactly(item("tags", AttributeValue.fromNs(List.of("1"))));
        assertThat(run("UPDATE " + table + " SET tags = set_delete(tags, <<1>>), list = [1]" + where))
                .isEmpty();
        assertThat(run(
                        "UPDATE " + table + " SET list = list_append(list, ?)" + where + " RETURNING ALL NEW *",
                        AttributeValue.fromL(List.of(s("x")))))
                .containsExactly(item(
                        "customer",
                        "ann",
                        "at",
                        1,
                        "total",
                        15,
                        "tags",
                        AttributeValue.fromNs(List.of("2", "3")),
                        "list",
                        AttributeValue.fromL(List.of(n(1), s("x")))));
    }

    @Test
    void updatesAreOfItemsThatAreThereAndFulfilTheClause() {
        assertThatThrownBy(() -> run("UPDATE " + table + " SET total = 1 WHERE customer = 'nobody' AND at = 1"))
                .isInstanceOf(ConditionalCheckFailedException.class);
        ConditionalCheckFailedException failed = catchThrowableOfType(
                ConditionalCheckFailedException.class,
                () -> dynamodb.executeStatement(execute -> execute.statement(
                                "UPDATE " + table + " SET total = 1 WHERE customer = 'ann' AND at = 1 AND total > 100")
                        .returnValuesOnConditionCheckFailure("ALL_OLD")));
        assertThat(value(failed.item(), "total")).isEqualTo(n(10));
    }

    @Test
    void deletesWhatIsThereAndFulfilsTheClause() {
        assertThat(run("DELETE FROM " + table + " WHERE customer = 'nobody' AND at = 1"))
                .isEmpty();
        assertThatThrownBy(() -> run("DELETE FROM " + table + " WHERE customer = 'ann' AND at = 1 AND total = 1"))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(run("DELETE FROM " + table + " WHERE customer = 'ann' AND at = 1 RETURNING ALL OLD *"))
                .containsExactly(item("customer", "ann", "at", 1, "state", "open", "total", 10));
        assertThat(run("SELECT * FROM " + table + " WHERE customer = 'ann' AND at = 1"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM T WHERE                     | Statement wasn't well formed, can't be processed: Unexpected end of the statement",
                "SELECT * FROM T extra                     | Statement wasn't well formed, can't be processed: Unexpected token after expression",
                "SELECT * FROM T WHERE total = ?           | Number of parameters in request and statement don't match.",
                "SELECT * FROM T ORDER BY at               | Must have WHERE clause in the statement when using ORDER BY clause.",
                "SELECT * FROM T WHERE total=1 ORDER BY at | Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
                "SELECT * FROM T WHERE customer='a' ORDER BY total | Variable reference total in ORDER BY clause must be part of the primary key",
                "UPDATE T SET total = 1 WHERE customer='a' | Where clause does not contain a mandatory equality on all key attributes",
                "DELETE FROM T WHERE total = 1             | Where clause does not contain a mandatory equality on all key attributes",
                "SELECT * FROM \"no-such-table\"           | Requested resource not found",
                "SELECT * FROM T.\"no-index\"              | The table does not have the specified index: no-index",
            })
    void saysWhatIsWrong(String statement, String message) {
        String asked = statement.replace(" T ", " " + table + " ").replace(" T.", " " + table + ".");
        DynamoDbException error = catchThrowableOfType(DynamoDbException.class, () -> run(asked));

        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo(message);
    }

    @Test
    void aBatchRunsEachStatementByItself() {
        List<BatchStatementResponse> responses = dynamodb.batchExecuteStatement(batch -> batch.statements(
                        statement("SELECT total FROM " + table + " WHERE customer = 'ann' AND at = 1"),
                        statement("INSERT INTO " + table + " VALUE {'customer': 'ann', 'at': 1}"),
                        statement("SELECT * FROM " + table + " WHERE customer = 'ann'"),
                        statement("SELECT * FROM missing WHERE id = 1")))
                .responses();

        assertThat(responses.get(0).item()).isEqualTo(item("total", 10));
        assertThat(responses.get(0).tableName()).isEqualTo(table);
        assertThat(responses.subList(1, 4))
                .extracting(response -> response.error().codeAsString())
                .containsExactly("DuplicateItem", "ValidationError", "ResourceNotFound");
    }

    private static BatchStatementRequest statement(String statement) {
        return BatchStatementRequest.builder().statement(statement).build();
    }

    private static ParameterizedStatement action(String statement) {
        return ParameterizedStatement.builder().statement(statement).build();
    }

    @Test
    void aTransactionIsAllOrNothing() {
        TransactionCanceledException cancelled = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> dynamodb.executeTransaction(transaction -> transaction.transactStatements(
                        action("EXISTS(SELECT * FROM " + table + " WHERE customer='ann' AND at=1 AND state='paid')"),
                        action("INSERT INTO " + table + " VALUE {'customer': 'ann', 'at': 2}"),
                        action("DELETE FROM " + table + " WHERE customer = 'bob' AND at = 1"))));

        assertThat(cancelled.cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("ConditionalCheckFailed", "DuplicateItem", "None");
        assertThat(run("SELECT * FROM " + table + " WHERE customer = 'bob'")).hasSize(1);
    }

    @Test
    void aTransactionReadsOrIsRepeatedSafely() {
        for (int i = 0; i < 2; i++) {
            dynamodb.executeTransaction(transaction -> transaction
                    .clientRequestToken("token-" + table)
                    .transactStatements(
                            action("UPDATE " + table + " SET total = total + 1 WHERE customer='ann' AND at=1")));
        }

        assertThat(dynamodb.executeTransaction(transaction -> transaction.transactStatements(
                                action("SELECT total FROM " + table + " WHERE customer = 'ann' AND at = 1"),
                                action("SELECT * FROM " + table + " WHERE customer = 'nobody' AND at = 1")))
                        .responses())
                .extracting(ItemResponse::item)
                .containsExactly(item("total", 11), Map.of());
    }
}
