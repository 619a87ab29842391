package dev.labctl.localcloud.identity;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One key of one operator in a statement's {@code Condition}, with the values the policy gives for it. */
final class Condition {
    private final ConditionOperator operator;
    private final Quantifier quantifier;
    private final boolean ifExists;
    private final String key;
    private final List<Operand> operands;

    /** How the several values of a key count: {@code ForAllValues:}, {@code ForAnyValue:}, or a key with one value. */
    enum Quantifier {
        SINGLE,
        ALL,
        ANY
    }

    /** A value of the policy; compared with what was prepared when it holds no variables. */
    private record Operand(PolicyText text, Predicate<String> prepared, boolean isConstant) {}

    /**
     * A condition.
     *
     * @param values as written in the policy
     * @param hasVariables whether {@code ${...}} means a variable in this policy's version
     */
    Condition(
            ConditionOperator operator,
            Quantifier quantifier,
            boolean ifExists,
            String key,
            List<String> values,
            boolean hasVariables) {
        this.operator = operator;
        this.quantifier = quantifier;
        this.ifExists = ifExists;
        this.key = key.toLowerCase(Locale.ROOT);
        this.operands = values.stream()
                .map(value -> operand(operator, operator.operand(value, hasVariables)))
                .toList();
    }

    private static Operand operand(ConditionOperator operator, PolicyText text) {
        String constant = text.constant();
        return constant == null
                ? new Operand(text, value -> false, false)
                : new Operand(text, operator.against(constant), true);
    }

    String key() {
        return key;
    }

    boolean holds(RequestContext request) {
        List<String> values = request.values(key);
        if (operator == ConditionOperator.NULL) {
            return isLikeAny(String.valueOf(values.isEmpty()), request);
        }
        if (values.isEmpty()) {
            return switch (quantifier) {
                case ALL -> true;
                case ANY -> ifExists;
                case SINGLE -> ifExists || operator.isNegated();
            };
        }
        return switch (quantifier) {
            case ALL -> values.stream().allMatch(value -> holdsFor(value, request));
            case ANY -> values.stream().anyMatch(value -> holdsFor(value, request));
            case SINGLE ->
                operator.isNegated()
                        ? values.stream().allMatch(value -> holdsFor(value, request))
                        : values.stream().anyMatch(value -> holdsFor(value, request));
        };
    }

    private boolean holdsFor(String value, RequestContext request) {
        return operator.isNegated() != isLikeAny(value, request);
    }

    private boolean isLikeAny(String value, RequestContext request) {
        for (Operand operand : operands) {
            if (operand.isConstant() ? operand.prepared().test(value) : isLike(operand.text(), value, request)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLike(PolicyText text, String value, RequestContext request) {
        String resolved = text.resolve(request);
        return resolved != null && operator.against(resolved).test(value);
    }
}
