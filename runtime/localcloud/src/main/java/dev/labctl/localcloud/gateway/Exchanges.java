package dev.labctl.localcloud.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Between the JDK's HTTP server and the protocols' view of a request. */
final class Exchanges {
    private Exchanges() {}

    /** The request's head. */
    static WireRequest request(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), String.join(",", header.getValue()));
        }
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new WireRequest(exchange.getRequestMethod(), path(uri), query, QueryParameters.parse(query), headers);
    }

    /** {@code //b} in a request line is the path {@code //b}, though URI takes {@code b} for a host. */
    private static String path(URI uri) {
        String path = uri.getRawAuthority() != null && !uri.isAbsolute()
                ? "//" + uri.getRawAuthority() + uri.getRawPath()
                : uri.getRawPath();
        return path.isEmpty() ? "/" : path;
    }

    /** Sends an answer that is held in memory. */
    static void send(HttpExchange exchange, WireResponse response) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = response.body();
        boolean bodyless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(response.status(), bodyless ? -1 : body.length);
        if (!bodyless) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    /** Sends a head and then what {@code download} writes. */
    static void stream(HttpExchange exchange, WireResponse head, Download<?> download) throws IOException {
        head.headers().forEach(exchange.getResponseHeaders()::set);
        long length = download.contentLength();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            exchange.sendResponseHeaders(head.status(), -1);
        } else {
            // The server takes 0 for "chunked" and -1 for "no body".
            exchange.sendResponseHeaders(head.status(), length == 0 ? -1 : length);
            if (length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    download.body().writeTo(out);
                }
            }
        }
        exchange.close();
    }
}
