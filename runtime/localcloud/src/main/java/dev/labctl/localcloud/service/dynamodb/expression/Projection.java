package dev.labctl.localcloud.service.dynamodb.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The parts of an item that a projection expression, or an update, names. */
public final class Projection {
    private final Node root = new Node();
    private final List<Path> paths;

    /** The parts at these paths. */
    public Projection(List<Path> paths) {
        this.paths = List.copyOf(paths);
        paths.forEach(root::add);
    }

    /**
     * Parses a projection expression.
     *
     * @throws dev.labctl.localcloud.core.AwsError ValidationException as AWS words it
     */
    public static Projection parse(String expression, Placeholders placeholders) {
        Tokens tokens = new Tokens(ExpressionKind.PROJECTION, expression);
        Paths reader = new Paths(tokens, placeholders);
        List<Path> paths = new ArrayList<>();
        do {
            paths.add(reader.read());
        } while (tokens.take(","));
        tokens.expectEnd();
        Paths.requireDisjoint(ExpressionKind.PROJECTION, paths);
        return new Projection(paths);
    }

    /** The top-level attributes named. */
    public List<String> roots() {
        return paths.stream().map(Path::root).distinct().toList();
    }

    /** What of this item is named. Selected list elements close up. */
    public Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
        return root.members(item);
    }

    /** A tree of the paths: no children means all of the value. */
    private static final class Node {
        private final Map<String, Node> fields = new LinkedHashMap<>();
        private final Map<Integer, Node> indexes = new TreeMap<>();

        void add(Path path) {
            Node node = this;
            for (Path.Element element : path.elements()) {
                node = element instanceof Path.Field field
                        ? node.fields.computeIfAbsent(field.name(), name -> new Node())
                        : node.indexes.computeIfAbsent(((Path.Index) element).index(), index -> new Node());
            }
        }

        Map<String, AttributeValue> members(Map<String, AttributeValue> from) {
            Map<String, AttributeValue> selected = new LinkedHashMap<>();
            fields.forEach((name, child) -> {
                AttributeValue value = from.get(name);
                AttributeValue part = value == null ? null : child.part(value);
                if (part != null) {
                    selected.put(name, part);
                }
            });
            return selected;
        }

        private @Nullable AttributeValue part(AttributeValue value) {
            if (fields.isEmpty() && indexes.isEmpty()) {
                return value;
            }
            if (value.type() == AttributeValue.Type.M && !fields.isEmpty()) {
                Map<String, AttributeValue> selected = members(value.m());
                return selected.isEmpty() ? null : AttributeValue.fromM(selected);
            }
            if (value.type() == AttributeValue.Type.L && !indexes.isEmpty()) {
                List<AttributeValue> selected = elements(value.l());
                return selected.isEmpty() ? null : AttributeValue.fromL(selected);
            }
            return null;
        }

        private List<AttributeValue> elements(List<AttributeValue> from) {
            List<AttributeValue> selected = new ArrayList<>();
            indexes.forEach((index, child) -> {
                AttributeValue part = index < from.size() ? child.part(from.get(index)) : null;
                if (part != null) {
                    selected.add(part);
                }
            });
            return selected;
        }
    }
}
