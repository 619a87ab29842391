package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.schema.SchemaCheck;
import dev.labctl.localcloud.service.cloudformation.ChangeSet.Change;
import dev.labctl.localcloud.service.cloudformation.ChangeSet.Detail;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.References.Kind;
import dev.labctl.localcloud.service.cloudformation.template.References.Reference;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import dev.labctl.localcloud.service.cloudformation.template.Template.ResourceDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/**
 * Finds out what bringing a stack to a definition will do, without doing any of it.
 *
 * <p>Resources are looked at in dependency order: what is added or replaced is unknown to those that refer to it, what
 * stays is known by its present values.
 */
final class ChangePlanner {
    private final Stack stack;
    private final Stack.Definition target;
    private final StackScope.Sources sources;
    private final Template template;
    private final Map<String, StackResource> existing = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Change> changes = new TreeMap<>();

    ChangePlanner(StackScope.Sources sources, Stack stack, Stack.Definition target, Template template) {
        this.sources = sources;
        this.stack = stack;
        this.target = target;
        this.template = template;
        for (StackResource resource : sources.stacks().resources(stack.id())) {
            if (resource.current() != null && resource.status() != ResourceStatus.DELETE_COMPLETE) {
                existing.put(resource.logicalId(), resource);
            }
        }
    }

    /**
     * The plan.
     *
     * @throws TemplateException when a function or condition cannot be evaluated
     */
    Plan plan() {
        StackScope scope = StackScope.of(stack, target, template, sources, this::known);
        Blueprint blueprint =
                new Blueprint(stack, target, template, sources.environment().registry(), scope);
        existing.keySet().stream()
                .filter(name -> !blueprint.active().containsKey(name))
                .forEach(unknown::add);
        blueprint.active().keySet().stream()
                .filter(name -> !existing.containsKey(name))
                .forEach(unknown::add);
        for (String name : ordered(blueprint.needs())) {
            look(blueprint, name);
        }
        existing.forEach((name, resource) -> {
            if (!blueprint.active().containsKey(name)) {
                changes.put(name, removal(resource));
            }
        });
        List<Stack.Output> outputs = blueprint.outputs();
        boolean isSame = changes.isEmpty()
                && outputs.equals(stack.outputs())
                && target.tags().equals(stack.definition().tags())
                && target.notificationArns().equals(stack.definition().notificationArns());
        return new Plan(List.copyOf(changes.values()), problems, isSame);
    }

    private Optional<Made> known(String logicalId) {
        return unknown.contains(logicalId)
                ? Optional.empty()
                : Optional.ofNullable(existing.get(logicalId)).map(StackResource::current);
    }

    private static List<String> ordered(Map<String, Set<String>> needs) {
        Set<String> ordered = new LinkedHashSet<>();
        while (ordered.size() < needs.size()) {
            needs.forEach((name, needed) -> {
                if (ordered.containsAll(needed)) {
                    ordered.add(name);
                }
            });
        }
        return List.copyOf(ordered);
    }

    private void look(Blueprint blueprint, String name) {
        Blueprint.Planned planned = blueprint.plan(name);
        for (SchemaCheck.Violation violation : planned.violations()) {
            problems.add(problem(planned.declaration(), violation));
        }
        StackResource resource = existing.get(name);
        if (resource == null) {
            changes.put(name, addition(planned));
            return;
        }
        ResourceDiff diff =
                ResourceDiff.between(Objects.requireNonNull(resource.current()), planned.made(), planned.type());
        if (diff.isEmpty() && !diff.isNested() && resource.status() != ResourceStatus.UPDATE_FAILED) {
            return;
        }
        if (diff.needsReplacement() || diff.isNested()) {
            unknown.add(name);
        }
        changes.put(name, modification(blueprint, resource, planned, diff));
    }

    private static String problem(ResourceDeclaration resource, SchemaCheck.Violation violation) {
        TemplateNode.Position position =
                resource.properties().nearest(violation.path()).position();
        return switch (violation.kind()) {
            case UNSUPPORTED ->
                "Encountered unsupported property %s in resource %s at /Properties%s (%s)"
                        .formatted(
                                violation.path().substring(violation.path().lastIndexOf('/') + 1),
                                resource.logicalId(),
                                violation.path(),
                                position);
            case MISSING, WRONG_TYPE ->
                "Properties validation failed for resource %s with message: %s (%s)"
                        .formatted(resource.logicalId(), violation.text(), position);
        };
    }

    private static Change addition(Blueprint.Planned planned) {
        return new Change(
                "Add",
                planned.declaration().logicalId(),
                null,
                planned.declaration().type(),
                null,
                null,
                List.of(),
                List.of(),
                null,
                context(planned.made()));
    }

    private Change removal(StackResource resource) {
        Made current = Objects.requireNonNull(resource.current());
        return new Change(
                "Remove",
                resource.logicalId(),
                current.physicalId(),
                current.type(),
                null,
                policyAction(current.deletionPolicy()),
                List.of(),
                List.of(),
                before(resource.logicalId(), current),
                null);
    }

    private static String policyAction(String policy) {
        return policy.startsWith("Retain") ? "Retain" : policy;
    }

