package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.labctl.localcloud.transform.JsonPath;
import dev.labctl.localcloud.transform.Placeholders;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * What a target gets of an event: all of it, a constant, a part of it, or what a template makes of it. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">input transformation</a>.
 */
final class TargetInput {
    static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9_.-]+)>");
    static final Set<String> PREDEFINED = Set.of(
            "aws.events.rule-arn",
            "aws.events.rule-name",
            "aws.events.event",
            "aws.events.event.json",
            "aws.events.event.ingestion-time");

    private TargetInput() {}

    /**
     * The input.
     *
     * @throws DeliveryFailure when a template for JSON does not give JSON
     */
    static String of(Delivery delivery, Target target) {
        if (target.input() != null) {
            return target.input();
        }
        if (target.inputPath() != null) {
            JsonNode part = at(target.inputPath(), Event.read(delivery.event()));
            return part.isMissingNode() ? "null" : part.toString();
        }
        return target.inputTransformer() == null ? delivery.event() : transformed(delivery, target.inputTransformer());
    }

    private static JsonNode at(String path, JsonNode event) {
        return JsonPath.parse(path)
                .orElseThrow(() -> new IllegalStateException("accepted as a path: " + path))
                .find(event);
    }

    /** A template that begins with a quote is for text, every other one for JSON. */
    private static String transformed(Delivery delivery, InputTransformer transformer) {
        String template = transformer.inputTemplate();
        JsonNode event = Event.read(delivery.event());
        boolean isText = template.stripLeading().startsWith("\"");
        String input = Placeholders.replaced(template, PLACEHOLDER, (name, isQuoted) -> {
            JsonNode value = value(name, transformer, event, delivery);
            return isText ? plain(value) : isQuoted ? quoted(value) : json(value);
        });
        if (!isText) {
            requireJson(input);
        }
        return input;
    }

    private static JsonNode value(String name, InputTransformer transformer, JsonNode event, Delivery delivery) {
        return switch (name) {
            case "aws.events.rule-arn" -> TextNode.valueOf(delivery.ruleArn());
            case "aws.events.rule-name" -> TextNode.valueOf(delivery.rule());
            case "aws.events.event.ingestion-time" ->
                TextNode.valueOf(delivery.ingested().toString());
            case "aws.events.event.json" -> event;
            case "aws.events.event" -> withoutDetail(event, delivery);
            default -> {
                String path = transformer.inputPathsMap().get(name);
                yield path == null ? MissingNode.getInstance() : at(path, event);
            }
        };
    }

    private static JsonNode withoutDetail(JsonNode event, Delivery delivery) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        event.properties().forEach(member -> {
            if (member.getKey().equals("detail-type")) {
                head.set("detailType", member.getValue());
            } else if (!member.getKey().equals("detail")) {
                head.set(member.getKey(), member.getValue());
            }
        });
        return head.put("time", delivery.ingested().toString());
    }

    /** In text: objects and lists lose the quotes inside. */
    private static String plain(JsonNode value) {
        return value.isValueNode()
                ? value.asText()
                : value.isMissingNode() ? "" : value.toString().replace("\"", "");
    }

    /** Inside of a JSON string: texts are escaped, anything else stands as it is. */
    private static String quoted(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        String json = value.toString();
        return value.isTextual() ? json.substring(1, json.length() - 1) : json;
    }

    private static String json(JsonNode value) {
        return value.isMissingNode() ? "\"\"" : value.toString();
    }

    private static void requireJson(String input) {
        try {
            JsonNode read = Event.STRICT_JSON.readTree(input);
            if (read != null && !read.isMissingNode()) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw new DeliveryFailure("INVALID_JSON", "The transformed input is not valid JSON: " + input, false);
        }
        throw new DeliveryFailure("INVALID_JSON", "The transformed input is empty", false);
    }
}
