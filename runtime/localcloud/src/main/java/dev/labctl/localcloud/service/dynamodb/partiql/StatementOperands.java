package dev.labctl.localcloud.service.dynamodb.partiql;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads names, document paths, values and what has a value. */
final class StatementOperands {
    private final StatementTokens tokens;
    private final List<AttributeValue> parameters;
    private int used;

    StatementOperands(StatementTokens tokens, List<AttributeValue> parameters) {
        this.tokens = tokens;
        this.parameters = parameters;
    }

    /** How many parameters were taken. */
    int used() {
        return used;
    }

    /** Gives back parameters when the reading goes back. */
    void back(int before) {
        used = before;
    }

    String name() {
        StatementTokens.Token token = tokens.peek();
        if (token.kind() != StatementTokens.Kind.WORD && token.kind() != StatementTokens.Kind.QUOTED) {
            throw tokens.unexpected();
        }
        return tokens.next().text();
    }

    Path path() {
        List<Path.Element> elements = new ArrayList<>();
        elements.add(new Path.Field(name()));
        while (true) {
            if (tokens.take(".")) {
                elements.add(new Path.Field(name()));
            } else if (tokens.take("[")) {
                elements.add(element(tokens.next()));
                tokens.expect("]");
            } else {
                return new Path(elements);
            }
        }
    }

    private Path.Element element(StatementTokens.Token token) {
        if (token.kind() == StatementTokens.Kind.STRING) {
            return new Path.Field(token.text());
        }
        if (token.kind() != StatementTokens.Kind.NUMBER || !token.text().matches("\\d{1,9}")) {
            throw StatementTokens.malformed("Unexpected path component '" + token.text() + "'");
        }
        return new Path.Index(Integer.parseInt(token.text()));
    }

    /** A sum, a difference, or a single operand. */
    Operand operand() {
        Operand operand = single();
        while (tokens.peek().is("+") || tokens.peek().is("-")) {
            boolean minus = tokens.next().is("-");
            operand = new Operand.Arithmetic(operand, single(), minus);
        }
        return operand;
    }

    private Operand single() {
        if (isValue()) {
            return new Operand.Literal(value());
        }
        if (tokens.take("(")) {
            Operand operand = operand();
            tokens.expect(")");
            return operand;
        }
        if (tokens.peek().isWord("size") && tokens.peekSecond().is("(")) {
            tokens.next();
            tokens.expect("(");
            Operand measured = operand();
            tokens.expect(")");
            return new Operand.Size(measured);
        }
        return new Operand.Attribute(path());
    }

    private boolean isValue() {
        StatementTokens.Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case WORD -> token.isWord("true") || token.isWord("false") || token.isWord("null");
            case SYMBOL ->
                token.is("?")
                        || token.is("[")
                        || token.is("{")
                        || token.is("<<")
                        || ((token.is("-") || token.is("+"))
                                && tokens.peekSecond().kind() == StatementTokens.Kind.NUMBER);
            case QUOTED, END -> false;
        };
    }

    /** A literal or a parameter, in its canonical form. */
    AttributeValue value() {
        return Canonical.of(anyValue());
    }

    private AttributeValue anyValue() {
        if (!isValue()) {
            throw tokens.unexpected();
        }
        StatementTokens.Token token = tokens.next();
        return switch (token.kind()) {
            case STRING -> AttributeValue.fromS(token.text());
            case NUMBER -> AttributeValue.fromN(token.text());
            case WORD ->
                token.isWord("null") ? AttributeValue.fromNul(true) : AttributeValue.fromBool(token.isWord("true"));
            case SYMBOL, QUOTED, END -> structure(token.text());
        };
    }

    private AttributeValue structure(String symbol) {
        return switch (symbol) {
            case "?" -> parameter();
            case "[" -> AttributeValue.fromL(values("]"));
            case "<<" -> set(values(">>"));
            case "{" -> AttributeValue.fromM(members());
            case "-" -> AttributeValue.fromN("-" + tokens.next().text());
            default -> AttributeValue.fromN(tokens.next().text());
        };
    }

    private AttributeValue parameter() {
        if (used >= parameters.size()) {
            throw mismatch();
        }
        return parameters.get(used++);
    }

    static AwsError mismatch() {
        return AwsError.validation("Number of parameters in request and statement don't match.");
    }

    private List<AttributeValue> values(String end) {
        List<AttributeValue> values = new ArrayList<>();
        while (!tokens.take(end)) {
            if (!values.isEmpty()) {
                tokens.expect(",");
            }
            values.add(anyValue());
        }
        return values;
    }

    private Map<String, AttributeValue> members() {
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        while (!tokens.take("}")) {
            if (!members.isEmpty()) {
                tokens.expect(",");
            }
            StatementTokens.Token name = tokens.next();
            if (name.kind() != StatementTokens.Kind.STRING && name.kind() != StatementTokens.Kind.QUOTED) {
                throw StatementTokens.malformed("Expected a quoted attribute name, found '" + name.text() + "'");
            }
            tokens.expect(":");
            members.put(name.text(), anyValue());
        }
        return members;
    }

    private static AttributeValue set(List<AttributeValue> elements) {
        if (elements.isEmpty()
                || elements.stream().map(AttributeValue::type).distinct().count() > 1) {
            throw AwsError.validation("A set must have elements, all of one type");
        }
        return switch (elements.get(0).type()) {
            case S ->
                AttributeValue.fromSs(elements.stream().map(AttributeValue::s).toList());
            case N ->
                AttributeValue.fromNs(elements.stream().map(AttributeValue::n).toList());
            case B -> {
                List<SdkBytes> bytes = elements.stream().map(AttributeValue::b).toList();
                yield AttributeValue.fromBs(bytes);
            }
            case SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw AwsError.validation("A set can only have strings, numbers or binary values");
        };
    }
}
