package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Position;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A template's sections, in the order they were written.
 *
 * @param text the template as it was given
 * @param description what {@code Description} says; null without one
 * @param metadata the {@code Metadata} section; null without one
 * @param transforms the macros named by {@code Transform}
 * @param parameters declared parameters by name
 * @param mappings two-level tables by name
 * @param conditions condition expressions by name
 * @param rules rule bodies by name
 * @param resources declared resources by logical id
 * @param outputs declared outputs by name
 */
public record Template(
        String text,
        @Nullable String description,
        @Nullable TemplateNode metadata,
        List<String> transforms,
        Map<String, ParameterDeclaration> parameters,
        Map<String, TemplateNode> mappings,
        Map<String, TemplateNode> conditions,
        Map<String, TemplateNode> rules,
        Map<String, ResourceDeclaration> resources,
        Map<String, OutputDeclaration> outputs) {
    public static final String LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Description",
            "Metadata",
            "Parameters",
            "Rules",
            "Mappings",
            "Conditions",
            "Transform",
            "Resources",
            "Outputs",
            "Hooks",
            "Globals");

    public Template {
        transforms = List.copyOf(transforms);
        parameters = ordered(parameters);
        mappings = ordered(mappings);
        conditions = ordered(conditions);
        rules = ordered(rules);
        resources = ordered(resources);
        outputs = ordered(outputs);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * Reads a template and its structure; names in it are not looked up yet.
     *
     * @throws TemplateException when the text or its structure is wrong
     */
    public static Template parse(String text) {
        return parse(text, Map.of());
    }

    /**
     * The same when parameters have values, over which {@code Fn::ForEach} may loop.
     *
     * @param values the values by the parameters' names; others have their defaults
     */
    public static Template parse(String text, Map<String, String> values) {
        Mapping written = TemplateReader.read(text);
        List<String> transforms = transforms(written.get("Transform"));
        Mapping root = transforms.contains(LANGUAGE_EXTENSIONS) ? ForEach.expand(written, values) : written;
        checkSections(root);
        refuseNulls(root, "");
        return new Template(
                text,
                text(root.get("Description")),
                root.get("Metadata"),
                transforms,
                section(root, "Parameters", ParameterDeclaration::of),
                section(root, "Mappings", (name, body) -> body),
                section(root, "Conditions", (name, body) -> body),
                section(root, "Rules", (name, body) -> body),
                resources(root),
                section(root, "Outputs", OutputDeclaration::of));
    }

    private static List<String> transforms(@Nullable TemplateNode node) {
        return node instanceof Mapping mapping ? strings(mapping.get("Name")) : strings(node);
    }

    /** Says by name that a macro of AWS is not here. */
    static TemplateException unsupportedMacro(String name, Position position) {
        return new TemplateException("The local cloud does not support the transform " + name + " (" + position + ")");
    }

    private static void checkSections(Mapping root) {
        List<String> unknown = new ArrayList<>(root.members().keySet());
        unknown.removeAll(SECTIONS);
        if (!unknown.isEmpty()) {
            throw new TemplateException("Invalid template property or properties " + unknown);
        }
        TemplateNode version = root.get("AWSTemplateFormatVersion");
        if (version != null && !"2010-09-09".equals(text(version))) {
            throw TemplateException.format("unsupported value for AWSTemplateFormatVersion.");
        }
        TemplateNode description = root.get("Description");
        if (description != null && !(description instanceof Scalar)) {
            throw TemplateException.format("Template description must be a string.");
        }
    }

    private static void refuseNulls(TemplateNode node, String path) {
        if (node instanceof Scalar scalar && scalar.isNull()) {
            if (path.matches("/Resources/[^/]+")) {
                throw TemplateException.format("Any Resources member must be an object.");
            }
            throw TemplateException.format("[" + path + "] 'null' values are not allowed in templates");
        }
        if (node instanceof Mapping mapping) {
            mapping.members().forEach((name, member) -> refuseNulls(member, path + "/" + name));
        }
        if (node instanceof Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                refuseNulls(sequence.items().get(i), path + "/" + i);
            }
        }
    }

    private static Map<String, ResourceDeclaration> resources(Mapping root) {
        Map<String, ResourceDeclaration> resources = section(root, "Resources", ResourceDeclaration::of);
        if (resources.isEmpty()) {
            throw TemplateException.format("At least one Resources member must be defined.");
        }
        return resources;
    }

    private static <V> Map<String, V> section(Mapping root, String name, BiFunction<String, TemplateNode, V> member) {
        TemplateNode section = root.get(name);
        if (section == null) {
            return Map.of();
        }
        if (!(section instanceof Mapping mapping)) {
            throw TemplateException.format("Any " + name + " member must be an object.");
        }
        Map<String, V> members = new LinkedHashMap<>();
        mapping.members().forEach((key, body) -> {
            if (key.equals("Fn::Transform")) {
                String macro = body instanceof Mapping call ? text(call.get("Name")) : null;
                throw unsupportedMacro(macro == null ? key : macro, body.position());
            }
            members.put(key, member.apply(key, body));
        });
        return members;
    }

    static @Nullable String text(@Nullable TemplateNode node) {
        return node instanceof Scalar scalar ? scalar.text() : null;
    }

    static List<String> strings(@Nullable TemplateNode node) {
        if (node instanceof Scalar scalar) {
            return List.of(scalar.text());
        }
        List<String> strings = new ArrayList<>();
        if (node instanceof Sequence sequence) {
            for (TemplateNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    strings.add(scalar.text());
                } else if (item instanceof Mapping mapping && mapping.get("Name") instanceof Scalar scalar) {
                    strings.add(scalar.text());
                }
            }
        }
        return strings;
    }

    /**
     * A resource as declared.
     *
     * @param type the resource type's name
     * @param properties its properties; empty when none are given
     * @param dependsOn the logical ids {@code DependsOn} names
     * @param condition the condition that must hold; null without one
     * @param deletionPolicy the policy as written; null without one
     * @param updateReplacePolicy the policy as written; null without one
     * @param metadata its metadata; null without any
     * @param body the whole declaration
     * @param position where it starts
     */
    public record ResourceDeclaration(
            String logicalId,
            String type,
            Mapping properties,
            List<String> dependsOn,
            @Nullable String condition,
            @Nullable TemplateNode deletionPolicy,
            @Nullable TemplateNode updateReplacePolicy,
            @Nullable TemplateNode metadata,
            Mapping body,
            Position position) {
        private static final Set<String> MEMBERS = Set.of(
                "Type",
                "Properties",
                "DependsOn",
                "Condition",
                "DeletionPolicy",
                "UpdateReplacePolicy",
                "Metadata",
                "CreationPolicy",
                "UpdatePolicy",
                "Description",
                "Version");

        public ResourceDeclaration {
            dependsOn = List.copyOf(dependsOn);
        }

        static ResourceDeclaration of(String logicalId, TemplateNode node) {
            if (!(node instanceof Mapping body)) {
                throw TemplateException.format("Any Resources member must be an object.");
            }
            if (!logicalId.matches("[A-Za-z0-9]{1,255}")) {
                throw TemplateException.format("Resource name " + logicalId + " is non alphanumeric.");
            }
            for (String member : body.members().keySet()) {
                if (!MEMBERS.contains(member)) {
                    throw new TemplateException("Invalid template resource property '" + member + "'");
                }
            }
            if (!(body.get("Type") instanceof Scalar type)) {
                throw TemplateException.format(
                        "[/Resources/" + logicalId + "] Every Resources object must contain a Type member.");
            }
            TemplateNode properties = body.get("Properties");
            if (properties != null && !(properties instanceof Mapping)) {
                throw TemplateException.format("[/Resources/" + logicalId + "/Properties] must be an object.");
            }
            return new ResourceDeclaration(
                    logicalId,
                    type.text(),
                    properties instanceof Mapping mapping ? mapping : new Mapping(Map.of(), body.position()),
                    strings(body.get("DependsOn")),
                    text(body.get("Condition")),
                    body.get("DeletionPolicy"),
                    body.get("UpdateReplacePolicy"),
                    body.get("Metadata"),
                    body,
                    body.position());
        }
    }

    /**
     * An output as declared.
     *
     * @param value what it gives
     * @param description the description; null without one
     * @param exportName the name it is exported under; null when it is not
     * @param condition the condition that must hold; null without one
     */
    public record OutputDeclaration(
            String name,
            TemplateNode value,
            @Nullable String description,
            @Nullable TemplateNode exportName,
            @Nullable String condition,
            Position position) {
        static OutputDeclaration of(String name, TemplateNode node) {
            if (!(node instanceof Mapping body)) {
                throw TemplateException.format("Any Outputs member must be an object.");
            }
            if (!name.matches("[A-Za-z0-9]{1,255}")) {
                throw TemplateException.format("Output name " + name + " is non alphanumeric.");
            }
            TemplateNode value = body.get("Value");
            if (value == null) {
                throw TemplateException.format("Every Outputs member must contain a Value object");
            }
            return new OutputDeclaration(
                    name,
                    value,
                    text(body.get("Description")),
                    body.get("Export") instanceof Mapping export ? export.get("Name") : null,
                    text(body.get("Condition")),
                    body.position());
        }
    }
}
