package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpFormatException;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import java.io.IOException;

/** Between the HTTP server and the protocols' view of a request. */
final class Exchanges {
    private Exchanges() {}

    /** The request's head. */
    static WireRequest request(HttpExchange exchange) {
        return new WireRequest(
                exchange.method(),
                exchange.path(),
                exchange.query(),
                QueryParameters.parse(exchange.query()),
                exchange.headers());
    }

    /** Sends an answer that is held in memory. */
    static void send(HttpExchange exchange, WireResponse response) throws IOException {
        exchange.answer(response.status(), response.headers(), response.body());
    }

    /** Sends a head and then what {@code download} writes. */
    static void stream(HttpExchange exchange, WireResponse head, Download<?> download) throws IOException {
        exchange.answer(head.status(), head.headers(), download.contentLength(), out -> download.body()
                .writeTo(out));
    }

    /** S3's errors for what is no HTTP request ("Error responses", Amazon S3 API Reference); other services have none. */
    static AwsError error(HttpFormatException failure) {
        return switch (failure.reason()) {
            case MALFORMED ->
                AwsError.of(
                        400, "BadRequest", "An error occurred when parsing the HTTP request: " + failure.getMessage());
            case BAD_TARGET -> AwsError.of(400, "InvalidURI", "Couldn't parse the specified URI.");
            case HEAD_TOO_LARGE ->
                AwsError.of(
                        400,
                        "RequestHeaderSectionTooLarge",
                        "Your request header section exceeds the maximum allowed size.");
            case TRUNCATED ->
                AwsError.of(
                        400,
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
            case TIMED_OUT ->
                AwsError.of(
                        400,
                        "RequestTimeout",
                        "Your socket connection to the server was not read from or written to within the timeout"
                                + " period. Idle connections will be closed.");
            case UNSUPPORTED ->
                AwsError.of(
                        501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
        };
    }
}
