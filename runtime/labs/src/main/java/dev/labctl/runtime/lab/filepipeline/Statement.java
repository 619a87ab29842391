package dev.labctl.runtime.lab.filepipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * A PartiQL update of one row that is there.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html">PartiQL update
 *     statements for DynamoDB</a>
 */
final class Statement {
    private final String table;
    private final List<String> changes = new ArrayList<>();
    private final List<AttributeValue> values = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<AttributeValue> operands = new ArrayList<>();

    private Statement(String table) {
        this.table = table;
    }

    static Statement update(String table) {
        return new Statement(table);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    Statement set(String attribute, String value) {
        return set(attribute, AttributeValue.fromS(value));
    }

    Statement set(String attribute, long value) {
        return set(attribute, number(value));
    }

    private Statement set(String attribute, AttributeValue value) {
        changes.add("SET \"%s\" = ?".formatted(attribute));
        values.add(value);
        return this;
    }

    Statement remove(String attribute) {
        changes.add("REMOVE \"%s\"".formatted(attribute));
        return this;
    }

    /** What must hold besides all other conditions; each {@code ?} stands for an operand. */
    Statement where(String condition, AttributeValue... ofCondition) {
        conditions.add(condition);
        operands.addAll(List.of(ofCondition));
        return this;
    }

    /** As a request takes it; a condition that does not hold shows the row. */
    BatchStatementRequest request() {
        return BatchStatementRequest.builder()
                .statement("UPDATE \"%s\" %s WHERE %s"
                        .formatted(table, String.join(" ", changes), String.join(" AND ", conditions)))
                .parameters(Stream.concat(values.stream(), operands.stream()).collect(Collectors.toList()))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }
}
