package dev.labctl.localcloud.recorded;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** Calls of a service that speaks awsJson 1.0, and their answers as boto3 shows them. */
public final class JsonCalls {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private final SignedPost post;
    private final String target;

    /**
     * Calls in one region.
     *
     * @param target what comes before the operation in {@code X-Amz-Target}
     */
    public JsonCalls(CloudFixture cloud, String region, String signingName, String target) {
        this.post = new SignedPost(cloud, signingName, region);
        this.target = target;
    }

    /** JSON with single quotes and bare member names, as is handy in a test. */
    public static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object of names and values in turn. */
    public static ObjectNode object(Object... members) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            object.set(members[i].toString(), JSON.valueToTree(members[i + 1]));
        }
        return object;
    }

    /** Calls an operation with a request as {@link #read} takes it. */
    public JsonNode call(String operation, String request) {
        return call(Map.of(), operation, read(request));
    }

    /** Calls an operation, also with headers of one's own. */
    public JsonNode call(Map<String, String> headers, String operation, JsonNode request) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/x-amz-json-1.0");
        all.put("X-Amz-Target", target + "." + operation);
        return shown(post.send(all, request.toString()));
    }

    private static JsonNode shown(HttpResponse<String> response) {
        ObjectNode body = (ObjectNode) read(response.body().isEmpty() ? "{}" : response.body());
        ObjectNode shown = response.statusCode() == 200 ? body : failure(response, body);
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", response.statusCode());
        return shown;
    }

    /** A failure as botocore parses it: code and message by themselves, then the members of the error's shape. */
    private static ObjectNode failure(HttpResponse<String> response, ObjectNode body) {
        ObjectNode shown = JSON.createObjectNode();
        String type = body.remove("__type").asText();
        String code = type.substring(type.indexOf('#') + 1);
        ObjectNode error = shown.putObject("Error")
                .put(
                        "Message",
                        body.path(body.has("message") ? "message" : "Message").asText());
        String[] query =
                response.headers().firstValue("x-amzn-query-error").orElse("").split(";", 2);
        if (query.length == 2) {
            error.put("Code", query[0]).put("QueryErrorCode", code).put("Type", query[1]);
        } else {
            error.put("Code", code);
        }
        body.remove("Message");
        shown.setAll(body);
        return shown;
    }
}
