package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.Evaluator;
import dev.labctl.localcloud.service.cloudformation.template.ParameterDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.Scope;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the names in a stack's template stand for: its parameters, its resources as far as they exist, other stacks' exports. */
final class StackScope implements Scope {
    private static final String MASK = "****";

    private final Map<String, Object> parameters;
    private final Function<String, Optional<Made>> resources;
    private final Function<String, Optional<String>> exports;
    private final Set<String> imported;
    private final String region;
    private final Sources sources;

    private StackScope(
            Map<String, Object> parameters,
            Function<String, Optional<Made>> resources,
            Function<String, Optional<String>> exports,
            Set<String> imported,
            String region,
            Sources sources) {
        this.parameters = parameters;
        this.resources = resources;
        this.exports = exports;
        this.imported = imported;
        this.region = region;
        this.sources = sources;
    }

    /**
     * The scope of a stack that is being brought to {@code definition}.
     *
     * @param resources what a resource is; empty while that is unknown
     */
    static StackScope of(
            Stack stack,
            Stack.Definition definition,
            Template template,
            Sources sources,
            Function<String, Optional<Made>> resources) {
        Map<String, Object> parameters = new HashMap<>();
        for (Stack.ParameterValue value : definition.parameters()) {
            ParameterDeclaration declared = template.parameters().get(value.name());
            if (declared != null) {
                parameters.put(
                        value.name(), declared.referenced(Objects.requireNonNullElse(value.resolved(), value.value())));
            }
        }
        parameters.put("AWS::AccountId", sources.environment().accountId());
        parameters.put("AWS::Region", stack.region());
        parameters.put("AWS::Partition", "aws");
        parameters.put("AWS::URLSuffix", "amazonaws.com");
        parameters.put("AWS::StackId", stack.id());
        parameters.put("AWS::StackName", stack.name());
        parameters.put("AWS::NotificationARNs", definition.notificationArns());
        return new StackScope(
                parameters,
                resources,
                name -> sources.stacks().export(stack.region(), name).map(export -> export.output()
                        .value()),
                ConcurrentHashMap.newKeySet(),
                stack.region(),
                sources);
    }

    /** The same with the values of {@code NoEcho} parameters hidden, for events. */
    StackScope masked(Template template) {
        Map<String, Object> hidden = new HashMap<>(parameters);
        template.parameters().values().stream()
                .filter(ParameterDeclaration::isNoEcho)
                .forEach(parameter -> hidden.put(parameter.name(), MASK));
        return new StackScope(hidden, resources, exports, imported, region, sources);
    }

    /** The same with only these resources known. */
    StackScope knowing(Function<String, Optional<Made>> known) {
        return new StackScope(parameters, known, exports, imported, region, sources);
    }

    /** Resolves references to other services. */
    DynamicReferences dynamic() {
        return sources.dynamic();
    }

    /** The exports that were asked for. */
    Set<String> imported() {
        return Set.copyOf(imported);
    }

    @Override
    public @Nullable Object parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Object physicalId(String logicalId) {
        return resources.apply(logicalId).<Object>map(Made::physicalId).orElse(Evaluator.UNKNOWN);
    }

    @Override
    public Object attribute(String logicalId, String attribute) {
        Optional<Made> made = resources.apply(logicalId);
        if (made.isEmpty()) {
            return Evaluator.UNKNOWN;
        }
        Object value = made.get().attributes().get(attribute);
        if (value == null) {
            throw TemplateException.error(
                    "resource " + logicalId + " does not support attribute type " + attribute + " in Fn::GetAtt");
        }
        return value;
    }

    @Override
    public Object importValue(String name) {
        if (Evaluator.isUnknown(name)) {
            return Evaluator.UNKNOWN;
        }
        imported.add(name);
        return exports.apply(name).map(Object.class::cast).orElseGet(() -> {
            if (sources.isTentative()) {
                return Evaluator.UNKNOWN;
            }
            throw new TemplateException("No export named " + name + " found.");
        });
    }

    @Override
    public List<String> availabilityZones(String ofRegion) {
        String base = ofRegion.isEmpty() ? region : ofRegion;
        return List.of(base + "a", base + "b", base + "c");
    }

    /**
     * Where values come from that are not the stack's own.
     *
     * @param caller on whose behalf other services are asked
     * @param isTentative whether an export or a secret that is missing now is taken as not known yet, so that only the execution fails
     */
    record Sources(CloudEnvironment environment, Stacks stacks, Supplier<Caller> caller, boolean isTentative) {
        DynamicReferences dynamic() {
            return new DynamicReferences(environment, caller, isTentative);
        }
    }
}
