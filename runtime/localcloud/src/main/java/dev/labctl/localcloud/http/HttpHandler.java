package dev.labctl.localcloud.http;

import java.io.IOException;

/** Answers requests, each on a thread of its own. */
public interface HttpHandler {
    /**
     * Answers one request.
     *
     * @throws IOException when the client is gone; the connection is closed
     */
    void handle(HttpExchange exchange) throws IOException;

    /** Answers what was no request. The exchange has an empty head; the connection is closed afterwards. */
    void reject(HttpExchange exchange, HttpFormatException failure) throws IOException;
}
