package dev.labctl.localcloud.service.cloudformation.template;

import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes out {@code Fn::ForEach::Name: [variable, [items], {key: body}]} of the AWS::LanguageExtensions transform. */
final class ForEach {
    private static final String PREFIX = "Fn::ForEach::";

    private ForEach() {}

    static Mapping expand(Mapping node) {
        return (Mapping) expand((TemplateNode) node);
    }

    private static TemplateNode expand(TemplateNode node) {
        if (node instanceof Sequence sequence) {
            return new Sequence(sequence.items().stream().map(ForEach::expand).toList(), sequence.position());
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

    private static void loop(String name, TemplateNode loop, Map<String, TemplateNode> members) {
        if (!(loop instanceof Sequence parts)
                || parts.items().size() != 3
                || !(parts.items().get(0) instanceof Scalar variable)
                || !(parts.items().get(1) instanceof Sequence items)
                || !(parts.items().get(2) instanceof Mapping body)) {
            throw TemplateException.error(
                    name + " requires a list of an identifier, a list of strings and an object", loop.position());
        }
        for (TemplateNode item : items.items()) {
            if (!(item instanceof Scalar value)) {
                throw TemplateException.error(
                        name + " takes strings only; parameters are not supported", item.position());
            }
            body.members().forEach((key, member) -> {
                TemplateNode copy = expand(replace(member, variable.text(), value.text()));
                if (members.put(replace(key, variable.text(), value.text()), copy) != null) {
                    throw TemplateException.error(name + " makes a key twice", item.position());
                }
            });
        }
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
