package dev.labctl.localcloud.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes secrets out of everything that the page is told, whatever it comes from: settings of functions, logs, messages,
 * items, outputs. A value is one by the name it stands under, or by its own look. ARNs of secrets are none.
 */
final class Redaction {
    static final String HIDDEN = "(hidden)";

    private static final String NAME =
            "[\\w.-]*(?:passw(?:or)?d|passphrase|secret|private[_-]?key|access[_-]?key|api[_-]?key|token|credential"
                    + "|authorization|signature)[\\w.-]*";
    private static final Pattern SECRET_NAME = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern HARMLESS = Pattern.compile("arn:aws[\\w-]*:.*|true|false|\\d{0,9}|\\(hidden\\)|\\*+");

    /** In this order: what is hidden and what is left to see of it. */
    private static final List<Map.Entry<Pattern, String>> LOOKS = List.of(
            Map.entry(
                    Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(-----END \\1-----|\\z)", Pattern.DOTALL),
                    HIDDEN),
            Map.entry(Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{12,}\\b"), HIDDEN),
            // "password": "x", also with the quotes escaped, as in JSON inside of JSON
            Map.entry(
                    Pattern.compile(
                            "(\\\\*\"" + NAME + "\\\\*\"\\s*:\\s*\\\\*\")(?!arn:aws)[^\"\\\\]+",
                            Pattern.CASE_INSENSITIVE),
                    "$1" + HIDDEN),
            Map.entry(
                    Pattern.compile("\\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{8,}", Pattern.CASE_INSENSITIVE),
                    "$1 " + HIDDEN),
            // password=x, X-Amz-Signature=x
            Map.entry(
                    Pattern.compile("\\b(" + NAME + "=)(?!arn:aws)[^\\s&,;\"')]+", Pattern.CASE_INSENSITIVE),
                    "$1" + HIDDEN),
            Map.entry(Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@"), "$1" + HIDDEN + "@"));

    private Redaction() {}

    /** The same without secrets. */
    static JsonNode of(JsonNode node) {
        if (node.isObject()) {
            ObjectNode shown = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(member -> shown.set(member.getKey(), member(member.getKey(), member.getValue())));
            return shown;
        }
        if (node.isArray()) {
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> shown.add(of(item)));
            return shown;
        }
        return node.isTextual() ? TextNode.valueOf(text(node.textValue())) : node;
    }

    private static JsonNode member(String name, JsonNode value) {
        boolean isSecret = value.isTextual()
                && SECRET_NAME.matcher(name).matches()
                && !HARMLESS.matcher(value.textValue()).matches();
        return isSecret ? TextNode.valueOf(HIDDEN) : of(value);
    }

    private static String text(String text) {
        String shown = text;
        for (Map.Entry<Pattern, String> look : LOOKS) {
            shown = look.getKey().matcher(shown).replaceAll(look.getValue());
        }
        return shown;
    }
}
