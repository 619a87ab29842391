package dev.labctl.localcloud.service.lambda.url;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A handler's result as an HTTP answer (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload">Response payload
 * format</a>): an object with a {@code statusCode} says all of it; any other JSON is the body of a 200, a string without
 * its quotes, as AWS answers.
 */
public final class UrlResult {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String DEFAULT_TYPE = "application/json";

    /** What the front end says itself, so that the function's own comes under another name. */
    private static final Set<String> REMAPPED = Set.of("connection", "content-length", "date", "keep-alive");

    private static final String REMAPPED_PREFIX = "x-amzn-Remapped-";
    private static final String DROPPED = "transfer-encoding";

    private UrlResult() {}

    /** The answer of a function that failed, timed out, or gave what is no answer. */
    public static Site.Answer badGateway() {
        return new Site.Answer(
                502,
                List.of(Map.entry(CONTENT_TYPE, DEFAULT_TYPE)),
                "Internal Server Error".getBytes(StandardCharsets.UTF_8));
    }

    /** The answer that the result says; a 502 when it says none. */
    public static Site.Answer answer(byte[] payload) {
        try {
            JsonNode result = JSON.readTree(payload);
            if (result.isObject() && result.hasNonNull("statusCode")) {
                return custom(result);
            }
            byte[] body = result.isTextual() ? result.textValue().getBytes(StandardCharsets.UTF_8) : payload;
            return new Site.Answer(200, List.of(Map.entry(CONTENT_TYPE, DEFAULT_TYPE)), body);
        } catch (IOException | IllegalArgumentException e) {
            return badGateway();
        }
    }

    private static Site.Answer custom(JsonNode result) {
        return new Site.Answer(status(result.get("statusCode")), headers(result), body(result));
    }

    /** A number, or a string that is one. */
    private static int status(JsonNode given) {
        int status = given.isTextual() ? Integer.parseInt(given.textValue().strip()) : integer(given);
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("no HTTP status: " + status);
        }
        return status;
    }

    private static int integer(JsonNode given) {
        if (!given.isIntegralNumber() || !given.canConvertToInt()) {
            throw new IllegalArgumentException("no HTTP status: " + given);
        }
        return given.intValue();
    }

    private static List<Map.Entry<String, String>> headers(JsonNode result) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        boolean hasType = false;
        for (Map.Entry<String, JsonNode> header : object(result, "headers").properties()) {
            String name = header.getKey();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("no header name: " + name);
            }
            String lower = name.toLowerCase(Locale.ROOT);
            hasType |= lower.equals("content-type");
            if (!lower.equals(DROPPED) && !header.getValue().isNull()) {
                String kept = REMAPPED.contains(lower) ? REMAPPED_PREFIX + name : name;
                headers.add(Map.entry(kept, scalar(header.getValue())));
            }
        }
        if (!hasType) {
            headers.add(Map.entry(CONTENT_TYPE, DEFAULT_TYPE));
        }
        JsonNode cookies = result.path("cookies");
        if (!cookies.isArray() && !isAbsent(cookies)) {
            throw new IllegalArgumentException("cookies is no list");
        }
        cookies.forEach(cookie -> headers.add(Map.entry("Set-Cookie", scalar(cookie))));
        return headers;
    }

    private static JsonNode object(JsonNode result, String name) {
        JsonNode member = result.path(name);
        if (!member.isObject() && !isAbsent(member)) {
            throw new IllegalArgumentException(name + " is no object");
        }
        return member;
    }

    private static boolean isAbsent(JsonNode member) {
        return member.isMissingNode() || member.isNull();
    }

    private static String scalar(JsonNode value) {
        if (!value.isValueNode()) {
            throw new IllegalArgumentException("no string: " + value);
        }
        return value.asText();
    }

    private static byte[] body(JsonNode result) {
        JsonNode body = result.path("body");
        if (isAbsent(body)) {
            return new byte[0];
        }
        if (!body.isTextual()) {
            throw new IllegalArgumentException("the body is no string");
        }
        return result.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body.textValue())
                : body.textValue().getBytes(StandardCharsets.UTF_8);
    }
}
