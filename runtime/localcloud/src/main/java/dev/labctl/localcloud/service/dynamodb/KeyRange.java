package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.ExpressionKind;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.value.KeyCodec;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The stretch of keys that a key condition selects: {@code from <= key < to}.
 *
 * @param from inclusive
 * @param to exclusive
 * @param condition the same as a condition, to check keys against
 */
record KeyRange(String from, String to, Condition condition) {
    private static final String NOT_SUPPORTED = "Query key condition not supported";

    /**
     * Reads a key condition: the partition key's value and at most one condition on the sort key.
     *
     * @throws AwsError ValidationException when it is anything else
     */
    static KeyRange of(Condition condition, KeyDefinition key) {
        Map<String, Term> terms = new LinkedHashMap<>();
        collect(condition, terms);
        Term hash = terms.remove(key.hash().name());
        if (hash == null) {
            throw AwsError.validation(
                    "Query condition missed key schema element: " + key.hash().name());
        }
        Term range = key.range() == null ? null : terms.remove(key.range().name());
        if (!terms.isEmpty()) {
            String missed = key.range() != null && range == null ? key.range().name() : null;
            throw AwsError.validation(
                    missed == null ? NOT_SUPPORTED : "Query condition missed key schema element: " + missed);
        }
        if (hash.operator != Operator.EQ) {
            throw AwsError.validation(NOT_SUPPORTED);
        }
        requireType(key.hash(), hash);
        String partition = KeyCodec.partition(hash.low);
        if (range == null || key.range() == null) {
            return new KeyRange(partition, partition + KeyCodec.AFTER, condition);
        }
        requireType(key.range(), range);
        return range.within(partition, condition);
    }

    private static void requireType(KeyDefinition.Attribute attribute, Term term) {
        for (AttributeValue value : term.values()) {
            if (!attribute.matches(value)) {
                throw AwsError.validation("One or more parameter values were invalid: "
                        + "Condition parameter type does not match schema type");
            }
            if (value.type() == AttributeValue.Type.S && value.s().isEmpty()) {
                throw AwsError.validation("One or more parameter values are not valid. The AttributeValue for a key "
                        + "attribute cannot contain an empty string value. Key: " + attribute.name());
            }
        }
    }

    private static void collect(Condition condition, Map<String, Term> terms) {
        if (condition instanceof Condition.And and) {
            collect(and.first(), terms);
            collect(and.second(), terms);
            return;
        }
        Term term = term(condition);
        if (terms.put(term.attribute, term) != null) {
            throw ExpressionKind.KEY_CONDITION.invalid(
                    "KeyConditionExpressions must only contain one condition per key");
        }
    }

    private static Term term(Condition condition) {
        if (condition instanceof Condition.Comparison comparison) {
            return comparison(comparison);
        }
        if (condition instanceof Condition.Between between) {
            return new Term(
                    attribute(between.operand()), Operator.BETWEEN, literal(between.low()), literal(between.high()));
        }
        if (condition instanceof Condition.BeginsWith beginsWith) {
            return new Term(attribute(beginsWith.operand()), Operator.BEGINS_WITH, literal(beginsWith.prefix()), null);
        }
        throw ExpressionKind.KEY_CONDITION.invalid(
                "Invalid operator used in KeyConditionExpression: " + name(condition));
    }

    private static String name(Condition condition) {
        if (condition instanceof Condition.Or) {
            return "OR";
        }
        if (condition instanceof Condition.Not not) {
            return not.negated() instanceof Condition.Exists ? "attribute_not_exists" : "NOT";
        }
        if (condition instanceof Condition.In) {
            return "IN";
        }
        if (condition instanceof Condition.Contains) {
            return "contains";
        }
        return condition instanceof Condition.Exists ? "attribute_exists" : "attribute_type";
    }

    private static Term comparison(Condition.Comparison comparison) {
        boolean flipped = comparison.left() instanceof Operand.Literal;
        Operand attribute = flipped ? comparison.right() : comparison.left();
        Operand value = flipped ? comparison.left() : comparison.right();
        Operator operator =
                switch (comparison.comparator()) {
                    case EQ -> Operator.EQ;
                    case LT -> flipped ? Operator.GT : Operator.LT;
                    case LE -> flipped ? Operator.GE : Operator.LE;
                    case GT -> flipped ? Operator.LT : Operator.GT;
                    case GE -> flipped ? Operator.LE : Operator.GE;
                    case NE ->
                        throw ExpressionKind.KEY_CONDITION.invalid(
                                "Invalid operator used in KeyConditionExpression: <>");
                };
        return new Term(attribute(attribute), operator, literal(value), null);
    }

