package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Parses update expressions ("Using update expressions in DynamoDB", developer guide). */
public final class UpdateParser {
    private static final Set<String> CONDITION_FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");

    private final Tokens tokens;
    private final Placeholders placeholders;
    private final Paths paths;

    private UpdateParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.placeholders = placeholders;
        this.paths = new Paths(tokens, placeholders);
    }

    /**
     * Parses an update expression.
     *
     * @throws AwsError ValidationException as AWS words it
     */
    public static Update parse(String expression, Placeholders placeholders) {
        Tokens tokens = new Tokens(ExpressionKind.UPDATE, expression);
        Update update = new Update(new UpdateParser(tokens, placeholders).clauses());
        Paths.requireDisjoint(ExpressionKind.UPDATE, update.paths());
        return update;
    }

    private List<Update.Action> clauses() {
        List<Update.Action> actions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (tokens.peek().kind() != Token.Kind.END) {
            String clause = tokens.peek().text().toUpperCase(Locale.ROOT);
            if (!Set.of("SET", "REMOVE", "ADD", "DELETE").contains(clause)) {
                throw tokens.unexpected();
            }
            tokens.next();
            if (!seen.add(clause)) {
                throw invalid("The \"" + clause + "\" section can only be used once in an update expression;");
            }
            do {
                actions.add(action(clause));
            } while (tokens.take(","));
        }
        return actions;
    }

    private Update.Action action(String clause) {
        Path path = paths.read();
        return switch (clause) {
            case "SET" -> {
                tokens.expect("=");
                yield new Update.Action.Set(path, value());
            }
            case "REMOVE" -> new Update.Action.Remove(path);
            case "ADD" -> new Update.Action.Add(path, literal(clause));
            default -> new Update.Action.Delete(path, literal(clause));
        };
    }

    private AttributeValue literal(String clause) {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.VALUE_PLACEHOLDER) {
            throw tokens.unexpected();
        }
        tokens.next();
        AttributeValue value = placeholders.value(ExpressionKind.UPDATE, token.text());
        boolean allowed =
                switch (value.type()) {
                    case SS, NS, BS -> true;
                    case N -> clause.equals("ADD");
                    case S, B, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> false;
                };
        if (!allowed) {
            throw invalid("Incorrect operand type for operator or function; operator: " + clause + ", operand type: "
                    + longTypeName(value) + ", typeSet: ALLOWED_FOR_" + clause + "_OPERAND");
        }
        return value;
    }

    private static String longTypeName(AttributeValue value) {
        return switch (value.type()) {
            case S -> "STRING";
            case N -> "NUMBER";
            case B -> "BINARY";
            case SS -> "STRING_SET";
            case NS -> "NUMBER_SET";
            case BS -> "BINARY_SET";
            case M -> "MAP";
            case L -> "LIST";
            case BOOL -> "BOOLEAN";
            case NUL -> "NULL";
            case UNKNOWN_TO_SDK_VERSION -> "UNKNOWN";
        };
    }

    private Operand value() {
        Operand first = operand();
        boolean minus = tokens.peek().is("-");
        if (!minus && !tokens.peek().is("+")) {
            return first;
        }
        String operator = tokens.next().text();
        Operand second = operand();
        requireLiteralType(operator, first, AttributeValue.Type.N);
        requireLiteralType(operator, second, AttributeValue.Type.N);
        return new Operand.Arithmetic(first, second, minus);
    }

    private Operand operand() {
        Token token = tokens.peek();
        if (token.kind() == Token.Kind.VALUE_PLACEHOLDER) {
            tokens.next();
            return new Operand.Literal(placeholders.value(ExpressionKind.UPDATE, token.text()));
        }
        if (tokens.take("(")) {
            Operand operand = value();
            tokens.expect(")");
            return operand;
        }
        if (token.kind() == Token.Kind.WORD && tokens.peekSecond().is("(")) {
            return function(tokens.next().text());
        }
        return new Operand.Attribute(paths.read());
    }

    private Operand function(String name) {
        if (CONDITION_FUNCTIONS.contains(name)) {
            throw invalid("The function is not allowed in an update expression; function: " + name);
        }
        boolean append = name.equals("list_append");
        if (!append && !name.equals("if_not_exists")) {
            throw invalid("Invalid function name; function: " + name);
        }
        List<Operand> arguments = arguments(name);
        if (append) {
            requireLiteralType(name, arguments.get(0), AttributeValue.Type.L);
            requireLiteralType(name, arguments.get(1), AttributeValue.Type.L);
            return new Operand.ListAppend(arguments.get(0), arguments.get(1));
        }
        if (arguments.get(0) instanceof Operand.Attribute attribute) {
            return new Operand.IfNotExists(attribute.path(), arguments.get(1));
        }
        throw invalid("Operator or function requires a document path; operator or function: if_not_exists");
    }

    private List<Operand> arguments(String function) {
        tokens.expect("(");
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (tokens.take(","));
        tokens.expect(")");
        if (arguments.size() != 2) {
            throw invalid("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments.size());
        }
        return arguments;
    }

    private static void requireLiteralType(String operator, Operand operand, AttributeValue.Type type) {
        if (operand instanceof Operand.Literal literal && literal.value().type() != type) {
            throw invalid("Incorrect operand type for operator or function; operator or function: " + operator
                    + ", operand type: " + Values.typeName(literal.value()));
        }
    }

    private static AwsError invalid(String why) {
        return ExpressionKind.UPDATE.invalid(why);
    }
}
