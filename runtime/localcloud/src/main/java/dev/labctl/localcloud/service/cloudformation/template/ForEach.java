package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes out {@code Fn::ForEach::Name: [variable, [items], {key: body}]} of the AWS::LanguageExtensions transform. */
final class ForEach {
    private static final String PREFIX = "Fn::ForEach::";

    private final Map<String, String> values;
    private final Mapping root;

    private ForEach(Mapping root, Map<String, String> values) {
        this.root = root;
        this.values = values;
    }

    /** @param values parameter values, which loops may be over; others have their defaults */
    static Mapping expand(Mapping root, Map<String, String> values) {
        return (Mapping) new ForEach(root, values).expand(root);
    }

    private TemplateNode expand(TemplateNode node) {
        if (node instanceof Sequence sequence) {
            return new Sequence(sequence.items().stream().map(this::expand).toList(), sequence.position());
        }
        if (!(node instanceof Mapping mapping)) {
            return node;
        }
        Map<String, TemplateNode> members = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            if (name.startsWith(PREFIX)) {
                loop(name, member, members);
            } else {
                members.put(name, expand(member));
            }
        });
        return new Mapping(members, mapping.position());
    }

    private void loop(String name, TemplateNode loop, Map<String, TemplateNode> members) {
        if (!(loop instanceof Sequence parts)
                || parts.items().size() != 3
                || !(parts.items().get(0) instanceof Scalar variable)
                || !(parts.items().get(2) instanceof Mapping body)) {
            throw new TemplateException(
                    "Transform AWS::LanguageExtensions failed with: " + name + " layout is incorrect");
        }
        for (String value : items(name, parts.items().get(1))) {
            Map<String, TemplateNode> once = new LinkedHashMap<>();
            body.members().forEach((key, member) -> {
                TemplateNode copy = replace(member, variable.text(), value);
                if (key.startsWith(PREFIX)) {
                    loop(key, copy, once);
                } else {
                    once.put(replace(key, variable.text(), value), expand(copy));
                }
            });
            once.forEach((key, member) -> {
                if (members.put(key, member) != null) {
                    throw new TemplateException("Transform AWS::LanguageExtensions failed with: " + name
                            + " makes the key " + key + " twice");
                }
            });
        }
    }

    private List<String> items(String loop, TemplateNode collection) {
        if (collection instanceof Mapping mapping && mapping.get("Ref") instanceof Scalar parameter) {
            return parameter(loop, parameter.text());
        }
        List<String> items = new ArrayList<>();
        if (collection instanceof Sequence sequence) {
            for (TemplateNode item : sequence.items()) {
                if (item instanceof Scalar value) {
                    items.add(value.text());
                } else if (item instanceof Mapping mapping && mapping.get("Ref") instanceof Scalar parameter) {
                    items.addAll(parameter(loop, parameter.text()));
                } else {
                    throw unresolved(loop);
                }
            }
            return items;
        }
        throw unresolved(loop);
    }

    private List<String> parameter(String loop, String name) {
        String value = values.get(name);
        if (value == null) {
            value = Template.text(root.nearest("/Parameters/" + name + "/Default"));
        }
        if (value == null) {
            throw unresolved(loop);
        }
        return value.isEmpty()
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    private static TemplateException unresolved(String loop) {
        return new TemplateException(
                "Transform AWS::LanguageExtensions failed with: " + loop + " could not resolve its collection");
    }

    private static TemplateNode replace(TemplateNode node, String variable, String value) {
        if (node instanceof Scalar scalar) {
            return new Scalar(replace(scalar.text(), variable, value), scalar.isQuoted(), scalar.position());
        }
        if (node instanceof Sequence sequence) {
            List<TemplateNode> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(replace(item, variable, value)));
            return new Sequence(items, sequence.position());
        }
        Mapping mapping = (Mapping) node;
        if (mapping.get("Ref") instanceof Scalar ref && ref.text().equals(variable)) {
            return new Scalar(value, true, mapping.position());
        }
        Map<String, TemplateNode> members = new LinkedHashMap<>();
        mapping.members()
                .forEach((key, member) -> members.put(replace(key, variable, value), replace(member, variable, value)));
        return new Mapping(members, mapping.position());
    }

    private static String replace(String text, String variable, String value) {
        return text.replace("${" + variable + "}", value)
                .replace("&{" + variable + "}", value.replaceAll("[^A-Za-z0-9]", ""));
    }
}
