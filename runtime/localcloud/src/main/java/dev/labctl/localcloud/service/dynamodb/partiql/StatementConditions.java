package dev.labctl.localcloud.service.dynamodb.partiql;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the condition of a WHERE clause. */
final class StatementConditions {
    private final StatementTokens tokens;
    private final StatementOperands operands;

    StatementConditions(StatementTokens tokens, StatementOperands operands) {
        this.tokens = tokens;
        this.operands = operands;
    }

    Condition condition() {
        Condition condition = conjunction();
        while (tokens.takeWord("OR")) {
            condition = new Condition.Or(condition, conjunction());
        }
        return condition;
    }

    private Condition conjunction() {
        Condition condition = negation();
        while (tokens.takeWord("AND")) {
            condition = new Condition.And(condition, negation());
        }
        return condition;
    }

    private Condition negation() {
        return tokens.takeWord("NOT") ? new Condition.Not(negation()) : predicate();
    }

    private Condition predicate() {
        return tokens.peek().is("(") ? parenthesised() : isFunction() ? function() : comparison();
    }

    /** Parentheses are around a condition or, failing that, around the first operand of a comparison. */
    private Condition parenthesised() {
        int mark = tokens.mark();
        int used = operands.used();
        try {
            tokens.expect("(");
            Condition inner = condition();
            tokens.expect(")");
            return inner;
        } catch (AwsError e) {
            tokens.back(mark);
            operands.back(used);
            return comparison();
        }
    }

    private boolean isFunction() {
        return tokens.peek().kind() == StatementTokens.Kind.WORD
                && tokens.peekSecond().is("(")
                && !tokens.peek().isWord("size");
    }

    private Condition function() {
        StatementTokens.Token name = tokens.next();
        tokens.expect("(");
        Operand first = operands.operand();
        tokens.expect(",");
        Operand second = operands.operand();
        tokens.expect(")");
        if (name.isWord("begins_with")) {
            return new Condition.BeginsWith(first, second);
        }
        if (name.isWord("contains")) {
            return new Condition.Contains(first, second);
        }
        if (name.isWord("attribute_type") && second instanceof Operand.Literal type) {
            return new Condition.HasType(path(first), type.value().s());
        }
        throw StatementTokens.malformed("No such function: " + name.text());
    }

    private Condition comparison() {
        Operand left = operands.operand();
        if (tokens.takeWord("IS")) {
            return tokens.takeWord("NOT") ? new Condition.Not(is(left)) : is(left);
        }
        boolean negated = tokens.takeWord("NOT");
        Condition condition = negated ? rangeOrList(left) : comparedOrRangeOrList(left);
        return negated ? new Condition.Not(condition) : condition;
    }

    private Condition is(Operand left) {
        if (tokens.takeWord("MISSING")) {
            return new Condition.Not(new Condition.Exists(path(left)));
        }
        tokens.expectWord("NULL");
        return new Condition.HasType(path(left), "NULL");
    }

    private static Path path(Operand operand) {
        if (operand instanceof Operand.Attribute attribute) {
            return attribute.path();
        }
        throw StatementTokens.malformed("Expected a document path");
    }

    private Condition comparedOrRangeOrList(Operand left) {
        if (tokens.peek().isWord("BETWEEN") || tokens.peek().isWord("IN")) {
            return rangeOrList(left);
        }
        Condition.Comparator comparator =
                switch (tokens.peek().kind() == StatementTokens.Kind.SYMBOL
                        ? tokens.peek().text()
                        : "") {
                    case "=" -> Condition.Comparator.EQ;
                    case "<>", "!=" -> Condition.Comparator.NE;
                    case "<" -> Condition.Comparator.LT;
                    case "<=" -> Condition.Comparator.LE;
                    case ">" -> Condition.Comparator.GT;
                    case ">=" -> Condition.Comparator.GE;
                    default -> throw tokens.unexpected();
                };
        tokens.next();
        Operand right = operands.operand();
        // Keys are looked for on the left, where most people write them.
        return left instanceof Operand.Literal
                ? new Condition.Comparison(comparator.mirrored(), right, left)
                : new Condition.Comparison(comparator, left, right);
    }

    private Condition rangeOrList(Operand left) {
        if (tokens.takeWord("BETWEEN")) {
            Operand low = operands.operand();
            tokens.expectWord("AND");
            return new Condition.Between(left, low, operands.operand());
        }
        tokens.expectWord("IN");
        if (tokens.take("(")) {
            return new Condition.In(left, list(")"));
        }
        AttributeValue list = operands.value();
        if (list.type() != AttributeValue.Type.L) {
            throw StatementTokens.malformed("Expected a list after IN");
        }
        return new Condition.In(
                left, list.l().stream().<Operand>map(Operand.Literal::new).toList());
    }

    private List<Operand> list(String end) {
        List<Operand> candidates = new ArrayList<>();
        do {
            candidates.add(operands.operand());
        } while (tokens.take(","));
        tokens.expect(end);
        return candidates;
    }
}
