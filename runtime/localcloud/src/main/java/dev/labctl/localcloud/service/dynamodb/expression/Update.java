package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An update of an item. All operands see the item as it was before.
 *
 * @param actions what is done, in the order of the expression
 */
public record Update(List<Action> actions) {
    private static final String INVALID_PATH =
            "The document path provided in the update expression is invalid for update";

    public Update {
        actions = List.copyOf(actions);
    }

    /** The paths that are changed. */
    public List<Path> paths() {
        return actions.stream().map(Action::path).toList();
    }

    /**
     * The item after the update.
     *
     * @throws AwsError ValidationException when an operand has no value or a wrong type, or a path leads nowhere
     */
    public Map<String, AttributeValue> applyTo(Map<String, AttributeValue> item) {
        List<Change> sets = new ArrayList<>();
        List<Path> removals = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.Set set) {
                sets.add(new Change(set.path(), valueOf(set, item)));
            } else if (action instanceof Action.Add add) {
                sets.add(new Change(add.path(), SetArithmetic.add(add.path().of(item), add.value())));
            } else if (action instanceof Action.Delete delete) {
                delete(delete, item, sets, removals);
            } else {
                removals.add(action.path());
            }
        }
        Map<String, AttributeValue> updated = new LinkedHashMap<>(item);
        sets.forEach(change -> set(updated, change));
        // From the last position to the first: a removal must not move what is removed after it.
        removals.sort(Comparator.comparing(Update::lastIndex).reversed());
        removals.forEach(path -> remove(updated, path));
        return updated;
    }

    private static AttributeValue valueOf(Action.Set set, Map<String, AttributeValue> item) {
        AttributeValue value = set.value().of(item);
        if (value == null) {
            throw AwsError.validation("The provided expression refers to an attribute that does not exist in the item");
        }
        return value;
    }

    private static void delete(
            Action.Delete delete, Map<String, AttributeValue> item, List<Change> sets, List<Path> removals) {
        AttributeValue current = delete.path().of(item);
        if (current == null) {
            return;
        }
        AttributeValue rest = SetArithmetic.subtract(current, delete.value());
        if (rest == null) {
            removals.add(delete.path());
        } else {
            sets.add(new Change(delete.path(), rest));
        }
    }

    private static int lastIndex(Path path) {
        Path.Element last = path.elements().get(path.elements().size() - 1);
        return last instanceof Path.Index index ? index.index() : -1;
    }

    private static void set(Map<String, AttributeValue> item, Change change) {
        Path path = change.path();
        if (path.isRoot()) {
            item.put(path.root(), change.value());
            return;
        }
        item.put(path.root(), withSet(item.get(path.root()), path, 1, change.value()));
    }

    private static AttributeValue withSet(
            @org.jspecify.annotations.Nullable AttributeValue container, Path path, int depth, AttributeValue value) {
        Path.Element element = path.elements().get(depth);
        boolean last = depth == path.elements().size() - 1;
        if (element instanceof Path.Field field && container != null && container.type() == AttributeValue.Type.M) {
            Map<String, AttributeValue> members = new LinkedHashMap<>(container.m());
            members.put(field.name(), last ? value : withSet(members.get(field.name()), path, depth + 1, value));
            return AttributeValue.fromM(members);
        }
        if (element instanceof Path.Index index && container != null && container.type() == AttributeValue.Type.L) {
            List<AttributeValue> elements = new ArrayList<>(container.l());
            int at = index.index();
            if (at < elements.size()) {
                elements.set(at, last ? value : withSet(elements.get(at), path, depth + 1, value));
            } else if (last) {
                elements.add(value);
            } else {
                throw AwsError.validation(INVALID_PATH);
            }
            return AttributeValue.fromL(elements);
        }
        throw AwsError.validation(INVALID_PATH);
    }

    private static void remove(Map<String, AttributeValue> item, Path path) {
        if (path.isRoot()) {
            item.remove(path.root());
            return;
        }
        item.put(path.root(), withRemoved(item.get(path.root()), path, 1));
    }

    private static AttributeValue withRemoved(
            @org.jspecify.annotations.Nullable AttributeValue container, Path path, int depth) {
        Path.Element element = path.elements().get(depth);
        boolean last = depth == path.elements().size() - 1;
        if (element instanceof Path.Field field && container != null && container.type() == AttributeValue.Type.M) {
            Map<String, AttributeValue> members = new LinkedHashMap<>(container.m());
            if (last) {
                members.remove(field.name());
            } else {
                members.put(field.name(), withRemoved(members.get(field.name()), path, depth + 1));
            }
            return AttributeValue.fromM(members);
        }
        if (element instanceof Path.Index index && container != null && container.type() == AttributeValue.Type.L) {
            List<AttributeValue> elements = new ArrayList<>(container.l());
            int at = index.index();
            if (last && at < elements.size()) {
                elements.remove(at);
            } else if (!last && at < elements.size()) {
                elements.set(at, withRemoved(elements.get(at), path, depth + 1));
            } else if (!last) {
                throw AwsError.validation(INVALID_PATH);
            }
            return AttributeValue.fromL(elements);
        }
        throw AwsError.validation(INVALID_PATH);
    }

    private record Change(Path path, AttributeValue value) {}

    /** One change. */
    public sealed interface Action {
        Path path();

        /** {@code SET path = operand}. */
        record Set(Path path, Operand value) implements Action {}

        /** {@code REMOVE path}. */
        record Remove(Path path) implements Action {}

        /** {@code ADD path :number} or {@code ADD path :set}. */
        record Add(Path path, AttributeValue value) implements Action {}

        /** {@code DELETE path :set}. */
        record Delete(Path path, AttributeValue value) implements Action {}
    }
}
