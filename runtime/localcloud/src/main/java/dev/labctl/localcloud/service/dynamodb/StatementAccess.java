package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.partiql.Statement;
import dev.labctl.localcloud.service.dynamodb.partiql.StatementParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;

/** Which permissions statements need ("IAM security policies with PartiQL for DynamoDB", developer guide). */
final class StatementAccess {
    private final TableCatalog catalog;

    StatementAccess(TableCatalog catalog) {
        this.catalog = catalog;
    }

    List<Access> execute(ExecuteStatementRequest request, Call call) {
        return List.of(access(request.statement(), request.parameters(), call));
    }

    List<Access> batch(BatchExecuteStatementRequest request, Call call) {
        return request.statements().stream()
                .map(each -> access(each.statement(), each.parameters(), call))
                .distinct()
                .toList();
    }

    List<Access> transaction(ExecuteTransactionRequest request, Call call) {
        return request.transactStatements().stream()
                .map(each -> access(each.statement(), each.parameters(), call))
                .distinct()
                .toList();
    }

    /** What a statement needs; for one that cannot be read, which the operation reports, any permission to select. */
    private Access access(@Nullable String text, List<AttributeValue> parameters, Call call) {
        try {
            return access(StatementParser.parse(text == null ? "" : text, parameters), call);
        } catch (AwsError e) {
            return Access.to("dynamodb:PartiQLSelect", "*");
        }
    }

    private Access access(Statement statement, Call call) {
        String table = TableNames.arn(statement.table(), call);
        Optional<TableRow> row = catalog.find(call.region(), statement.table()).map(LiveTable::row);
        if (statement instanceof Statement.Insert insert) {
            return withKey(Access.to("dynamodb:PartiQLInsert", table), row, insert.item());
        }
        if (statement instanceof Statement.Modify modify) {
            return withKey(Access.to("dynamodb:PartiQLUpdate", table), row, key(modify.where(), row));
        }
        if (statement instanceof Statement.Delete delete) {
            return withKey(Access.to("dynamodb:PartiQLDelete", table), row, key(delete.where(), row));
        }
        Statement.Select select =
                statement instanceof Statement.Exists exists ? exists.select() : (Statement.Select) statement;
        String source = select.index() == null ? table : table + "/index/" + select.index();
        boolean scans = row.map(known ->
                        KeyChoice.of(select.where(), keyOf(known, select)).isScan())
                .orElse(false);
        Access access =
                Access.to("dynamodb:PartiQLSelect", source).with("dynamodb:FullTableScan", String.valueOf(scans));
        return withKey(access, row, key(select.where(), row));
    }

    private static KeyDefinition keyOf(TableRow table, Statement.Select select) {
        String index = select.index();
        return index == null
                ? table.key()
                : table.index(index).map(IndexDefinition::key).orElse(table.key());
    }

    private static Map<String, AttributeValue> key(Condition where, Optional<TableRow> row) {
        return row.flatMap(table -> KeyChoice.itemIfNamed(where, table)).orElse(Map.of());
    }

    private static Access withKey(Access access, Optional<TableRow> row, Map<String, AttributeValue> item) {
        return row.map(table -> item.get(table.key().hash().name()))
                .flatMap(DynamoDbAccess::text)
                .map(key -> access.with(DynamoDbAccess.LEADING_KEYS, List.of(key)))
                .orElse(access);
    }
}
