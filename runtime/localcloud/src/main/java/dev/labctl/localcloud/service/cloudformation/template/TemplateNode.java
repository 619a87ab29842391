package dev.labctl.localcloud.service.cloudformation.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a template that knows where it was written. */
public sealed interface TemplateNode {
    /** Line and column of the node's first character, both from 1. */
    Position position();

    /** The node as plain maps, lists and scalars, intrinsics left as they are. */
    Object plain();

    /** What the node is called in error messages. */
    default String kind() {
        if (this instanceof Mapping) {
            return "object";
        }
        return this instanceof Sequence ? "list" : "string";
    }

    /** The place of a node, counted from 1. */
    record Position(int line, int column) {
        @Override
        public String toString() {
            return "line " + line;
        }
    }

    /**
     * Text, number, boolean or null.
     *
     * @param text as written, without quotes
     * @param isQuoted whether it was written in quotes, so that it is a string whatever it looks like
     */
    record Scalar(String text, boolean isQuoted, Position position) implements TemplateNode {
        /** Whether this is JSON's or YAML's null, which templates may not contain. */
        public boolean isNull() {
            return !isQuoted && (text.isEmpty() || text.equals("null") || text.equals("~"));
        }

        /**
         * The value by JSON's own rules, so that dates, octals, {@code yes} and account ids with a leading zero stay
         * the text they are.
         */
        @Override
        public Object plain() {
            if (isQuoted) {
                return text;
            }
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            if (text.matches("-?(0|[1-9]\\d{0,17})")) {
                return Long.valueOf(text);
            }
            return text.matches("-?(0|[1-9]\\d*)\\.\\d+") ? new BigDecimal(text) : text;
        }
    }

    /** A list. */
    record Sequence(List<TemplateNode> items, Position position) implements TemplateNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public Object plain() {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.plain()));
            return values;
        }
    }

    /** An object; the order of its members is kept. */
    record Mapping(Map<String, TemplateNode> members, Position position) implements TemplateNode {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public @Nullable TemplateNode get(String name) {
            return members.get(name);
        }

        @Override
        public Object plain() {
            Map<String, Object> values = new LinkedHashMap<>();
            members.forEach((name, member) -> values.put(name, member.plain()));
            return values;
        }

        /** The intrinsic function this object calls; null when it is an ordinary object. */
        public @Nullable Intrinsic intrinsic() {
            if (members.size() != 1) {
                return null;
            }
            Map.Entry<String, TemplateNode> only = members.entrySet().iterator().next();
            String name = only.getKey();
            return name.startsWith("Fn::")
                            || name.equals("Ref")
                            || (name.equals("Condition") && only.getValue() instanceof Scalar)
                    ? new Intrinsic(name, only.getValue(), position)
                    : null;
        }
    }

    /** A call of a function, {@code {"Fn::Join": [...]}} or {@code {"Ref": "..."}}. */
    record Intrinsic(String name, TemplateNode argument, Position position) {}

    /**
     * The node nearest to a path such as {@code /Tags/0/Key}: the deepest one on the way that was written, looking through
     * functions.
     */
    default TemplateNode nearest(String path) {
        TemplateNode at = this;
        for (String step : path.split("/", -1)) {
            TemplateNode next = at;
            if (at instanceof Mapping mapping && mapping.get(step) != null) {
                next = java.util.Objects.requireNonNull(mapping.get(step));
            } else if (at instanceof Sequence sequence
                    && step.matches("\\d{1,6}")
                    && Integer.parseInt(step) < sequence.items().size()) {
                next = sequence.items().get(Integer.parseInt(step));
            } else if (!step.isEmpty()) {
                return at;
            }
            at = next;
        }
        return at;
    }
}
