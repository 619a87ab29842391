package dev.labctl.localcloud.http;

import java.io.IOException;
import java.util.Map;

/** Answers requests, each on a thread of its own. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers one request.
     *
     * @throws IOException when the client is gone; the connection is closed
     */
    void handle(HttpExchange exchange) throws IOException;

    /**
     * Answers what was no request: with 400 and no body, unless it is answered otherwise. The exchange has an empty head;
     * the connection is closed afterwards.
     */
    default void reject(HttpExchange exchange, HttpFormatException failure) throws IOException {
        exchange.answer(400, Map.of(), new byte[0]);
    }
}
