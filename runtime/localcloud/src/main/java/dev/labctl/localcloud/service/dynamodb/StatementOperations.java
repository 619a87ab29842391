package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.partiql.Statement;
import dev.labctl.localcloud.service.dynamodb.partiql.StatementParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** PartiQL: ExecuteStatement, BatchExecuteStatement and ExecuteTransaction. */
final class StatementOperations {
    private static final int MAX_BATCH = 25;
    private static final int MAX_TRANSACTION = 100;

    private final ItemStore items;
    private final StatementReads reads;
    private final StatementWrites writes;
    private final Transactions transactions;

    StatementOperations(TableCatalog catalog, ItemStore items, ItemWrites writes, Transactions transactions) {
        this.items = items;
        this.reads = new StatementReads(catalog, items);
        this.writes = new StatementWrites(catalog, writes);
        this.transactions = transactions;
    }

    ExecuteStatementResponse execute(ExecuteStatementRequest request, Call call) {
        new Constraints()
                .required("statement", request.statement())
                .notEmpty("parameters", request.hasParameters() ? request.parameters() : null)
                .atLeast("limit", request.limit(), 1)
                .check();
        Statement statement = StatementParser.parse(request.statement(), request.parameters());
        if (statement instanceof Statement.Select select) {
            StatementReads.Page page = reads.page(
                    select,
                    Boolean.TRUE.equals(request.consistentRead()),
                    request.limit(),
                    request.nextToken(),
                    call.region());
            return ExecuteStatementResponse.builder()
                    .items(page.items())
                    .nextToken(page.nextToken())
                    .lastEvaluatedKey(page.lastKey())
                    .consumedCapacity(page.capacity().show(request.returnConsumedCapacity()))
                    .build();
        }
        if (statement instanceof Statement.Exists) {
            throw AwsError.validation("Unsupported operation: EXISTS is only supported in ExecuteTransaction");
        }
        Write write = run(statement, request.returnValuesOnConditionCheckFailure(), call);
        return ExecuteStatementResponse.builder()
                .items(write.returned == null ? List.of() : List.of(write.returned))
                .consumedCapacity(write.capacity.show(request.returnConsumedCapacity()))
                .build();
    }

    /** What a write gave back and cost. */
    private record Write(@Nullable Map<String, AttributeValue> returned, Capacity capacity) {}

    private Write run(Statement statement, @Nullable ReturnValuesOnConditionCheckFailure shown, Call call) {
        ItemWrite write = writes.of(statement, shown == ReturnValuesOnConditionCheckFailure.ALL_OLD, call.region());
        ItemWrite.Outcome outcome = items.change(List.of(write.ref()), () -> write.run(items));
        Capacity capacity = new Capacity(write.table().row().name());
        capacity.write(write.table().row(), outcome.written());
        return new Write(StatementWrites.returned(statement, write, outcome), capacity);
    }

    BatchExecuteStatementResponse batch(BatchExecuteStatementRequest request, Call call) {
        new Constraints()
                .required("statements", request.hasStatements() ? request.statements() : null)
                .notEmpty("statements", request.statements())
                .atMost("statements", request.statements(), MAX_BATCH)
                .check();
        List<BatchStatementResponse> responses = new ArrayList<>();
        List<ConsumedCapacity> consumed = new ArrayList<>();
        for (BatchStatementRequest each : request.statements()) {
            Capacity capacity = respond(each, call, responses);
            ConsumedCapacity shown = capacity == null ? null : capacity.show(request.returnConsumedCapacity());
            if (shown != null) {
                consumed.add(shown);
            }
        }
        return BatchExecuteStatementResponse.builder()
                .responses(responses)
                .consumedCapacity(consumed.isEmpty() ? null : consumed)
                .build();
    }

