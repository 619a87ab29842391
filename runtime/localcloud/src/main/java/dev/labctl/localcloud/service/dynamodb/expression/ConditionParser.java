package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Parses conditions: OR binds loosest, then AND, then NOT.
 *
 * <p>Source: "Comparison operator and function reference", DynamoDB developer guide.
 */
public final class ConditionParser {
    private static final Set<String> FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");
    private static final Set<String> TYPES = Set.of("S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M");

    private final Tokens tokens;
    private final Placeholders placeholders;
    private final Paths paths;

    private ConditionParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.placeholders = placeholders;
        this.paths = new Paths(tokens, placeholders);
    }

    /**
     * Parses a condition, filter or key condition expression.
     *
     * @throws AwsError ValidationException as AWS words it
     */
    public static Condition parse(ExpressionKind kind, String expression, Placeholders placeholders) {
        Tokens tokens = new Tokens(kind, expression);
        Condition condition = new ConditionParser(tokens, placeholders).disjunction();
        tokens.expectEnd();
        return condition;
    }

    private Condition disjunction() {
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
        if (tokens.takeWord("NOT")) {
            return new Condition.Not(negation());
        }
        if (tokens.take("(")) {
            Condition condition = disjunction();
            tokens.expect(")");
            return condition;
        }
        return predicate();
    }

    private Condition predicate() {
        if (isFunction() && !tokens.peek().text().equals("size")) {
            return function();
        }
        Operand left = operand();
        if (tokens.takeWord("BETWEEN")) {
            Operand low = operand();
            if (!tokens.takeWord("AND")) {
                throw tokens.unexpected();
            }
            return between(left, low, operand());
        }
        if (tokens.takeWord("IN")) {
            return new Condition.In(left, candidates());
        }
        for (Condition.Comparator comparator : Condition.Comparator.values()) {
            if (tokens.take(comparator.symbol())) {
                return comparison(comparator, left, operand());
            }
        }
        throw tokens.unexpected();
    }

    private boolean isFunction() {
        return tokens.peek().kind() == Token.Kind.WORD && tokens.peekSecond().is("(");
    }

    private Condition comparison(Condition.Comparator comparator, Operand left, Operand right) {
        if (left.equals(right) && left instanceof Operand.Attribute attribute) {
            throw invalid(
                    "The first operand must be distinct from the remaining operands for this operator or function; "
                            + "operator: " + comparator.symbol() + ", first operand: " + attribute.path());
        }
        if (comparator != Condition.Comparator.EQ && comparator != Condition.Comparator.NE) {
            requireOrdered(comparator.symbol(), left);
            requireOrdered(comparator.symbol(), right);
        }
        return new Condition.Comparison(comparator, left, right);
    }

    private Condition between(Operand operand, Operand low, Operand high) {
        requireOrdered("BETWEEN", low);
        requireOrdered("BETWEEN", high);
        if (low instanceof Operand.Literal lower && high instanceof Operand.Literal upper) {
            String bounds = "lower bound operand: AttributeValue: " + Values.show(lower.value())
                    + ", upper bound operand: AttributeValue: " + Values.show(upper.value());
            if (lower.value().type() != upper.value().type()) {
                throw invalid("The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
            }
            if (Values.compare(lower.value(), upper.value()) > 0) {
                throw invalid("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
                        + bounds);
            }
        }
        return new Condition.Between(operand, low, high);
    }

    private void requireOrdered(String operator, Operand operand) {
        if (operand instanceof Operand.Literal literal && !Values.areOrdered(literal.value(), literal.value())) {
            throw wrongType(operator, literal.value());
        }
    }

    private List<Operand> candidates() {
        tokens.expect("(");
        List<Operand> candidates = new ArrayList<>();
        do {
            candidates.add(operand());
        } while (tokens.take(","));
        tokens.expect(")");
        return candidates;
    }

    private Operand operand() {
        if (isFunction()) {
            String name = tokens.peek().text();
            requireKnown(name);
            if (!name.equals("size")) {
                throw invalid("The function is not allowed to be used this way in an expression; function: " + name);
            }
            tokens.next();
            List<Operand> arguments = arguments(name, 1);
            return new Operand.Size(arguments.get(0));
        }
        return simple();
    }

    private Operand simple() {
        Token token = tokens.peek();
        if (token.kind() == Token.Kind.VALUE_PLACEHOLDER) {
            tokens.next();
            return new Operand.Literal(placeholders.value(tokens.kind(), token.text()));
        }
        if (tokens.take("(")) {
            Operand operand = operand();
            tokens.expect(")");
            return operand;
        }
        return new Operand.Attribute(paths.read());
    }

    private Condition function() {
        String name = tokens.next().text();
        requireKnown(name);
        return switch (name) {
            case "attribute_exists" -> new Condition.Exists(path(name, arguments(name, 1)));
            case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(path(name, arguments(name, 1))));
            case "attribute_type" -> hasType(arguments(name, 2));
            case "begins_with" -> beginsWith(arguments(name, 2));
            default -> contains(arguments(name, 2));
        };
    }

    private void requireKnown(String name) {
        if (!FUNCTIONS.contains(name)) {
            throw invalid("Invalid function name; function: " + name.toLowerCase(Locale.ROOT));
        }
    }

    private List<Operand> arguments(String function, int count) {
        tokens.expect("(");
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (tokens.take(","));
        tokens.expect(")");
        if (arguments.size() != count) {
            throw invalid("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments.size());
        }
        if (arguments.size() == 2 && arguments.get(0).equals(arguments.get(1))) {
            throw invalid(
                    "The first operand must be distinct from the remaining operands for this operator or function; "
                            + "operator: " + function + ", first operand: " + show(arguments.get(0)));
        }
        return arguments;
    }

    private static String show(Operand operand) {
        if (operand instanceof Operand.Attribute attribute) {
            return attribute.path().toString();
        }
        return operand instanceof Operand.Literal literal
                ? "AttributeValue: " + Values.show(literal.value())
                : operand.toString();
    }

    private Path path(String function, List<Operand> arguments) {
        if (arguments.get(0) instanceof Operand.Attribute attribute) {
            return attribute.path();
        }
        throw invalid("Operator or function requires a document path; operator or function: " + function);
    }

    private Condition hasType(List<Operand> arguments) {
        Path path = path("attribute_type", arguments);
        if (!(arguments.get(1) instanceof Operand.Literal type)) {
            throw invalid("Incorrect operand type for operator or function; operator or function: attribute_type, "
                    + "operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
        }
        if (type.value().type() != AttributeValue.Type.S) {
            throw wrongType("attribute_type", type.value());
        }
        if (!TYPES.contains(type.value().s())) {
            throw invalid("Invalid attribute type name found; type: "
                    + type.value().s() + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
        return new Condition.HasType(path, type.value().s());
    }

    private Condition beginsWith(List<Operand> arguments) {
        for (Operand argument : arguments) {
            if (argument instanceof Operand.Literal literal
                    && literal.value().type() != AttributeValue.Type.S
                    && literal.value().type() != AttributeValue.Type.B) {
                throw wrongType("begins_with", literal.value());
            }
        }
        return new Condition.BeginsWith(arguments.get(0), arguments.get(1));
    }

    private Condition contains(List<Operand> arguments) {
        return new Condition.Contains(arguments.get(0), arguments.get(1));
    }

    private AwsError wrongType(String operator, AttributeValue value) {
        return invalid("Incorrect operand type for operator or function; operator or function: " + operator
                + ", operand type: " + Values.typeName(value));
    }

    private AwsError invalid(String why) {
        return tokens.kind().invalid(why);
    }
}
