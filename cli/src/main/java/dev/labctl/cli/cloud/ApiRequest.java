package dev.labctl.cli.cloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to an API of a lab's own: what an HTTP request is made of, before it is signed. Never changes. */
public final class ApiRequest {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte[] body;

    private ApiRequest(String method, URI uri, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
    }

    /**
     * A request without headers or a body.
     *
     * @param method one that HTTP defines, CONNECT and TRACE aside, in capitals
     */
    public static ApiRequest of(String method, URI uri) {
        return new ApiRequest(method, uri, Map.of(), new byte[0]);
    }

    /** The same request to another place. */
    public ApiRequest to(URI other) {
        return new ApiRequest(method, other, headers, body);
    }

    /** The same request with a header more. */
    public ApiRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiRequest(method, uri, more, body);
    }

    /** The same request with this body. */
    public ApiRequest body(byte[] bytes) {
        return new ApiRequest(method, uri, headers, bytes.clone());
    }

    /** The same request with this JSON as its body, and said to be JSON. */
    public ApiRequest json(String json) {
        return header("Content-Type", "application/json").body(json.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code GET} and kin. */
    public String method() {
        return method;
    }

    /** Where it goes. */
    public URI uri() {
        return uri;
    }

    /** The headers by name, without those that signing and sending add. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** The body; empty when there is none. */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
