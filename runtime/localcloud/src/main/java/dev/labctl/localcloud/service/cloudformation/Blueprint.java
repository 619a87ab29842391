package dev.labctl.localcloud.service.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.ServiceRegistry;
import dev.labctl.localcloud.schema.SchemaCheck;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.Evaluator;
import dev.labctl.localcloud.service.cloudformation.template.References;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import dev.labctl.localcloud.service.cloudformation.template.Template.ResourceDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a stack's definition says its resources shall be. */
final class Blueprint {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final JsonMapper WRITTEN = new JsonMapper();

    private final Stack stack;
    private final Stack.Definition definition;
    private final Template template;
    private final ServiceRegistry registry;
    private final StackScope scope;
    private final Evaluator evaluator;
    private final Map<String, ResourceDeclaration> active = new LinkedHashMap<>();

    Blueprint(Stack stack, Stack.Definition definition, Template template, ServiceRegistry registry, StackScope scope) {
        this.stack = stack;
        this.definition = definition;
        this.template = template;
        this.registry = registry;
        this.scope = scope;
        this.evaluator = new Evaluator(template, scope);
        evaluator.check();
        template.resources().forEach((name, resource) -> {
            if (evaluator.exists(resource.condition())) {
                active.put(name, resource);
            }
        });
        requireActive(
                "Resources",
                active.values().stream().map(ResourceDeclaration::body).toList());
        requireActive(
                "Outputs",
                template.outputs().values().stream()
                        .filter(output -> evaluator.exists(output.condition()))
                        .map(Template.OutputDeclaration::value)
                        .toList());
    }

    /** What exists may not refer to what a condition has left out. */
    private void requireActive(String block, List<? extends TemplateNode> nodes) {
        Set<String> missing = new TreeSet<>();
        for (TemplateNode node : nodes) {
            for (References.Reference reference : references(node)) {
                boolean isResource = reference.kind() != References.Kind.CONDITION
                        && template.resources().containsKey(reference.name());
                if (isResource && !active.containsKey(reference.name())) {
                    missing.add(reference.name());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw TemplateException.format(
                    "Unresolved resource dependencies " + missing + " in the " + block + " block of the template");
        }
    }

    Template template() {
        return template;
    }

    /** The resources whose conditions hold, in the order they are written. */
    Map<String, ResourceDeclaration> active() {
        return active;
    }

    /** For each resource those that it needs before it. */
    Map<String, Set<String>> needs() {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        active.forEach((name, resource) -> needs.put(name, needs(resource)));
        return needs;
    }

    private Set<String> needs(ResourceDeclaration resource) {
        return References.dependencies(resource, active, evaluator::condition);
    }

    /** @throws TemplateException naming an export that is asked for and not there */
    void requireImports() {
        active.values().forEach(resource -> evaluator.imports(resource.properties()));
    }

    /** The references that count in a resource's properties. */
    List<References.Reference> references(TemplateNode node) {
        return References.in(node, evaluator::condition);
    }

    /**
     * What one resource shall be, as far as the resources it refers to are known.
     *
     * @throws TemplateException when a function in it cannot be evaluated
     */
    Planned plan(String logicalId) {
        ResourceDeclaration resource = active.get(logicalId);
        if (resource == null) {
            throw new IllegalArgumentException("no resource " + logicalId);
        }
        ResourceType type = registry.resourceType(resource.type())
                .orElseThrow(() -> TemplateException.format("Unrecognized resource types: [" + resource.type() + "]"));
        Map<String, Object> values = resolved(resource);
        SchemaCheck.Result checked = SchemaCheck.check(type.schema(), values, Evaluator::isUnknown);
        Made made = new Made(
                resource.type(),
                "",
                checked.properties().values(),
                Map.of(),
                tags(logicalId),
                needs(resource),
                policy(resource.deletionPolicy(), type.takesSnapshots() ? "Snapshot" : "Delete"),
                policy(resource.updateReplacePolicy(), type.takesSnapshots() ? "Snapshot" : "Delete"),
                metadata(resource),
                shown(resource));
        return new Planned(resource, type, made, checked.violations());
    }

    private Map<String, Object> resolved(ResourceDeclaration resource) {
        Map<String, Object> values = new LinkedHashMap<>();
        evaluator
                .object(resource.properties())
                .forEach((name, value) ->
                        values.put(name, scope.dynamic().resolve(value, resource.type() + "/Properties/" + name)));
        return values;
    }

    private Map<String, String> tags(String logicalId) {
        Map<String, String> tags = new LinkedHashMap<>(definition.tags());
        tags.put("aws:cloudformation:stack-name", stack.name());
        tags.put("aws:cloudformation:stack-id", stack.id());
        tags.put("aws:cloudformation:logical-id", logicalId);
        return tags;
    }

    private String policy(@Nullable TemplateNode node, String otherwise) {
        return node == null ? otherwise : evaluator.text(node);
    }

    private @Nullable String metadata(ResourceDeclaration resource) {
        Object value = resource.metadata() == null ? null : evaluator.value(resource.metadata());
        return value == null ? null : written(value);
    }

    private String shown(ResourceDeclaration resource) {
        Evaluator masked = new Evaluator(template, scope.masked(template));
        return written(texts(masked.object(resource.properties())));
    }

    /** The outputs whose conditions hold, evaluated. */
    List<Stack.Output> outputs() {
        List<Stack.Output> outputs = new ArrayList<>();
        template.outputs().values().forEach(output -> {
            if (evaluator.exists(output.condition())) {
                outputs.add(new Stack.Output(
                        output.name(),
                        scope.dynamic().resolvePlain(text(output)),
                        output.description(),
                        output.exportName() == null ? null : evaluator.text(output.exportName())));
            }
        });
        return outputs;
    }

    private String text(Template.OutputDeclaration output) {
        Object value = evaluator.value(output.value());
        if (value == null || value instanceof Map || value instanceof List) {
            throw TemplateException.format("The Value field of every Outputs member must evaluate to a String.");
        }
        return evaluator.text(output.value());
    }

    /** The exports of other stacks that were asked for up to now. */
    Set<String> imported() {
        return new LinkedHashSet<>(scope.imported());
    }

    /** Scalars as the text CloudFormation shows them as. */
    static Object texts(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> texts = new LinkedHashMap<>();
            map.forEach((name, member) -> texts.put(String.valueOf(name), texts(member)));
            return texts;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Blueprint::texts).toList();
        }
        return value instanceof java.math.BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    /** JSON with members in the order they were written. */
    static String written(Object value) {
        return json(WRITTEN, value);
    }

    /** JSON that is equal for equal values. */
    static String canonical(@Nullable Object value) {
        return json(JSON, value);
    }

    private static String json(JsonMapper mapper, @Nullable Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What one resource shall be.
     *
     * @param made the properties and so on; its physical id and attributes are still empty
     * @param violations what is wrong with the properties
     */
    record Planned(
            ResourceDeclaration declaration, ResourceType type, Made made, List<SchemaCheck.Violation> violations) {
        /** @throws TemplateException naming all that is wrong with the properties, as the resource's handler would */
        void requireValid() {
            if (!violations.isEmpty()) {
                List<String> texts =
                        violations.stream().map(SchemaCheck.Violation::text).toList();
                throw new TemplateException("Properties validation failed for resource " + declaration.logicalId()
                        + " with message:\n" + String.join("\n", texts));
            }
        }
    }
}
