package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.service.cloudformation.template.References.Kind;
import dev.labctl.localcloud.service.cloudformation.template.References.Reference;
import dev.labctl.localcloud.service.cloudformation.template.Template.ResourceDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be known about a template without its parameters: that its names exist and that nothing goes in circles. */
public final class TemplateCheck {
    private static final Set<String> PSEUDO_PARAMETERS = Set.of(
            "AWS::AccountId",
            "AWS::NotificationARNs",
            "AWS::NoValue",
            "AWS::Partition",
            "AWS::Region",
            "AWS::StackId",
            "AWS::StackName",
            "AWS::URLSuffix");
    private static final int MAX_RESOURCES = 500;

    private final Template template;
    private final Function<String, Optional<ResourceType>> types;

    private TemplateCheck(Template template, Function<String, Optional<ResourceType>> types) {
        this.template = template;
        this.types = types;
    }

    /**
     * Checks names, types and dependencies.
     *
     * @param types the resource types there are
     * @throws TemplateException with what is wrong first
     */
    public static void check(Template template, Function<String, Optional<ResourceType>> types) {
        TemplateCheck check = new TemplateCheck(template, types);
        check.transforms();
        check.size();
        check.resourceTypes();
        check.references();
        check.conditions();
        check.policies();
        check.cycles();
    }

    private void transforms() {
        for (String transform : template.transforms()) {
            if (!transform.equals(Template.LANGUAGE_EXTENSIONS)) {
                throw transform.startsWith("AWS::")
                        ? Template.unsupportedMacro(transform, new Position(1, 1))
                        : new TemplateException("No transform named " + transform + " found.");
            }
        }
    }

    private void size() {
        if (template.resources().size() > MAX_RESOURCES) {
            throw TemplateException.format("Number of resources, "
                    + template.resources().size() + ", is greater than maximum allowed, " + MAX_RESOURCES);
        }
    }

    private void resourceTypes() {
        Set<String> unknown = new LinkedHashSet<>();
        for (ResourceDeclaration resource : template.resources().values()) {
            if (types.apply(resource.type()).isEmpty()) {
                unknown.add(resource.type());
            }
        }
        if (!unknown.isEmpty()) {
            throw TemplateException.format("Unrecognized resource types: " + unknown);
        }
    }

    private void references() {
        Set<String> unresolved = new TreeSet<>();
        for (ResourceDeclaration resource : template.resources().values()) {
            unresolved.addAll(unresolved(References.in(resource.body())));
            for (String name : resource.dependsOn()) {
                if (!template.resources().containsKey(name)) {
                    unresolved.add(name);
                }
            }
        }
        report(unresolved, "Resources");
        template.outputs().values().forEach(output -> {
            unresolved.addAll(unresolved(References.in(output.value())));
            if (output.exportName() != null) {
                unresolved.addAll(unresolved(References.in(output.exportName())));
            }
        });
        report(unresolved, "Outputs");
        template.conditions().values().forEach(condition -> {
            for (Reference reference : References.in(condition)) {
                if (reference.kind() == Kind.REF && !isParameter(reference.name())) {
                    unresolved.add(reference.name());
                }
            }
        });
        if (!unresolved.isEmpty()) {
            throw TemplateException.format("Unresolved dependencies " + unresolved
                    + ". Cannot reference resources in the Conditions block of the" + " template");
        }
    }

    private static void report(Set<String> unresolved, String block) {
        if (!unresolved.isEmpty()) {
            throw TemplateException.format(
                    "Unresolved resource dependencies " + unresolved + " in the " + block + " block of the template");
        }
    }

    private boolean isParameter(String name) {
        return template.parameters().containsKey(name) || PSEUDO_PARAMETERS.contains(name);
    }

    private Set<String> unresolved(List<Reference> references) {
        Set<String> unresolved = new TreeSet<>();
        for (Reference reference : references) {
            boolean isResource = template.resources().containsKey(reference.name());
            switch (reference.kind()) {
                case REF -> {
                    if (!isResource && !isParameter(reference.name())) {
                        unresolved.add(reference.name());
                    }
                }
                case GET_ATT -> {
                    if (!isResource) {
                        throw TemplateException.error(
                                "instance of Fn::GetAtt references undefined resource " + reference.name());
                    }
                    checkAttribute(reference);
                }
                case CONDITION -> checkCondition(reference.name());
            }
        }
        return unresolved;
    }

