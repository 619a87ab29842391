package dev.labctl.localcloud.service.cloudformation.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Mapping;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Position;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Scalar;
import dev.labctl.localcloud.service.cloudformation.template.TemplateNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads template text, JSON or YAML with all short tags ({@code !Sub}), into nodes that know their lines. */
public final class TemplateReader {
    private static final Set<String> SHORT_TAGS_WITHOUT_PREFIX = Set.of("Ref", "Condition");
    private static final int MAX_DEPTH = 200;

    private TemplateReader() {}

    /**
     * Reads a template.
     *
     * @throws TemplateException when it is neither JSON nor YAML, or no object
     */
    public static Mapping read(String text) {
        TemplateNode node = text.stripLeading().startsWith("{") ? json(text) : yaml(text);
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw TemplateException.format("unsupported structure.");
    }

    private static TemplateNode yaml(String text) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return convert(root.orElseThrow(() -> TemplateException.format("unsupported structure.")), 0);
        } catch (MarkedYamlEngineException e) {
            throw TemplateException.format("YAML not well-formed. "
                    + e.getProblemMark()
                            .map(mark -> "(line %d, column %d)".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                            .orElse(e.getProblem()));
        } catch (YamlEngineException e) {
            throw TemplateException.format("YAML not well-formed. " + e.getMessage());
        }
    }

    private static TemplateNode convert(Node node, int depth) {
        if (depth > MAX_DEPTH) {
            throw TemplateException.format("the template is nested too deeply.");
        }
        Position position = position(node.getStartMark());
        TemplateNode value;
        if (node instanceof ScalarNode scalar) {
            value = new Scalar(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, position);
        } else if (node instanceof SequenceNode sequence) {
            List<TemplateNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, depth + 1));
            }
            value = new Sequence(items, position);
        } else {
            value = new Mapping(members((MappingNode) node, depth), position);
        }
        String tag = node.getTag().getValue();
        return tag.startsWith("!") && tag.length() > 1 ? intrinsic(tag.substring(1), value, position) : value;
    }

    private static Map<String, TemplateNode> members(MappingNode node, int depth) {
        Map<String, TemplateNode> members = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Position at = position(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw TemplateException.format("YAML not well-formed. Keys are strings (" + at + ")");
            }
            if (members.put(key.getValue(), convert(tuple.getValueNode(), depth + 1)) != null) {
                throw TemplateException.format(
                        "YAML not well-formed. Duplicate key " + key.getValue() + " (" + at + ")");
            }
        }
        return members;
    }

    private static TemplateNode intrinsic(String tag, TemplateNode value, Position position) {
        TemplateNode argument = value;
        if (tag.equals("GetAtt") && value instanceof Scalar scalar) {
            int dot = scalar.text().indexOf('.');
            if (dot > 0) {
                argument = new Sequence(
                        List.of(
                                new Scalar(scalar.text().substring(0, dot), true, position),
                                new Scalar(scalar.text().substring(dot + 1), true, position)),
                        position);
            }
        }
        String name = SHORT_TAGS_WITHOUT_PREFIX.contains(tag) ? tag : "Fn::" + tag;
        return new Mapping(Map.of(name, argument), position);
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(at -> new Position(at.getLine() + 1, at.getColumn() + 1))
                .orElse(new Position(1, 1));
    }

    private static TemplateNode json(String text) {
        JsonFactory factory = JsonFactory.builder()
                .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            parser.nextToken();
            TemplateNode root = value(parser);
            if (parser.nextToken() != null) {
                throw TemplateException.format("JSON not well-formed. (line %d, column %d)"
                        .formatted(
                                parser.currentLocation().getLineNr(),
                                parser.currentLocation().getColumnNr()));
            }
            return root;
        } catch (JsonProcessingException e) {
            throw TemplateException.format("JSON not well-formed. (line %d, column %d)"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateNode value(JsonParser parser) throws IOException {
        Position position = new Position(
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr());
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, TemplateNode> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return new Mapping(members, position);
        }
        if (token == JsonToken.START_ARRAY) {
            List<TemplateNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return new Sequence(items, position);
        }
        return new Scalar(parser.getText(), token == JsonToken.VALUE_STRING, position);
    }
}
