package dev.labctl.cli.stack;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Which resources of a template need which: by {@code DependsOn}, {@code Ref}, {@code Fn::GetAtt} and {@code Fn::Sub}, in
 * their long and short forms.
 */
final class Dependencies {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9]+)(?:\\.[^}]*)?}");

    private final Set<String> resources;

    private Dependencies(Set<String> resources) {
        this.resources = resources;
    }

    /** For each resource those that it needs. */
    static Map<String, Set<String>> of(@Nullable Node section) {
        Map<String, Node> declared = new LinkedHashMap<>();
        if (section instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                if (each.getKeyNode() instanceof ScalarNode name) {
                    declared.put(name.getValue(), each.getValueNode());
                }
            }
        }
        Dependencies dependencies = new Dependencies(declared.keySet());
        Map<String, Set<String>> all = new LinkedHashMap<>();
        declared.forEach((name, node) -> {
            Set<String> needed = new HashSet<>();
            dependencies.gather(node, "", needed);
            needed.remove(name);
            all.put(name, needed);
        });
        return all;
    }

    /** Gathers what a node refers to; {@code key} is what it is the value of. */
    private void gather(Node node, String key, Set<String> needed) {
        String function = node.getTag().getValue();
        if (node instanceof ScalarNode scalar) {
            gather(scalar.getValue(), function.startsWith("!") ? function.substring(1) : key, needed);
        } else if (node instanceof SequenceNode sequence) {
            String inside = function.startsWith("!") ? function.substring(1) : key;
            sequence.getValue().forEach(each -> gather(each, inside, needed));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                String name = each.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                gather(each.getValueNode(), name, needed);
            }
        }
    }

    private void gather(String text, String function, Set<String> needed) {
        switch (function) {
            case "Ref", "DependsOn" -> add(text, needed);
            case "GetAtt", "Fn::GetAtt" -> add(text.replaceFirst("\\..*", ""), needed);
            case "Sub", "Fn::Sub" -> {
                Matcher variable = VARIABLE.matcher(text);
                while (variable.find()) {
                    add(variable.group(1), needed);
                }
            }
            default -> {
                // Nothing else names a resource.
            }
        }
    }

    private void add(String name, Set<String> needed) {
        if (resources.contains(name)) {
            needed.add(name);
        }
    }
}