    private Change modification(
            Blueprint blueprint, StackResource resource, Blueprint.Planned planned, ResourceDiff diff) {
        Made current = Objects.requireNonNull(resource.current());
        Set<String> scope = new TreeSet<>(diff.attributes());
        if (!diff.properties().isEmpty() || diff.isNested()) {
            scope.add("Properties");
        }
        boolean isReplaced = diff.needsReplacement();
        boolean isCertain = diff.isOtherType()
                || diff.properties().stream().anyMatch(changed -> changed.replaces() && !isUncertain(changed.after()));
        String action = isReplaced
                ? (current.updateReplacePolicy().equals("Retain")
                        ? "ReplaceAndRetain"
                        : "ReplaceAnd" + current.updateReplacePolicy())
                : null;
        return new Change(
                "Modify",
                resource.logicalId(),
                current.physicalId(),
                planned.declaration().type(),
                isReplaced ? (isCertain ? "True" : "Conditional") : "False",
                action,
                List.copyOf(scope),
                details(blueprint, planned.declaration(), diff),
                before(resource.logicalId(), current),
                context(planned.made()));
    }

    private static boolean isUncertain(@Nullable Object value) {
        return Blueprint.canonical(value)
                .contains(dev.labctl.localcloud.service.cloudformation.template.Evaluator.UNKNOWN);
    }

    private List<Detail> details(Blueprint blueprint, ResourceDeclaration declared, ResourceDiff diff) {
        List<Detail> caused = new ArrayList<>();
        List<Detail> direct = new ArrayList<>();
        for (String attribute : diff.attributes()) {
            TemplateNode node = attribute.equals("Metadata") ? declared.metadata() : null;
            explain(blueprint, node, new Target(attribute, null, "Never", null, null), caused, direct);
        }
        for (ResourceDiff.Changed changed : diff.properties()) {
            Target target = new Target(
                    "Properties",
                    changed.name(),
                    changed.replaces() ? (isUncertain(changed.after()) ? "Conditionally" : "Always") : "Never",
                    changed.before(),
                    changed.after());
            explain(blueprint, declared.properties().get(changed.name()), target, caused, direct);
        }
        if (diff.isNested()) {
            direct.add(new Target("Properties", null, "Never", null, null).detail("Dynamic", "Automatic", null));
        }
        caused.addAll(direct);
        return caused;
    }

    private void explain(
            Blueprint blueprint, @Nullable TemplateNode node, Target target, List<Detail> caused, List<Detail> direct) {
        boolean isExplained = false;
        boolean hasParameter = false;
        Set<String> told = new HashSet<>();
        for (Reference reference : node == null ? List.<Reference>of() : blueprint.references(node)) {
            boolean isParameter = reference.kind() == Kind.REF && isChangedParameter(reference.name());
            boolean isResource = unknown.contains(reference.name()) || changes.containsKey(reference.name());
            String cause =
                    reference.attribute().isEmpty() ? reference.name() : reference.name() + "." + reference.attribute();
            if (isParameter && told.add(cause)) {
                caused.add(target.detail("Static", "ParameterReference", cause));
                hasParameter = true;
                isExplained = true;
            } else if (isResource && reference.kind() != Kind.CONDITION && told.add(cause)) {
                caused.add(target.detail(
                        "Dynamic", reference.kind() == Kind.REF ? "ResourceReference" : "ResourceAttribute", cause));
                isExplained = true;
            }
        }
        if (hasParameter) {
            direct.add(target.detail("Dynamic", "DirectModification", null));
        } else if (!isExplained) {
            direct.add(target.detail("Static", "DirectModification", null));
        }
    }

    private boolean isChangedParameter(String name) {
        return target.parameters().stream()
                .filter(value -> value.name().equals(name))
                .anyMatch(value -> !stack.definition().parameters().contains(value));
    }

    /** What a resource was, with references to other resources as the change set shows them. */
    private String before(String logicalId, Made current) {
        try {
            Stack.Definition definition = stack.definition();
            Template old = definition.parsed();
            StackScope scope = StackScope.of(stack, definition, old, sources, name -> Optional.empty());
            Blueprint blueprint =
                    new Blueprint(stack, definition, old, sources.environment().registry(), scope);
            return blueprint.active().containsKey(logicalId)
                    ? context(blueprint.plan(logicalId).made())
                    : context(current);
        } catch (TemplateException e) {
            return context(current);
        }
    }

    private static String context(Made made) {
        return made.metadata() == null
                ? "{\"Properties\":" + made.shown() + "}"
                : "{\"Properties\":" + made.shown() + ",\"Metadata\":" + made.metadata() + "}";
    }

    /** What a detail is about. */
    private record Target(
            String attribute,
            @Nullable String name,
            String recreation,
            @Nullable Object before,
            @Nullable Object after) {
        Detail detail(String evaluation, String source, @Nullable String cause) {
            String changeType = before == null ? "Add" : after == null ? "Remove" : "Modify";
            return new Detail(
                    attribute,
                    name,
                    recreation,
                    evaluation,
                    source,
                    cause,
                    shown(before),
                    shown(after),
                    name == null ? null : changeType);
        }

        private static @Nullable String shown(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            Object texts = Blueprint.texts(value);
            return texts instanceof String text ? text : Blueprint.written(texts);
        }
    }

    /**
     * What will be done.
     *
     * @param changes one for each resource that is touched, by logical id
     * @param problems what is wrong with properties, with template lines
     * @param isEmpty whether nothing at all would change, outputs and tags included
     */
    record Plan(List<Change> changes, List<String> problems, boolean isEmpty) {
        Plan {
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
        }
    }
}
