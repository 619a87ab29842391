package dev.labctl.localcloud.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Between the JDK's HTTP server and the protocols' view of a request. */
final class Exchanges {
    private static final int DRAINED = 64 * 1024;

    private Exchanges() {}

    /** The request's head. */
    static WireRequest request(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            String value = String.join(",", header.getValue());
            headers.put(header.getKey().toLowerCase(Locale.ROOT), reread(value, ISO_8859_1, UTF_8));
        }
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new WireRequest(exchange.getRequestMethod(), path(uri), query, QueryParameters.parse(query), headers);
    }

    private static void setHeaders(HttpExchange exchange, WireResponse response) {
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, reread(value, UTF_8, ISO_8859_1)));
    }

    /** AWS reads and writes headers as UTF-8, the JDK's server as ISO 8859-1. */
    private static String reread(String text, Charset written, Charset read) {
        return text.chars().allMatch(c -> c < 128) ? text : new String(text.getBytes(written), read);
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
        // A client that was told "100 Continue" sends its body before it looks for an answer: one that comes with the
        // 100 is lost on Java's HttpURLConnection.
        exchange.getRequestBody().readNBytes(DRAINED);
        setHeaders(exchange, response);
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
        setHeaders(exchange, head);
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
