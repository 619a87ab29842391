package dev.labctl.localcloud.protocol;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request without its body.
 *
 * @param method GET, PUT ...
 * @param rawPath the path as sent, still encoded
 * @param rawQuery the query string as sent; empty when there is none
 * @param query the query string decoded
 * @param headers by name in lower case; values of a repeated header joined by commas
 */
public record WireRequest(
        String method, String rawPath, String rawQuery, QueryParameters query, Map<String, String> headers) {
    public WireRequest {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The same request with {@code aws-chunked} taken from Content-Encoding: it says how the body came, not what it is. */
    public WireRequest withoutTransferCoding() {
        String codings = headers.getOrDefault("content-encoding", "");
        if (!codings.contains("aws-chunked")) {
            return this;
        }
        List<String> kept = Arrays.stream(codings.split(",", -1))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
                .toList();
        Map<String, String> others = new HashMap<>(headers);
        others.remove("content-encoding");
        if (!kept.isEmpty()) {
            others.put("content-encoding", String.join(",", kept));
        }
        return new WireRequest(method, rawPath, rawQuery, query, others);
    }

    /** The same request with another path, as after a bucket was taken from the host name. */
    public WireRequest withPath(String path) {
        return new WireRequest(method, path, rawQuery, query, headers);
    }
}
