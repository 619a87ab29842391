package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Intrinsic;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A template's named conditions, each evaluated once. */
final class Conditions {
    private final Template template;
    private final Evaluator evaluator;
    private final Map<String, Boolean> known = new HashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();

    Conditions(Template template, Evaluator evaluator) {
        this.template = template;
        this.evaluator = evaluator;
    }

    synchronized boolean holds(String name) {
        Boolean before = known.get(name);
        if (before != null) {
            return before;
        }
        TemplateNode expression = template.conditions().get(name);
        if (expression == null) {
            throw TemplateException.format("Unresolved condition dependency " + name + " in the template");
        }
        if (!underWay.add(name)) {
            throw TemplateException.format("Circular dependency between conditions: " + underWay);
        }
        boolean holds = truth(expression);
        underWay.remove(name);
        known.put(name, holds);
        return holds;
    }

    /** Evaluates them all, so that what is wrong with one that nothing uses is told too. */
    void holdAll() {
        template.conditions().keySet().forEach(this::holds);
    }

    Object evaluate(Intrinsic call) {
        return switch (call.name()) {
            case "Condition" -> holds(((Scalar) call.argument()).text());
            case "Fn::Equals" -> equal(call);
            case "Fn::Not" ->
                !truth(parts(call, 1, 1, "every Fn::Not object requires one boolean parameter.")
                        .get(0));
            case "Fn::Contains" -> lists(call).get(0).containsAll(lists(call).get(1));
            case "Fn::EachMemberIn", "Fn::EachMemberEquals" ->
                lists(call).get(1).containsAll(lists(call).get(0));
            case "Fn::And" -> junction(call).stream().allMatch(this::truth);
            default -> junction(call).stream().anyMatch(this::truth);
        };
    }

    private List<TemplateNode> junction(Intrinsic call) {
        return parts(
                call,
                2,
                10,
                "every " + call.name() + " object requires a list of at least 2 and at most 10 boolean parameters.");
    }

    private boolean equal(Intrinsic call) {
        String usage = "every Fn::Equals object requires a list of 2 string parameters.";
        List<TemplateNode> sides = parts(call, 2, 2, usage);
        Object left = evaluator.evaluateArgument(sides.get(0));
        Object right = evaluator.evaluateArgument(sides.get(1));
        if (left instanceof List || left instanceof Map) {
            return left.equals(right);
        }
        return Evaluator.textOf(left, usage).equals(Evaluator.textOf(right, usage));
    }

    /** The two arguments of a function of rules, each as a list of strings. */
    private List<List<String>> lists(Intrinsic call) {
        String usage = "every " + call.name() + " object requires two parameters, the first a list of strings";
        return parts(call, 2, 2, usage).stream()
                .map(evaluator::evaluateArgument)
                .map(value -> value instanceof List<?> list ? list : List.of(value))
                .map(list -> list.stream()
                        .map(item -> Evaluator.textOf(java.util.Objects.requireNonNull(item), usage))
                        .toList())
                .toList();
    }

    private static List<TemplateNode> parts(Intrinsic call, int min, int max, String usage) {
        if (call.argument() instanceof Sequence sequence
                && sequence.items().size() >= min
                && sequence.items().size() <= max) {
            return sequence.items();
        }
        throw TemplateException.error(usage);
    }

    private boolean truth(TemplateNode node) {
        if (node instanceof Mapping mapping && mapping.intrinsic() != null) {
            Object value = evaluator.evaluateArgument(node);
            if (value instanceof Boolean holds) {
                return holds;
            }
        }
        if (node instanceof Scalar scalar
                && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return scalar.text().equals("true");
        }
        throw TemplateException.format("Conditions can only be boolean operations on parameters and other conditions");
    }
}