    private static String attribute(Operand operand) {
        if (operand instanceof Operand.Attribute attribute && attribute.path().isRoot()) {
            return attribute.path().root();
        }
        if (operand instanceof Operand.Attribute) {
            throw ExpressionKind.KEY_CONDITION.invalid(
                    "KeyConditionExpressions cannot have conditions on nested attributes");
        }
        throw ExpressionKind.KEY_CONDITION.invalid("Invalid operand in KeyConditionExpression");
    }

    private static AttributeValue literal(Operand operand) {
        if (operand instanceof Operand.Literal literal) {
            return literal.value();
        }
        throw AwsError.validation(NOT_SUPPORTED);
    }

    private enum Operator {
        EQ,
        LT,
        LE,
        GT,
        GE,
        BETWEEN,
        BEGINS_WITH
    }

    /** A condition on one key attribute. */
    private record Term(
            String attribute,
            Operator operator,
            AttributeValue low,
            @Nullable AttributeValue high) {
        List<AttributeValue> values() {
            return high == null ? List.of(low) : List.of(low, high);
        }

        KeyRange within(String partition, Condition condition) {
            String all = partition + KeyCodec.AFTER;
            String value = partition + KeyCodec.part(low);
            String afterValue = value + KeyCodec.AFTER;
            return switch (operator) {
                case EQ -> new KeyRange(value, afterValue, condition);
                case LT -> new KeyRange(partition, value, condition);
                case LE -> new KeyRange(partition, afterValue, condition);
                case GT -> new KeyRange(afterValue, all, condition);
                case GE -> new KeyRange(value, all, condition);
                case BETWEEN -> between(partition, value, condition);
                case BEGINS_WITH -> beginsWith(partition, condition);
            };
        }

        private KeyRange between(String partition, String value, Condition condition) {
            AttributeValue upper = high == null ? low : high;
            if (Values.compare(low, upper) > 0) {
                throw AwsError.validation(
                        "One or more parameter values were invalid: The BETWEEN condition was provided a "
                                + "range where the lower bound is greater than the upper bound");
            }
            return new KeyRange(value, partition + KeyCodec.part(upper) + KeyCodec.AFTER, condition);
        }

        private KeyRange beginsWith(String partition, Condition condition) {
            if (low.type() == AttributeValue.Type.N) {
                throw ExpressionKind.KEY_CONDITION.invalid(
                        "Incorrect operand type for operator or function; operator or "
                                + "function: begins_with, operand type: N");
            }
            String start = partition + KeyCodec.prefix(low);
            return new KeyRange(start, start + KeyCodec.AFTER, condition);
        }
    }

    /** The stretch of a parallel scan's segment. */
    static KeyRange segment(int segment, int totalSegments) {
        long buckets = 1L << 32;
        long first = buckets * segment / totalSegments;
        long end = buckets * (segment + 1) / totalSegments;
        String to = end == buckets ? String.valueOf(KeyCodec.AFTER) : KeyCodec.bucket(end);
        return new KeyRange(first == 0 ? "" : KeyCodec.bucket(first), to, new Condition.Always());
    }

    /** The names of the attributes a condition is about. */
    static List<String> attributes(Condition condition) {
        List<String> names = new ArrayList<>();
        collectAttributes(condition, names);
        return names;
    }

    private static void collectAttributes(Condition condition, List<String> names) {
        if (condition instanceof Condition.And and) {
            collectAttributes(and.first(), names);
            collectAttributes(and.second(), names);
        } else if (condition instanceof Condition.Or or) {
            collectAttributes(or.first(), names);
            collectAttributes(or.second(), names);
        } else if (condition instanceof Condition.Not not) {
            collectAttributes(not.negated(), names);
        } else if (condition instanceof Condition.Exists exists) {
            names.add(exists.path().root());
        } else if (condition instanceof Condition.HasType hasType) {
            names.add(hasType.path().root());
        } else if (condition instanceof Condition.Comparison comparison) {
            addRoot(comparison.left(), names);
            addRoot(comparison.right(), names);
        } else if (condition instanceof Condition.Between between) {
            addRoot(between.operand(), names);
            addRoot(between.low(), names);
            addRoot(between.high(), names);
        } else if (condition instanceof Condition.In in) {
            addRoot(in.operand(), names);
            in.candidates().forEach(candidate -> addRoot(candidate, names));
        } else if (condition instanceof Condition.BeginsWith beginsWith) {
            addRoot(beginsWith.operand(), names);
            addRoot(beginsWith.prefix(), names);
        } else if (condition instanceof Condition.Contains contains) {
            addRoot(contains.container(), names);
            addRoot(contains.operand(), names);
        }
    }

    private static void addRoot(Operand operand, List<String> names) {
        if (operand instanceof Operand.Attribute attribute) {
            names.add(attribute.path().root());
        } else if (operand instanceof Operand.Size size) {
            addRoot(size.operand(), names);
        }
    }
}
