package dev.labctl.cli.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Everything that a template permits or forbids, taken away piece by piece: each policy statement, each action and each
 * resource of a statement that has several, and each permission of a function. All else stays as it is, but for the
 * descriptions of the functions and pipes whose role it is: what they have from their role they keep, until they change.
 *
 * <p>A policy must have a statement: one that would lose its last goes altogether where it can. Where it cannot, as a
 * role's trust, it stays without any.
 */
public final class PolicyMutations {
    private static final String DESCRIPTION = "Description";
    private static final List<String> LISTS = List.of("Action", "Resource");

    /** What has a role, and which of its properties says so. */
    private static final Map<String, String> ROLE_OF =
            Map.of("AWS::Lambda::Function", "Role", "AWS::Pipes::Pipe", "RoleArn");

    private final MappingNode root;
    private final MappingNode resources;
    private final List<Edit> edits = new ArrayList<>();

    /**
     * A template with one piece less.
     *
     * @param missing what it lacks
     * @param resource the logical id of the resource that lacks it or is missing itself
     * @param statement the statement that lacks it or is missing itself, by its Sid or else its action; pieces of the same
     *     kind in other policies have the same
     */
    public record Mutation(String missing, String resource, String statement, String template) {}

    private record Edit(String missing, String resource, String statement, Runnable apply) {}

    private PolicyMutations(String template, Predicate<String> isDeployed) {
        root = (MappingNode) new Compose(LoadSettings.builder().build())
                .composeString(template)
                .orElseThrow();
        resources = (MappingNode) Objects.requireNonNull(child(root, "Resources"), "Resources");
        for (NodeTuple each : List.copyOf(resources.getValue())) {
            if (isDeployed.test(text(each.getKeyNode()))) {
                resource(text(each.getKeyNode()), each.getValueNode());
            }
        }
    }

    /** All mutations of a template, in its order. */
    static List<Mutation> of(String template) {
        return of(template, resource -> true);
    }

    /** The mutations of those resources of a template that are deployed: others' conditions do not hold. */
    static List<Mutation> of(String template, Predicate<String> isDeployed) {
        List<Mutation> mutations = new ArrayList<>();
        int count = new PolicyMutations(template, isDeployed).edits.size();
        for (int i = 0; i < count; i++) {
            PolicyMutations fresh = new PolicyMutations(template, isDeployed);
            Edit edit = fresh.edits.get(i);
            edit.apply().run();
            fresh.describeUsersOf(edit.resource(), "lacks piece %d of %d".formatted(i + 1, count));
            mutations.add(new Mutation(edit.missing(), edit.resource(), edit.statement(), fresh.text()));
        }
        return mutations;
    }

    private String text() {
        DumpSettings settings = DumpSettings.builder().build();
        return new Present(settings)
                .emitToString(new Serialize(settings).serializeOne(root).iterator());
    }

    private void resource(String id, Node resource) {
        String type = text(child(resource, "Type"));
        if (type.equals("AWS::Lambda::Permission")) {
            edits.add(new Edit(id, id, id, () -> removeResource(id)));
        } else {
            Optional<Runnable> whole =
                    type.endsWith("Policy") ? Optional.of(() -> removeResource(id)) : Optional.empty();
            policies(id, resource, whole);
        }
    }

    /** Looks for policies in a node; {@code whole} removes what it is a part of. */
    private void policies(String where, Node node, Optional<Runnable> whole) {
        if (child(node, "Statement") instanceof SequenceNode statements) {
            statements(where, statements.getValue(), whole);
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(each -> policies(where, each.getValueNode(), whole));
        } else if (node instanceof SequenceNode list) {
            List<Node> items = list.getValue();
            List.copyOf(items).forEach(each -> policies(where, each, Optional.of(() -> items.remove(each))));
        }
    }

    private void statements(String where, List<Node> statements, Optional<Runnable> whole) {
        for (Node statement : List.copyOf(statements)) {
            String title = title(statement);
            String name = where + " " + title;
            Runnable remove = () -> statements.remove(statement);
            edits.add(new Edit(name, where, title, statements.size() == 1 ? whole.orElse(remove) : remove));
            for (String list : LISTS) {
                if (child(statement, list) instanceof SequenceNode items
                        && items.getValue().size() > 1) {
                    List.copyOf(items.getValue())
                            .forEach(item -> edits.add(
                                    new Edit(name + ", of " + words(item), where, title, () -> items.getValue()
                                            .remove(item))));
                }
            }
        }
    }

    private static String title(Node statement) {
        String sid = text(child(statement, "Sid"));
        return sid.isEmpty() ? text(child(statement, "Action")) : sid;
    }

    private void removeResource(String id) {
        resources.getValue().removeIf(each -> text(each.getKeyNode()).equals(id));
        for (NodeTuple each : resources.getValue()) {
            MappingNode resource = (MappingNode) each.getValueNode();
            resource.getValue()
                    .removeIf(member -> text(member.getKeyNode()).equals("DependsOn")
                            && text(member.getValueNode()).equals(id));
            if (child(resource, "DependsOn") instanceof SequenceNode several) {
                several.getValue().removeIf(item -> text(item).equals(id));
            }
        }
    }

    private void describeUsersOf(String role, String description) {
        for (NodeTuple each : resources.getValue()) {
            String member = ROLE_OF.get(text(child(each.getValueNode(), "Type")));
            if (member != null
                    && child(each.getValueNode(), "Properties") instanceof MappingNode properties
                    && text(child(properties, member)).equals(role + ".Arn")) {
                properties.getValue().removeIf(property -> text(property.getKeyNode())
                        .equals(DESCRIPTION));
                properties.getValue().add(new NodeTuple(scalar(DESCRIPTION), scalar(description)));
            }
        }
    }

    private static Node scalar(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED);
    }

    private static @Nullable Node child(@Nullable Node parent, String key) {
        return parent instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(each -> text(each.getKeyNode()).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** All that a node says: a condition's words as well. */
    private static String words(Node node) {
        return node instanceof SequenceNode list
                ? String.join(
                        " ",
                        list.getValue().stream().map(PolicyMutations::words).toList())
                : text(node);
    }

    private static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
