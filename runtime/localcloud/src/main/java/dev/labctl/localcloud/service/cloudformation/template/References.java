package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Intrinsic;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Position;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the names a piece of a template refers to. */
public final class References {
    static final Pattern SUB_VARIABLE = Pattern.compile("\\$\\{([^!{}][^{}]*)}");

    private final @Nullable Predicate<String> conditions;
    private final List<Reference> found = new ArrayList<>();

    private References(@Nullable Predicate<String> conditions) {
        this.conditions = conditions;
    }

    /** Every reference, in all branches of {@code Fn::If}. */
    public static List<Reference> in(TemplateNode node) {
        return collect(node, null);
    }

    /** The references that count when conditions have these values. */
    public static List<Reference> in(TemplateNode node, Predicate<String> conditions) {
        return collect(node, conditions);
    }

    private static List<Reference> collect(TemplateNode node, @Nullable Predicate<String> conditions) {
        References references = new References(conditions);
        references.visit(node);
        return references.found;
    }

    private void visit(TemplateNode node) {
        if (node instanceof Sequence sequence) {
            sequence.items().forEach(this::visit);
        } else if (node instanceof Mapping mapping) {
            Intrinsic intrinsic = mapping.intrinsic();
            if (intrinsic == null) {
                mapping.members().values().forEach(this::visit);
            } else {
                visit(intrinsic);
            }
        }
    }

    private void visit(Intrinsic call) {
        TemplateNode argument = call.argument();
        switch (call.name()) {
            case "Ref" -> {
                if (argument instanceof Scalar name) {
                    found.add(new Reference(Kind.REF, name.text(), "", call.position()));
                }
            }
            case "Condition" ->
                found.add(new Reference(Kind.CONDITION, ((Scalar) argument).text(), "", call.position()));
            case "Fn::GetAtt" -> visitGetAtt(call);
            case "Fn::Sub" -> visitSub(call);
            case "Fn::If" -> visitIf(call);
            default -> visit(argument);
        }
    }

    private void visitGetAtt(Intrinsic call) {
        if (call.argument() instanceof Sequence parts
                && parts.items().size() >= 2
                && parts.items().get(0) instanceof Scalar resource) {
            String attribute = parts.items().get(1) instanceof Scalar name ? name.text() : "";
            found.add(new Reference(Kind.GET_ATT, resource.text(), attribute, call.position()));
            visit(parts.items().get(1));
        } else if (call.argument() instanceof Scalar joined && joined.text().indexOf('.') > 0) {
            int dot = joined.text().indexOf('.');
            found.add(new Reference(
                    Kind.GET_ATT, joined.text().substring(0, dot), joined.text().substring(dot + 1), call.position()));
        }
    }

    private void visitSub(Intrinsic call) {
        Set<String> own = new HashSet<>();
        String text = null;
        if (call.argument() instanceof Scalar scalar) {
            text = scalar.text();
        } else if (call.argument() instanceof Sequence parts && !parts.items().isEmpty()) {
            text = Template.text(parts.items().get(0));
            if (parts.items().size() > 1 && parts.items().get(1) instanceof Mapping variables) {
                own.addAll(variables.members().keySet());
                variables.members().values().forEach(this::visit);
            }
        }
        Matcher variables = SUB_VARIABLE.matcher(text == null ? "" : text);
        while (variables.find()) {
            String name = variables.group(1).strip();
            if (!own.contains(name)) {
                int dot = name.indexOf('.');
                found.add(
                        dot < 0
                                ? new Reference(Kind.REF, name, "", call.position())
                                : new Reference(
                                        Kind.GET_ATT,
                                        name.substring(0, dot),
                                        name.substring(dot + 1),
                                        call.position()));
            }
        }
    }

    private void visitIf(Intrinsic call) {
        if (!(call.argument() instanceof Sequence parts)
                || parts.items().size() != 3
                || !(parts.items().get(0) instanceof Scalar condition)) {
            visit(call.argument());
            return;
        }
        found.add(new Reference(Kind.CONDITION, condition.text(), "", call.position()));
        if (conditions == null) {
            visit(parts.items().get(1));
            visit(parts.items().get(2));
        } else {
            visit(parts.items().get(conditions.test(condition.text()) ? 1 : 2));
        }
    }

    /** The logical ids a resource needs before it, of those that exist: what it refers to and what it depends on. */
    public static Set<String> dependencies(
            Template.ResourceDeclaration resource, Map<String, ?> existing, @Nullable Predicate<String> conditions) {
        Set<String> names = new java.util.LinkedHashSet<>(resource.dependsOn());
        for (Reference reference : collect(resource.properties(), conditions)) {
            if (reference.kind() != Kind.CONDITION) {
                names.add(reference.name());
            }
        }
        names.retainAll(existing.keySet());
        return names;
    }

    /** What a reference is to. */
    public enum Kind {
        REF,
        GET_ATT,
        CONDITION
    }

    /**
     * One reference.
     *
     * @param name the parameter, resource or condition
     * @param attribute the attribute of a {@code GetAtt}, else empty
     */
    public record Reference(Kind kind, String name, String attribute, Position position) {}
}