    /** Runs one of a batch's statements by itself; gives what it cost, null when it failed. */
    private @Nullable Capacity respond(
            BatchStatementRequest request, Call call, List<BatchStatementResponse> responses) {
        BatchStatementResponse.Builder response = BatchStatementResponse.builder();
        try {
            new Constraints()
                    .required("statements.member.statement", request.statement())
                    .notEmpty("statements.member.parameters", request.hasParameters() ? request.parameters() : null)
                    .check();
            Statement statement = StatementParser.parse(request.statement(), request.parameters());
            response.tableName(TableNames.name(statement.table()));
            Write done = statement instanceof Statement.Select select
                    ? read(select, Boolean.TRUE.equals(request.consistentRead()), call)
                    : run(statement, request.returnValuesOnConditionCheckFailure(), call);
            responses.add(response.item(done.returned).build());
            return done.capacity;
        } catch (AwsError e) {
            responses.add(response.error(error(e)).build());
            return null;
        }
    }

    private Write read(Statement.Select select, boolean isConsistent, Call call) {
        reads.item(
                select,
                call.region(),
                "Select statements within BatchExecuteStatement must specify the primary key in the where clause.");
        StatementReads.Page page = reads.page(select, isConsistent, null, null, call.region());
        return new Write(page.items().isEmpty() ? null : page.items().get(0), page.capacity());
    }

    private static BatchStatementError error(AwsError e) {
        String code = e.code().equals("ValidationException")
                ? "ValidationError"
                : e.code().replaceAll("Exception$", "");
        BatchStatementError.Builder error =
                BatchStatementError.builder().code(code).message(e.message());
        if (e.details() instanceof ConditionalCheckFailedException failed && failed.hasItem()) {
            error.item(failed.item());
        }
        return error.build();
    }

    ExecuteTransactionResponse transaction(ExecuteTransactionRequest request, Call call) {
        new Constraints()
                .required("transactStatements", request.hasTransactStatements() ? request.transactStatements() : null)
                .notEmpty("transactStatements", request.transactStatements())
                .atMost("transactStatements", request.transactStatements(), MAX_TRANSACTION)
                .check();
        List<Statement> statements = request.transactStatements().stream()
                .map(StatementOperations::statement)
                .toList();
        long selects =
                statements.stream().filter(Statement.Select.class::isInstance).count();
        if (selects == statements.size()) {
            return reads(statements, request, call);
        }
        if (selects > 0) {
            throw AwsError.validation("Transaction request cannot include both read and write statements");
        }
        return writes(statements, request, call);
    }

    private static Statement statement(ParameterizedStatement request) {
        new Constraints()
                .required("transactStatements.member.statement", request.statement())
                .notEmpty("transactStatements.member.parameters", request.hasParameters() ? request.parameters() : null)
                .check();
        return StatementParser.parse(request.statement(), request.parameters());
    }

    private ExecuteTransactionResponse reads(List<Statement> statements, ExecuteTransactionRequest request, Call call) {
        List<Transactions.Read> all = statements.stream()
                .map(
                        statement -> reads.item(
                                (Statement.Select) statement,
                                call.region(),
                                "Select statements within ExecuteTransaction must specify the primary key in the where clause."))
                .toList();
        Map<String, Capacity> byTable = new LinkedHashMap<>();
        List<ItemResponse> responses = transactions.read(all, byTable);
        return ExecuteTransactionResponse.builder()
                .responses(responses)
                .consumedCapacity(Transactions.shown(byTable, request.returnConsumedCapacity()))
                .build();
    }

    private ExecuteTransactionResponse writes(
            List<Statement> statements, ExecuteTransactionRequest request, Call call) {
        List<ParameterizedStatement> asked = request.transactStatements();
        List<Integer> positions =
                java.util.stream.IntStream.range(0, asked.size()).boxed().toList();
        List<ItemWrite> all = Transactions.prepare(
                positions,
                at -> writes.of(
                        statements.get(at),
                        asked.get(at).returnValuesOnConditionCheckFailure()
                                == ReturnValuesOnConditionCheckFailure.ALL_OLD,
                        call.region()));
        String token = request.clientRequestToken();
        List<ItemWrite.Outcome> outcomes = transactions.write(
                all, token == null ? null : call.region() + "/" + token, ClientTokens.fingerprint(asked));
        return ExecuteTransactionResponse.builder()
                .responses(List.of())
                .consumedCapacity(Transactions.capacity(all, outcomes, request.returnConsumedCapacity()))
                .build();
    }
}
