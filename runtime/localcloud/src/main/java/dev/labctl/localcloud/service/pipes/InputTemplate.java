package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.labctl.localcloud.transform.JsonPath;
import dev.labctl.localcloud.transform.Placeholders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;

/**
 * What a template makes of an event: JSON when it begins as an object, list or string, else free text. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html">input
 * transformation</a>.
 */
final class InputTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("<(\\$[^<>]*|aws\\.pipes\\.[a-z.-]+)>");
    private static final Set<String> RESERVED = Set.of(
            "aws.pipes.pipe-arn",
            "aws.pipes.pipe-name",
            "aws.pipes.source-arn",
            "aws.pipes.enrichment-arn",
            "aws.pipes.target-arn",
            "aws.pipes.event.ingestion-time",
            "aws.pipes.event",
            "aws.pipes.event.json");
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_/-]+|\\*)|\\[(\\d{1,9}|\\*)]|\\['([^']+)']");

    private InputTemplate() {}

    /** The first placeholder that is neither a path nor a reserved variable; empty when the template has none such. */
    static Optional<String> wrong(String template) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            boolean isKnown = name.startsWith("$") ? steps(name).isPresent() : RESERVED.contains(name);
            if (!isKnown) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The template with its placeholders replaced. */
    static String apply(String template, DescribePipeResponse pipe, PipeEvent event, Instant now) {
        String start = template.stripLeading();
        boolean isJson = start.startsWith("{") || start.startsWith("[") || start.startsWith("\"");
        return Placeholders.replaced(template, PLACEHOLDER, (name, isQuoted) -> {
            JsonNode value = value(name, pipe, event, now);
            return !isJson ? plain(value) : isQuoted ? quoted(value) : json(value);
        });
    }

    private static JsonNode value(String name, DescribePipeResponse pipe, PipeEvent event, Instant now) {
        return switch (name) {
            case "aws.pipes.pipe-arn" -> TextNode.valueOf(pipe.arn());
            case "aws.pipes.pipe-name" -> TextNode.valueOf(pipe.name());
            case "aws.pipes.source-arn" -> TextNode.valueOf(pipe.source());
            case "aws.pipes.target-arn" -> TextNode.valueOf(pipe.target());
            case "aws.pipes.event.ingestion-time" -> TextNode.valueOf(now.toString());
            case "aws.pipes.enrichment-arn" -> MissingNode.getInstance();
            case "aws.pipes.event" -> TextNode.valueOf(event.text());
            case "aws.pipes.event.json" -> event.decoded();
            default -> at(name, event.decoded());
        };
    }

    /** What a path leads to, from the event; a missing node when it leads nowhere. */
    static JsonNode at(String path, JsonNode event) {
        List<String> steps = steps(path).orElse(List.of());
        if (steps.isEmpty() && !path.equals("$")) {
            return MissingNode.getInstance();
        }
        return new JsonPath(steps).find(event);
    }

    private static Optional<List<String>> steps(String path) {
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int at = 1;
        while (at < path.length()) {
            if (!step.find(at) || step.start() != at) {
                return Optional.empty();
            }
            String index = step.group(2);
            String member = step.group(1) == null ? step.group(3) : step.group(1);
            steps.add(member != null ? member : "*".equals(index) ? "*" : "[" + index);
            at = step.end();
        }
        return Optional.of(steps);
    }

    private static String plain(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.isMissingNode() ? "" : value.toString();
    }

    /** Inside of a JSON string. */
    private static String quoted(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        String json = value.isTextual()
                ? value.toString()
                : TextNode.valueOf(value.toString()).toString();
        return json.substring(1, json.length() - 1);
    }

    private static String json(JsonNode value) {
        return value.isMissingNode() ? "\"\"" : value.toString();
    }
}
