package dev.labctl.localcloud.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON paths that targets take: {@code $.detail.items[0].id}, {@code $.resources}, {@code $.detail.items[*].id}.
 *
 * @param steps member names, indexes in brackets, {@code *} for all
 */
public record JsonPath(List<String> steps) {
    private static final String ALL = "*";
    private static final Pattern STEP =
            Pattern.compile("\\.([A-Za-z0-9_:-]+|\\*)|\\[(\\d{1,9}|\\*)]|\\['([^']+)']|\\[\"([^\"]+)\"]");

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** Reads a path as rules write it; empty when it is none. */
    public static Optional<JsonPath> parse(String path) {
        if (!path.startsWith("$")) {
            return Optional.empty();
        }
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int at = 1;
        while (at < path.length()) {
            if (!step.find(at) || step.start() != at) {
                return Optional.empty();
            }
            for (int group = 1; group <= step.groupCount(); group++) {
                if (step.group(group) != null) {
                    steps.add(
                            group == 2 && !step.group(group).equals(ALL) ? "[" + step.group(group) : step.group(group));
                }
            }
            at = step.end();
        }
        return Optional.of(new JsonPath(steps));
    }

    /** What the path leads to; a missing node when it leads nowhere, an array when it has wildcards. */
    public JsonNode find(JsonNode document) {
        List<JsonNode> found = List.of(document);
        for (String step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                if (step.equals(ALL)) {
                    node.forEach(next::add);
                } else {
                    JsonNode child =
                            step.startsWith("[") ? node.path(Integer.parseInt(step.substring(1))) : node.path(step);
                    if (!child.isMissingNode()) {
                        next.add(child);
                    }
                }
            }
            found = next;
        }
        if (!steps.contains(ALL)) {
            return found.isEmpty() ? MissingNode.getInstance() : found.get(0);
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        found.forEach(all::add);
        return all;
    }
}
