package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic part of "Using metric math": numbers, ids, {@code + - * / ^}, comparisons, and the functions IF, FILL,
 * ABS, CEIL, FLOOR, SUM, AVG, MIN and MAX (of a list of ids). Anything else is an error that names it.
 */
final class MetricMath {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\d+\\.?\\d*(?:[eE][-+]?\\d+)?|[A-Za-z_]\\w*|<=|>=|==|!=|[-+*/^(),<>\\[\\]])");
    private static final Map<String, BinaryOperator<Double>> COMPARISONS = Map.of(
            "<", (a, b) -> a < b ? 1.0 : 0.0,
            ">", (a, b) -> a > b ? 1.0 : 0.0,
            "<=", (a, b) -> a <= b ? 1.0 : 0.0,
            ">=", (a, b) -> a >= b ? 1.0 : 0.0,
            "==", (a, b) -> a.equals(b) ? 1.0 : 0.0,
            "!=", (a, b) -> a.equals(b) ? 0.0 : 1.0);

    private final String expression;
    private final Function<String, Map<Long, Double>> values;
    private final Predicate<String> isId;
    private final List<String> tokens = new ArrayList<>();
    private int position;

    MetricMath(String expression, Function<String, Map<Long, Double>> values, Predicate<String> isId) {
        this.expression = expression;
        this.values = values;
        this.isId = isId;
        Matcher matcher = TOKEN.matcher(expression.strip());
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end < expression.strip().length()) {
            throw error("unexpected '" + expression.strip().charAt(end) + "'");
        }
    }

    /** A number is the same at each instant; a series has values at some. */
    private record Value(@Nullable Double number, Map<Long, Double> series) {
        static Value of(double number) {
            return new Value(number, Map.of());
        }

        @Nullable
        Double at(long instant) {
            return number != null ? number : series.get(instant);
        }
    }

    /**
     * The expression's values by instant.
     *
     * @throws AwsError ValidationError when it cannot be computed here
     */
    Map<Long, Double> evaluate() {
        Value value = comparison();
        if (position < tokens.size()) {
            throw error("unexpected " + tokens.get(position));
        }
        if (value.number() != null) {
            throw error("the result must be a time series");
        }
        return value.series();
    }

    private Value comparison() {
        Value left = sum();
        BinaryOperator<Double> operator = COMPARISONS.get(peek());
        if (operator == null) {
            return left;
        }
        position++;
        return combine(left, sum(), operator);
    }

    private Value sum() {
        Value left = product();
        while (true) {
            if (take("+")) {
                left = combine(left, product(), Double::sum);
            } else if (take("-")) {
                left = combine(left, product(), (a, b) -> a - b);
            } else {
                return left;
            }
        }
    }

    private Value product() {
        Value left = power();
        while (true) {
            if (take("*")) {
                left = combine(left, power(), (a, b) -> a * b);
            } else if (take("/")) {
                left = combine(left, power(), (a, b) -> a / b);
            } else {
                return left;
            }
        }
    }

    private Value power() {
        if (take("-")) {
            return combine(Value.of(0), power(), (a, b) -> a - b);
        }
        Value base = primary();
        return take("^") ? combine(base, power(), Math::pow) : base;
    }

    private Value primary() {
        String token = peek();
        position++;
        if (token.equals("(")) {
            Value value = comparison();
            expect(")");
            return value;
        }
        if (!token.isEmpty() && Character.isDigit(token.charAt(0))) {
            return Value.of(Double.parseDouble(token));
        }
        if (isId.test(token)) {
            return new Value(null, values.apply(token));
        }
        if (peek().equals("(")) {
            return function(token.toUpperCase(Locale.ROOT));
        }
        throw error(token.isEmpty() ? "it ends too early" : "unknown " + token);
    }

    private Value function(String name) {
        expect("(");
        List<Value> arguments = new ArrayList<>();
        String mode = "";
        do {
            if (take("[")) {
                do {
                    arguments.add(comparison());
                } while (take(","));
                expect("]");
            } else if (name.equals("FILL") && arguments.size() == 1 && peek().equals("REPEAT")) {
                mode = "REPEAT";
                position++;
            } else {
                arguments.add(comparison());
            }
        } while (take(","));
        expect(")");
        return switch (name) {
            case "ABS" -> map(only(name, arguments), Math::abs);
            case "CEIL" -> map(only(name, arguments), Math::ceil);
            case "FLOOR" -> map(only(name, arguments), Math::floor);
            case "SUM" -> reduce(arguments, Double::sum, false);
            case "AVG" -> reduce(arguments, Double::sum, true);
            case "MIN" -> reduce(arguments, Math::min, false);
            case "MAX" -> reduce(arguments, Math::max, false);
            case "IF" -> choose(arguments);
            case "FILL" -> fill(arguments, mode);
            default -> throw error("the local cloud does not compute " + name);
        };
    }

    private Value only(String name, List<Value> arguments) {
        if (arguments.size() != 1) {
            throw error(name + " takes one argument");
        }
        return arguments.get(0);
    }

    private static Value map(Value value, Function<Double, Double> function) {
        if (value.number() != null) {
            return Value.of(function.apply(value.number()));
        }
        Map<Long, Double> mapped = new TreeMap<>();
        value.series().forEach((instant, number) -> mapped.put(instant, function.apply(number)));
        return new Value(null, mapped);
    }

    private static Value reduce(List<Value> arguments, BinaryOperator<Double> operator, boolean isAverage) {
        Map<Long, Double> reduced = new TreeMap<>();
        for (long instant : instants(arguments)) {
            List<Double> present = new ArrayList<>();
            for (Value argument : arguments) {
                Double number = argument.at(instant);
                if (number != null) {
                    present.add(number);
                }
            }
            double result = present.stream().reduce(operator).orElse(0.0);
            reduced.put(instant, isAverage ? result / present.size() : result);
        }
        return new Value(null, reduced);
    }

    private static Set<Long> instants(List<Value> values) {
        Set<Long> instants = new TreeSet<>();
        values.forEach(value -> instants.addAll(value.series().keySet()));
        return instants;
    }

    private Value choose(List<Value> arguments) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw error("IF takes two or three arguments");
        }
        Map<Long, Double> chosen = new TreeMap<>();
        for (long instant : instants(arguments)) {
            Double condition = arguments.get(0).at(instant);
            Value branch = condition != null && condition != 0
                    ? arguments.get(1)
                    : arguments.size() > 2 ? arguments.get(2) : new Value(null, Map.of());
            Double number = condition == null ? null : branch.at(instant);
            if (number != null) {
                chosen.put(instant, number);
            }
        }
        return new Value(null, chosen);
    }

    /** Fills the instants at which some other metric of the expression has a value and this one has none. */
    private Value fill(List<Value> arguments, String mode) {
        Set<Long> instants = new TreeSet<>();
        tokens.stream()
                .filter(isId)
                .forEach(id -> instants.addAll(values.apply(id).keySet()));
        Map<Long, Double> filled = new TreeMap<>();
        Double last = null;
        for (long instant : instants) {
            Double number = arguments.get(0).at(instant);
            if (number == null) {
                number = mode.equals("REPEAT")
                        ? last
                        : arguments.size() > 1 ? arguments.get(1).at(instant) : null;
            }
            if (number != null) {
                filled.put(instant, number);
                last = number;
            }
        }
        return new Value(null, filled);
    }

    /** Both sides at each instant at which both have a value; what is no number (a division by zero) is left out. */
    private static Value combine(Value left, Value right, BinaryOperator<Double> operator) {
        if (left.number() != null && right.number() != null) {
            return Value.of(operator.apply(left.number(), right.number()));
        }
        Map<Long, Double> combined = new TreeMap<>();
        for (long instant : instants(List.of(left, right))) {
            Double a = left.at(instant);
            Double b = right.at(instant);
            if (a != null && b != null) {
                double result = operator.apply(a, b);
                if (!Double.isNaN(result) && !Double.isInfinite(result)) {
                    combined.put(instant, result);
                }
            }
        }
        return new Value(null, combined);
    }

    private String peek() {
        return position < tokens.size() ? tokens.get(position) : "";
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw error("'" + token + "' expected");
        }
    }

    private AwsError error(String what) {
        return CloudWatchErrors.validation("Error in expression '" + expression + "': " + what);
    }
}
