package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template's {@code Rules}: assertions about parameter values, checked before anything is created or updated. */
final class Rules {
    private static final Set<String> MEMBERS = Set.of("RuleCondition", "Assertions");

    private final Evaluator evaluator;

    Rules(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** @throws TemplateException naming the first rule whose assertion does not hold, with the assertion's description */
    void check(String name, TemplateNode rule) {
        if (!(rule instanceof Mapping body)
                || !MEMBERS.containsAll(body.members().keySet())
                || !(body.get("Assertions") instanceof Sequence assertions)) {
            throw TemplateException.format("Rule " + name + " must have Assertions and may have a RuleCondition");
        }
        TemplateNode condition = body.get("RuleCondition");
        if (condition != null && !holds(name, condition)) {
            return;
        }
        for (TemplateNode assertion : assertions.items()) {
            if (!holds(name, assertion instanceof Mapping one ? one.get("Assert") : null)) {
                String description = Template.text(assertion.nearest("/AssertDescription"));
                throw TemplateException.error(
                        "Rule " + name + " failed" + (description == null ? "" : ": " + description.strip()));
            }
        }
    }

    private boolean holds(String name, @Nullable TemplateNode expression) {
        Object value = expression == null ? null : evaluator.evaluateArgument(expression);
        if (value instanceof Boolean isTrue) {
            return isTrue;
        }
        throw TemplateException.format("Rule " + name + " must be made of boolean operations on parameters");
    }
}
