package dev.labctl.localcloud.service.dynamodb.partiql;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Update;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Parses statements. */
public final class StatementParser {
    private final StatementTokens tokens;
    private final StatementOperands operands;
    private final StatementConditions conditions;

    private StatementParser(StatementTokens tokens, List<AttributeValue> parameters) {
        this.tokens = tokens;
        this.operands = new StatementOperands(tokens, parameters);
        this.conditions = new StatementConditions(tokens, operands);
    }

    /**
     * Parses a statement whose {@code ?} stand for the parameters in turn.
     *
     * @throws AwsError ValidationException when it is malformed, or has fewer or more {@code ?} than parameters
     */
    public static Statement parse(String text, List<AttributeValue> parameters) {
        StatementTokens tokens = new StatementTokens(text);
        StatementParser parser = new StatementParser(tokens, parameters);
        Statement statement = parser.statement();
        tokens.take(";");
        if (tokens.peek().kind() != StatementTokens.Kind.END) {
            throw StatementTokens.malformed("Unexpected token after expression");
        }
        if (parser.operands.used() != parameters.size()) {
            throw StatementOperands.mismatch();
        }
        return statement;
    }

    private Statement statement() {
        if (tokens.peek().isWord("SELECT")) {
            return select();
        }
        if (tokens.takeWord("INSERT")) {
            return insert();
        }
        if (tokens.takeWord("UPDATE")) {
            return update();
        }
        if (tokens.takeWord("DELETE")) {
            return delete();
        }
        if (tokens.takeWord("EXISTS")) {
            tokens.expect("(");
            Statement.Select select = select();
            tokens.expect(")");
            return new Statement.Exists(select);
        }
        throw tokens.unexpected();
    }

    private Statement.Select select() {
        tokens.expectWord("SELECT");
        List<Statement.Column> columns = new ArrayList<>();
        if (!tokens.take("*")) {
            do {
                columns.add(column(columns.size() + 1));
            } while (tokens.take(","));
        }
        tokens.expectWord("FROM");
        String table = operands.name();
        String index = tokens.take(".") ? operands.name() : null;
        Condition where = where();
        return new Statement.Select(
                table, index, columns, where == null ? new Condition.Always() : where, order(where));
    }

    private Statement.Column column(int position) {
        Path path = operands.path();
        Path.Element last = path.elements().get(path.elements().size() - 1);
        return new Statement.Column(path, last instanceof Path.Field field ? field.name() : "_" + position);
    }

    private List<Statement.Order> order(@Nullable Condition where) {
        List<Statement.Order> order = new ArrayList<>();
        if (!tokens.takeWord("ORDER")) {
            return order;
        }
        tokens.expectWord("BY");
        if (where == null) {
            throw AwsError.validation("Must have WHERE clause in the statement when using ORDER BY clause.");
        }
        do {
            String attribute = operands.name();
            boolean descending = tokens.takeWord("DESC");
            if (!descending) {
                tokens.takeWord("ASC");
            }
            order.add(new Statement.Order(attribute, descending));
        } while (tokens.take(","));
        return order;
    }

    private @Nullable Condition where() {
        return tokens.takeWord("WHERE") ? conditions.condition() : null;
    }

    private Statement insert() {
        tokens.expectWord("INTO");
        String table = operands.name();
        tokens.expectWord("VALUE");
        AttributeValue item = operands.value();
        if (item.type() != AttributeValue.Type.M) {
            throw StatementTokens.malformed("Expected an item after VALUE");
        }
        return new Statement.Insert(table, item.m());
    }

    private Statement update() {
        String table = operands.name();
        List<Update.Action> actions = new ArrayList<>();
        while (tokens.peek().isWord("SET") || tokens.peek().isWord("REMOVE")) {
            boolean sets = tokens.next().isWord("SET");
            do {
                actions.add(sets ? set() : new Update.Action.Remove(operands.path()));
            } while (tokens.take(","));
        }
        if (actions.isEmpty()) {
            throw tokens.unexpected();
        }
        return new Statement.Modify(table, new Update(actions), requiredWhere(), returning());
    }

    private Condition requiredWhere() {
        Condition where = where();
        if (where == null) {
            throw AwsError.validation("Where clause does not contain a mandatory equality on all key attributes");
        }
        return where;
    }

    private Update.Action set() {
        Path path = operands.path();
        tokens.expect("=");
        StatementTokens.Token function = tokens.peek();
        if (function.kind() != StatementTokens.Kind.WORD || !tokens.peekSecond().is("(") || function.isWord("size")) {
            return new Update.Action.Set(path, operands.operand());
        }
        tokens.next();
        tokens.expect("(");
        Operand first = operands.operand();
        tokens.expect(",");
        Operand second = operands.operand();
        tokens.expect(")");
        if (function.isWord("list_append")) {
            return new Update.Action.Set(path, new Operand.ListAppend(first, second));
        }
        boolean own =
                first instanceof Operand.Attribute attribute && attribute.path().equals(path);
        if (function.isWord("set_add") && own && second instanceof Operand.Literal added) {
            return new Update.Action.Add(path, added.value());
        }
        if (function.isWord("set_delete") && own && second instanceof Operand.Literal removed) {
            return new Update.Action.Delete(path, removed.value());
        }
        throw StatementTokens.malformed("No such function of this attribute: " + function.text());
    }

    private Statement delete() {
        tokens.expectWord("FROM");
        String table = operands.name();
        Condition where = requiredWhere();
        Statement.Returning returning = returning();
        if (returning != Statement.Returning.NONE && returning != Statement.Returning.ALL_OLD) {
            throw AwsError.validation("DELETE statements can only return ALL OLD *");
        }
        return new Statement.Delete(table, where, returning);
    }

    private Statement.Returning returning() {
        if (!tokens.takeWord("RETURNING")) {
            return Statement.Returning.NONE;
        }
        boolean all = tokens.takeWord("ALL");
        if (!all) {
            tokens.expectWord("MODIFIED");
        }
        boolean old = tokens.takeWord("OLD");
        if (!old) {
            tokens.expectWord("NEW");
        }
        tokens.expect("*");
        if (all) {
            return old ? Statement.Returning.ALL_OLD : Statement.Returning.ALL_NEW;
        }
        return old ? Statement.Returning.MODIFIED_OLD : Statement.Returning.MODIFIED_NEW;
    }
}
