package dev.labctl.localcloud.service.dynamodb.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A document path, {@code a.b[0]}: an attribute name, then members and positions.
 *
 * @param elements at least one; the first is a {@link Field}
 */
public record Path(List<Element> elements) {
    public Path {
        elements = List.copyOf(elements);
    }

    /** A path of one attribute name, dots and all. */
    public static Path of(String attribute) {
        return new Path(List.of(new Field(attribute)));
    }

    /** The attribute the path starts at. */
    public String root() {
        return ((Field) elements.get(0)).name();
    }

    public boolean isRoot() {
        return elements.size() == 1;
    }

    /** The value at this path; null when there is none. */
    public @Nullable AttributeValue of(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(root());
        for (int i = 1; i < elements.size() && value != null; i++) {
            value = step(value, elements.get(i));
        }
        return value;
    }

    private static @Nullable AttributeValue step(AttributeValue value, Element element) {
        if (element instanceof Field field) {
            return value.type() == AttributeValue.Type.M ? value.m().get(field.name()) : null;
        }
        int index = ((Index) element).index();
        return value.type() == AttributeValue.Type.L && index < value.l().size()
                ? value.l().get(index)
                : null;
    }

    /** As AWS's messages show paths: {@code [a, b, [0]]}. */
    @Override
    public String toString() {
        return elements.toString();
    }

    /** One step of a path. */
    public sealed interface Element permits Field, Index {}

    /** A member of a map, or a top-level attribute. */
    public record Field(String name) implements Element {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A position in a list. */
    public record Index(int index) implements Element {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }
}
