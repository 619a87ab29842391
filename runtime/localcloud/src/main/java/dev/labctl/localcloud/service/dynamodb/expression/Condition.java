package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A condition on an item; an absent item is an item without attributes. */
public sealed interface Condition {
    boolean holds(Map<String, AttributeValue> item);

    /** Holds always. */
    record Always() implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return true;
        }
    }

    /** {@code a AND b}. */
    record And(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return first.holds(item) && second.holds(item);
        }
    }

    /** {@code a OR b}. */
    record Or(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return first.holds(item) || second.holds(item);
        }
    }

    /** {@code NOT a}. */
    record Not(Condition negated) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return !negated.holds(item);
        }
    }

    /** {@code a = b}, {@code a < b} ... An absent operand equals nothing and is in no order. */
    record Comparison(Comparator comparator, Operand left, Operand right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue a = left.of(item);
            AttributeValue b = right.of(item);
            if (a == null || b == null) {
                return comparator == Comparator.NE;
            }
            return switch (comparator) {
                case EQ -> a.equals(b);
                case NE -> !a.equals(b);
                case LT -> Values.areOrdered(a, b) && Values.compare(a, b) < 0;
                case LE -> Values.areOrdered(a, b) && Values.compare(a, b) <= 0;
                case GT -> Values.areOrdered(a, b) && Values.compare(a, b) > 0;
                case GE -> Values.areOrdered(a, b) && Values.compare(a, b) >= 0;
            };
        }
    }

    /** The comparators. */
    enum Comparator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String symbol;

        Comparator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** The comparator that says the same with its operands exchanged. */
        public Comparator mirrored() {
            return switch (this) {
                case EQ, NE -> this;
                case LT -> GT;
                case LE -> GE;
                case GT -> LT;
                case GE -> LE;
            };
        }
    }

    /** {@code a BETWEEN low AND high}. */
    record Between(Operand operand, Operand low, Operand high) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return new Comparison(Comparator.GE, operand, low).holds(item)
                    && new Comparison(Comparator.LE, operand, high).holds(item);
        }
    }

    /** {@code a IN (b, c)}. */
    record In(Operand operand, List<Operand> candidates) implements Condition {
        public In {
            candidates = List.copyOf(candidates);
        }

        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue value = operand.of(item);
            return value != null && candidates.stream().anyMatch(candidate -> value.equals(candidate.of(item)));
        }
    }

    /** {@code attribute_exists(path)}. */
    record Exists(Path path) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return path.of(item) != null;
        }
    }

    /** {@code attribute_type(path, :type)}. */
    record HasType(Path path, String type) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue value = path.of(item);
            return value != null && Values.typeName(value).equals(type);
        }
    }

    /** {@code begins_with(a, b)}. */
    record BeginsWith(Operand operand, Operand prefix) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue value = operand.of(item);
            AttributeValue start = prefix.of(item);
            return value != null && start != null && Values.beginsWith(value, start);
        }
    }

    /** {@code contains(a, b)}. */
    record Contains(Operand container, Operand operand) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue whole = container.of(item);
            AttributeValue part = operand.of(item);
            return whole != null && part != null && Values.contains(whole, part);
        }
    }
}
