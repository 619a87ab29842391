package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A template as it lies on disk: its text, its parameters, and the lines on which things stand. */
public final class TemplateFile {
    private final Path path;
    private final String body;
    private final @Nullable MappingNode root;

    private TemplateFile(Path path, String body, @Nullable MappingNode root) {
        this.path = path;
        this.body = body;
        this.root = root;
    }

    /**
     * Reads a template.
     *
     * @throws LabctlException exit code 2, when there is none, or when it is no YAML: with the line
     */
    public static TemplateFile read(Path path) {
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read the template " + path + ": " + Reason.of(e),
                    "restore it, or unset LABCTL_TEMPLATES if that names another folder: a lab's template is part of labctl");
        }
        return parse(path, text);
    }

    static TemplateFile parse(Path path, String text) {
        try {
            Node node = new Compose(
                            LoadSettings.builder().setLabel(path.toString()).build())
                    .composeString(text)
                    .orElse(null);
            if (node instanceof MappingNode mapping) {
                return new TemplateFile(path, text, mapping);
            }
        } catch (YamlEngineException e) {
            throw LabctlException.usage(
                    "%s is not valid YAML: %s"
                            .formatted(
                                    path, String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\n\\s*", "; ")),
                    "correct the template at that line");
        }
        throw LabctlException.usage(path + " is no template: it has no sections", "begin with Resources:");
    }

    /** Where it was read from. */
    public Path path() {
        return path;
    }

    /** The template's text. */
    public String body() {
        return body;
    }

    /** The parameters that it declares, by name. */
    public Map<String, TemplateParameter> parameters() {
        Map<String, TemplateParameter> parameters = new LinkedHashMap<>();
        if (child(root, "Parameters") instanceof MappingNode declared) {
            for (NodeTuple each : declared.getValue()) {
                String name = text(each.getKeyNode());
                if (name != null) {
                    parameters.put(name, parameter(name, each.getValueNode()));
                }
            }
        }
        return parameters;
    }

    private static TemplateParameter parameter(String name, Node settings) {
        return new TemplateParameter(
                name,
                text(settings, "Type").orElse("String"),
                text(settings, "Default").orElse(null),
                text(settings, "Description").orElse(""),
                text(settings, "ConstraintDescription").orElse(""),
                new TemplateParameter.Limits(
                        text(settings, "AllowedPattern").orElse(null),
                        texts(child(settings, "AllowedValues")),
                        text(settings, "MinValue").map(BigDecimal::new).orElse(null),
                        text(settings, "MaxValue").map(BigDecimal::new).orElse(null),
                        text(settings, "MinLength").map(Integer::valueOf).orElse(null),
                        text(settings, "MaxLength").map(Integer::valueOf).orElse(null)));
    }

    private static Optional<String> text(Node parent, String key) {
        return Optional.ofNullable(text(child(parent, key)));
    }

    private static List<String> texts(@Nullable Node list) {
        return list instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(TemplateFile::text)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
    }

    /** The line, counted from 1, on which a resource is declared. */
    public Optional<Integer> lineOf(String logicalId) {
        return line(child(root, "Resources"), logicalId);
    }

    /** The line of one of a resource's properties; when the property does not stand there, the resource's. */
    public Optional<Integer> lineOf(String logicalId, String property) {
        Node resource = child(child(root, "Resources"), logicalId);
        Optional<Integer> exact = line(child(resource, "Properties"), property);
        return exact.isPresent() ? exact : lineOf(logicalId);
    }

    /** The types of its resources: {@code AWS::S3::Bucket}. */
    public Set<String> resourceTypes() {
        Set<String> types = new LinkedHashSet<>();
        if (child(root, "Resources") instanceof MappingNode declared) {
            declared.getValue()
                    .forEach(each -> text(each.getValueNode(), "Type").ifPresent(types::add));
        }
        return types;
    }

    /** For each resource those that have to be there before it, and go after it. */
    public Map<String, Set<String>> dependencies() {
        return Dependencies.of(child(root, "Resources"));
    }

    /**
     * The place of one of a resource's properties, {@code template.yaml:12}; the resource's when the property does not
     * stand there.
     *
     * @param property empty for the resource itself
     */
    Optional<String> placeOf(String logicalId, String property) {
        return lineOf(logicalId, property).map(line -> "%s:%d".formatted(path, line));
    }

    /** The first line below the parameters on which a value is this text, or refers to it. */
    Optional<Integer> lineOfText(String text) {
        return Stream.of("Conditions", "Resources", "Outputs")
                .map(section -> child(root, section))
                .flatMap(section -> scalars(section))
                .filter(scalar -> refersTo(scalar.getValue(), text))
                .findFirst()
                .flatMap(scalar -> scalar.getStartMark().map(mark -> mark.getLine() + 1));
    }

    private static boolean refersTo(String value, String text) {
        return value.equals(text)
                || value.startsWith(text + ".")
                || value.contains("${" + text + "}")
                || value.contains("${" + text + ".");
    }

    private static Stream<ScalarNode> scalars(@Nullable Node node) {
        if (node instanceof ScalarNode scalar) {
            return Stream.of(scalar);
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().flatMap(TemplateFile::scalars);
        }
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream().flatMap(each -> scalars(each.getValueNode()))
                : Stream.empty();
    }

    private static Optional<Integer> line(@Nullable Node parent, String key) {
        if (parent instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                if (key.equals(text(each.getKeyNode()))) {
                    return each.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Node child(@Nullable Node parent, String key) {
        if (parent instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                if (key.equals(text(each.getKeyNode()))) {
                    return each.getValueNode();
                }
            }
        }
        return null;
    }

    private static @Nullable String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
}
