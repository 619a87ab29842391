package dev.labctl.cli.command.shared;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON that was received, as it is or as an indented outline. */
public record Tree(Map<String, Object> root) implements Result {
    @Override
    public Object json() {
        return root;
    }

    @Override
    public void print(Text text) {
        print(root, "", text);
    }

    private static void print(Map<?, ?> map, String indent, Text text) {
        map.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                text.line(indent + text.styled(Text.Style.STRONG, String.valueOf(name)));
                print(inner, indent + "  ", text);
            } else if (value instanceof Collection<?> list && list.stream().anyMatch(Map.class::isInstance)) {
                text.line(indent + text.styled(Text.Style.STRONG, String.valueOf(name)));
                list.forEach(each -> text.line(indent + "  " + inline(each)));
            } else {
                text.line("%s%s: %s".formatted(indent, name, inline(value)));
            }
        });
    }

    private static String inline(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "none"
                    : map.entrySet().stream()
                            .map(each -> each.getKey() + " " + inline(each.getValue()))
                            .collect(Collectors.joining(", "));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Tree::inline).collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }
}
