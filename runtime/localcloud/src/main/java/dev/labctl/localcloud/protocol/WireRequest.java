package dev.labctl.localcloud.protocol;

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

    /** The same request with another path, as after a bucket was taken from the host name. */
    public WireRequest withPath(String path) {
        return new WireRequest(method, path, rawQuery, query, headers);
    }
}
