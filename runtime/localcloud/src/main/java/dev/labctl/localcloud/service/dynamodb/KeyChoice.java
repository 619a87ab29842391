package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the WHERE clause of a statement says of a key.
 *
 * @param ranges the stretches of keys to read: a partition each, or the whole table
 * @param filter what is left of the clause to hold of the items there
 * @param isScan whether the partition key is not chosen
 */
record KeyChoice(List<KeyRange> ranges, Condition filter, boolean isScan) {
    KeyChoice {
        ranges = List.copyOf(ranges);
    }

    /**
     * The key of the one item a clause is about.
     *
     * @throws AwsError ValidationException when it does not equate all key attributes
     */
    static Map<String, AttributeValue> item(Condition where, TableRow table) {
        return itemIfNamed(where, table)
                .orElseThrow(() -> AwsError.validation(
                        "Where clause does not contain a mandatory equality on all key attributes"));
    }

    /** The key of the one item a clause is about; empty when it may be about others. */
    static Optional<Map<String, AttributeValue>> itemIfNamed(Condition where, TableRow table) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        for (Condition term : terms(where)) {
            if (term instanceof Condition.Comparison comparison
                    && comparison.comparator() == Condition.Comparator.EQ
                    && comparison.left() instanceof Operand.Attribute attribute
                    && attribute.path().isRoot()
                    && table.key().contains(attribute.path().root())
                    && comparison.right() instanceof Operand.Literal value) {
                key.putIfAbsent(attribute.path().root(), value.value());
            }
        }
        return key.size() == table.key().attributes().size()
                ? Optional.of(ItemRules.key(table, key))
                : Optional.empty();
    }

    /** How a SELECT finds its items by the key of the table or of an index. */
    static KeyChoice of(Condition where, KeyDefinition key) {
        List<Condition> rest = new ArrayList<>(terms(where));
        Map<String, Condition> partitions = new TreeMap<>();
        for (Condition term : terms(where)) {
            List<Condition> equalities = equalities(term, key.hash());
            if (!equalities.isEmpty()) {
                equalities.forEach(equality ->
                        partitions.put(KeyRange.of(equality, keyOfHash(key)).from(), equality));
                rest.remove(term);
                break;
            }
        }
        if (partitions.isEmpty()) {
            return new KeyChoice(List.of(KeyRange.segment(0, 1)), where, true);
        }
        Optional<Condition> sort = rest.stream()
                .filter(term -> key.range() != null && isSortCondition(term, key.range()))
                .findFirst();
        sort.ifPresent(rest::remove);
        List<KeyRange> ranges = partitions.values().stream()
                .map(partition -> KeyRange.of(
                        sort.<Condition>map(term -> new Condition.And(partition, term))
                                .orElse(partition),
                        key))
                .toList();
        return new KeyChoice(ranges, rest.stream().reduce(Condition.And::new).orElse(new Condition.Always()), false);
    }

    private static KeyDefinition keyOfHash(KeyDefinition key) {
        return new KeyDefinition(key.hash(), null);
    }

    private static List<Condition> terms(Condition condition) {
        if (condition instanceof Condition.And and) {
            List<Condition> terms = new ArrayList<>(terms(and.first()));
            terms.addAll(terms(and.second()));
            return terms;
        }
        return List.of(condition);
    }

    /** The values of the partition key a term allows, as equalities; none when it says something else. */
    private static List<Condition> equalities(Condition term, KeyDefinition.Attribute hash) {
        if (term instanceof Condition.Or or) {
            List<Condition> first = equalities(or.first(), hash);
            List<Condition> second = equalities(or.second(), hash);
            List<Condition> all = new ArrayList<>(first);
            all.addAll(second);
            return first.isEmpty() || second.isEmpty() ? List.of() : all;
        }
        if (term instanceof Condition.In in && isAttribute(in.operand(), hash) && areLiterals(in.candidates())) {
            return in.candidates().stream()
                    .<Condition>map(
                            candidate -> new Condition.Comparison(Condition.Comparator.EQ, in.operand(), candidate))
                    .toList();
        }
        return term instanceof Condition.Comparison comparison
                        && comparison.comparator() == Condition.Comparator.EQ
                        && isAttribute(comparison.left(), hash)
                        && areLiterals(List.of(comparison.right()))
                ? List.of(term)
                : List.of();
    }

    private static boolean isSortCondition(Condition term, KeyDefinition.Attribute range) {
        if (term instanceof Condition.Comparison comparison) {
            return comparison.comparator() != Condition.Comparator.NE
                    && isAttribute(comparison.left(), range)
                    && areLiterals(List.of(comparison.right()));
        }
        if (term instanceof Condition.Between between) {
            return isAttribute(between.operand(), range) && areLiterals(List.of(between.low(), between.high()));
        }
        return term instanceof Condition.BeginsWith begins
                && isAttribute(begins.operand(), range)
                && areLiterals(List.of(begins.prefix()));
    }

    private static boolean isAttribute(Operand operand, KeyDefinition.Attribute key) {
        return operand instanceof Operand.Attribute attribute
                && attribute.path().isRoot()
                && attribute.path().root().equals(key.name());
    }

    private static boolean areLiterals(List<Operand> operands) {
        return operands.stream().allMatch(operand -> operand instanceof Operand.Literal);
    }
}
