package dev.labctl.runtime.lab.todoapi;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the function's URL.
 *
 * @param path as it was sent, percent-encoded
 * @param query decoded, without a signature; the values of a repeated name joined by commas
 * @param body as it was sent; empty for none
 */
record ApiRequest(String method, String path, Map<String, String> query, ByteBuffer body) {
    /** The largest body that is read: several times the largest valid one. */
    static final int MAX_BODY = 65_536;

    /** What the parameters of a signature begin with, which a request may carry in its query instead of its headers. */
    private static final String SIGNING = "X-Amz-";

    private static final JsonFactory PARSERS = new JsonFactory();

    /**
     * The request in an event.
     *
     * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking Lambda function
     * URLs</a>, payload format 2.0.
     *
     * @throws IllegalArgumentException when the event is of another kind
     */
    static ApiRequest from(Map<String, Object> event) {
        if (!(event.get("requestContext") instanceof Map<?, ?> context)
                || !(context.get("http") instanceof Map<?, ?> http)
                || !(http.get("method") instanceof String method)
                || !(event.get("rawPath") instanceof String path)) {
            throw new IllegalArgumentException("no event of a function URL (payload format 2.0)");
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (event.get("queryStringParameters") instanceof Map<?, ?> parameters) {
            parameters.forEach((name, value) -> query.put(String.valueOf(name), String.valueOf(value)));
            query.keySet().removeIf(name -> name.regionMatches(true, 0, SIGNING, 0, SIGNING.length()));
        }
        return new ApiRequest(method, path, query, body(event));
    }

    private static ByteBuffer body(Map<String, Object> event) {
        if (!(event.get("body") instanceof String body)) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = Boolean.TRUE.equals(event.get("isBase64Encoded"))
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(bytes);
    }

    /**
     * The JSON object in the body.
     *
     * @throws ApiException 413 when the body is too large, 400 when it holds anything but one JSON object in UTF-8
     */
    Map<String, Object> json() {
        if (body.remaining() > MAX_BODY) {
            throw new ApiException(ApiResponse.of(413, Map.of("error", "Request body too large", "limit", MAX_BODY)));
        }
        try (JsonParser parser = PARSERS.createParser(text())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the body must be a JSON object");
            }
            Map<String, Object> object = JSON.std.mapFrom(parser);
            if (parser.nextToken() != null) {
                throw malformed("there is something after the JSON object");
            }
            return object;
        } catch (CharacterCodingException e) {
            throw malformed("the body is not UTF-8");
        } catch (JacksonException e) {
            throw malformed("the body is not JSON" + place(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException("a text is read without input or output", e);
        }
    }

    private String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString();
    }

    private static String place(@Nullable JsonLocation where) {
        return where == null ? "" : ": line %d, column %d".formatted(where.getLineNr(), where.getColumnNr());
    }

    private static ApiException malformed(String detail) {
        return ApiException.badRequest("Malformed JSON", List.of(detail));
    }
}
