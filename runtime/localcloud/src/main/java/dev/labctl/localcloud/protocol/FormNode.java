package dev.labctl.localcloud.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters of an awsQuery request as the tree that their dotted names spell: {@code Tag.1.Key=a}. */
final class FormNode {
    private final Map<String, FormNode> children = new LinkedHashMap<>();
    private @Nullable String value;

    static FormNode of(QueryParameters parameters) {
        FormNode root = new FormNode();
        for (QueryParameters.Parameter parameter : parameters.all()) {
            FormNode node = root;
            for (String part : parameter.name().split("\\.", -1)) {
                node = node.children.computeIfAbsent(part, name -> new FormNode());
            }
            node.value = parameter.value();
        }
        return root;
    }

    @Nullable
    String value() {
        return value;
    }

    @Nullable
    FormNode child(String name) {
        return children.get(name);
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    /** The numbered children, in the order of their numbers. */
    Iterable<FormNode> numbered() {
        SortedMap<Integer, FormNode> byNumber = new TreeMap<>();
        children.forEach((name, node) -> {
            try {
                byNumber.put(Integer.valueOf(name), node);
            } catch (NumberFormatException e) {
                throw new WireFormatException("list index '" + name + "' is not a number");
            }
        });
        return byNumber.values();
    }
}