    private void checkAttribute(Reference reference) {
        ResourceDeclaration resource = template.resources().get(reference.name());
        Set<String> attributes = resource == null
                ? Set.of()
                : types.apply(resource.type()).map(ResourceType::attributes).orElse(Set.of());
        if (!attributes.isEmpty() && !reference.attribute().isEmpty() && !attributes.contains(reference.attribute())) {
            throw TemplateException.error("resource " + reference.name() + " does not support attribute type "
                    + reference.attribute() + " in Fn::GetAtt");
        }
    }

    private void checkCondition(@Nullable String name) {
        if (name != null && !template.conditions().containsKey(name)) {
            throw TemplateException.format("Unresolved condition dependency " + name + " in the template");
        }
    }

    private void conditions() {
        for (ResourceDeclaration resource : template.resources().values()) {
            if (resource.condition() != null && !template.conditions().containsKey(resource.condition())) {
                throw TemplateException.format("Template references undefined condition " + resource.condition()
                        + " on resource " + resource.logicalId());
            }
        }
        template.outputs().values().forEach(output -> checkCondition(output.condition()));
        template.conditions().values().forEach(condition -> unresolvedConditions(References.in(condition)));
    }

    private void unresolvedConditions(List<Reference> references) {
        for (Reference reference : references) {
            if (reference.kind() == Kind.CONDITION) {
                checkCondition(reference.name());
            }
        }
    }

    private void policies() {
        for (ResourceDeclaration resource : template.resources().values()) {
            for (String unsupported : List.of("CreationPolicy", "UpdatePolicy")) {
                TemplateNode written = resource.body().get(unsupported);
                if (written != null) {
                    throw new TemplateException("The local cloud does not support the attribute " + unsupported
                            + " of resource " + resource.logicalId() + " (" + written.position() + ")");
                }
            }
            policy(resource, resource.deletionPolicy(), "DeletionPolicy", true);
            policy(resource, resource.updateReplacePolicy(), "UpdateReplacePolicy", false);
        }
    }

    private void policy(ResourceDeclaration resource, @Nullable TemplateNode node, String what, boolean isDeletion) {
        String policy = Template.text(node);
        if (policy == null) {
            return;
        }
        boolean isKnown = policy.equals("Delete")
                || policy.equals("Retain")
                || policy.equals("Snapshot")
                || (isDeletion && policy.equals("RetainExceptOnCreate"));
        if (!isKnown) {
            throw TemplateException.format(
                    "Unrecognized " + what + " " + policy + " for resource " + resource.logicalId());
        }
        if (policy.equals("Snapshot")
                && !types.apply(resource.type())
                        .map(ResourceType::takesSnapshots)
                        .orElse(false)) {
            throw TemplateException.error(
                    "resource type " + resource.type() + " does not support deletion policy Snapshot");
        }
    }

    private void cycles() {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        template.resources()
                .forEach((name, resource) ->
                        needs.put(name, References.dependencies(resource, template.resources(), null)));
        Set<String> done = new HashSet<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Map.Entry<String, Set<String>> need : needs.entrySet()) {
                if (!done.contains(need.getKey()) && done.containsAll(need.getValue())) {
                    done.add(need.getKey());
                    moved = true;
                }
            }
        }
        List<String> inCircles = new ArrayList<>(needs.keySet());
        inCircles.removeAll(done);
        removeLeaves(inCircles, needs);
        if (!inCircles.isEmpty()) {
            throw new TemplateException("Circular dependency between resources: " + inCircles);
        }
    }

    /** Leaves out what only waits for a circle without being part of one. */
    private static void removeLeaves(List<String> inCircles, Map<String, Set<String>> needs) {
        boolean moved = true;
        while (moved) {
            moved = inCircles.removeIf(name -> inCircles.stream()
                    .noneMatch(other -> needs.getOrDefault(other, Set.of()).contains(name)));
        }
    }
}
