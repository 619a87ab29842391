package dev.labctl.localcloud.service.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pattern over JSON messages: <code>{ ($.level = "ERROR") && ($.code >= 500 || $.user NOT EXISTS) }</code>. */
final class JsonPattern implements FilterPattern {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\\$[^\\s=!<>()&|]*|\"(?:[^\"\\\\]|\\\\.)*\"|%[^%]*%|&&|\\|\\||[()]|<=|>=|!=|=|<|>|[^\\s=!<>()&|]+)");

    private final List<String> tokens = new ArrayList<>();
    private final Predicate<JsonNode> condition;
    private int next;

    JsonPattern(String text) {
        String inner = text.endsWith("}") ? text.substring(1, text.length() - 1).strip() : "";
        Matcher matcher = TOKEN.matcher(inner);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (tokens.isEmpty() || end != inner.length()) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
        condition = or();
        if (next != tokens.size()) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
    }

    private Predicate<JsonNode> or() {
        Predicate<JsonNode> left = and();
        while (accept("||")) {
            left = left.or(and());
        }
        return left;
    }

    private Predicate<JsonNode> and() {
        Predicate<JsonNode> left = term();
        while (accept("&&")) {
            left = left.and(term());
        }
        return left;
    }

    private Predicate<JsonNode> term() {
        if (accept("(")) {
            Predicate<JsonNode> inner = or();
            if (!accept(")")) {
                throw LogsErrors.invalid("Invalid filter pattern");
            }
            return inner;
        }
        String selector = take();
        if (!selector.startsWith("$")) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
        String operator = take();
        if (operator.equalsIgnoreCase("IS")) {
            return is(selector, take());
        }
        if (operator.equalsIgnoreCase("NOT")) {
            if (!take().equalsIgnoreCase("EXISTS")) {
                throw LogsErrors.invalid("Invalid filter pattern");
            }
            return node -> select(node, selector) == null;
        }
        if (operator.equalsIgnoreCase("EXISTS")) {
            return node -> select(node, selector) != null;
        }
        if (!operator.matches("=|!=|<|>|<=|>=")) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
        Comparison comparison = new Comparison(operator, unquoted(take()));
        return node -> comparison.holds(value(node, selector));
    }

    private static Predicate<JsonNode> is(String selector, String what) {
        return node -> {
            JsonNode found = select(node, selector);
            return found != null
                    && (what.equalsIgnoreCase("NULL")
                            ? found.isNull()
                            : found.isBoolean() && found.booleanValue() == what.equalsIgnoreCase("TRUE"));
        };
    }

    private boolean accept(String token) {
        if (next < tokens.size() && tokens.get(next).equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private String take() {
        if (next == tokens.size()) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
        return tokens.get(next++);
    }

    private static String unquoted(String token) {
        return token.startsWith("\"") ? token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1") : token;
    }

    private static @Nullable String value(JsonNode root, String selector) {
        JsonNode found = select(root, selector);
        return found == null || found.isContainerNode() ? null : found.asText();
    }

    /** The member a selector like {@code $.a.b[0]} leads to; null when there is none. */
    private static @Nullable JsonNode select(JsonNode root, String selector) {
        JsonNode node = root;
        String path = selector.substring(1).replace("[", ".[");
        for (String step : path.split("\\.", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            node = step.startsWith("[")
                    ? node.get(Integer.parseInt(step.replaceAll("\\D", "0")))
                    : node.get(step.replace("'", ""));
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    @Override
    public Optional<Map<String, String>> match(String message) {
        JsonNode node = parse(message);
        if (node == null || !condition.test(node)) {
            return Optional.empty();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String token : tokens) {
            String value = token.startsWith("$") ? value(node, token) : null;
            if (value != null) {
                found.put(token, value);
            }
        }
        return Optional.of(found);
    }

    /** The value of a selector in a message, for a metric's value or dimension. */
    static @Nullable String extract(String message, String selector) {
        JsonNode node = parse(message);
        return node == null ? null : value(node, selector);
    }

    private static @Nullable JsonNode parse(String message) {
        if (!message.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
