package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.SignedHttp;
import dev.labctl.cli.load.Answer;
import dev.labctl.cli.load.Attempt;
import dev.labctl.cli.output.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to the deployed API, each sent once. */
final class LoadRequests {
    private final SignedHttp http;
    private final URI base;

    /**
     * Requests to one API.
     *
     * @param base the function URL, which ends with a slash
     */
    LoadRequests(SignedHttp http, URI base) {
        this.http = http;
        this.base = base;
    }

    /**
     * A request without a body.
     *
     * @param path from the base, without a slash before it
     */
    Attempt plain(String method, String path) {
        ApiRequest request = ApiRequest.of(method, base.resolve(path));
        return () -> send(request);
    }

    /** A request with a JSON object. */
    Attempt json(String method, String path, Map<String, ?> body) {
        ApiRequest request = ApiRequest.of(method, base.resolve(path)).json(Json.line(body));
        return () -> send(request);
    }

    private Answer send(ApiRequest request) throws IOException {
        try {
            ApiResponse response = http.send(request);
            return new Answer(response.status(), response.text());
        } catch (CloudException e) {
            if (e.getCause() instanceof IOException unanswered) {
                throw unanswered;
            }
            if (e.getCause() instanceof TimeoutException late) {
                SocketTimeoutException timeout = new SocketTimeoutException("no end of the answer");
                timeout.initCause(late);
                throw timeout;
            }
            throw e;
        }
    }

    /**
     * The object in a body under a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Map<String, ?> member(Answer answer, String name) {
        try {
            @Nullable Object member = Json.object(answer.body()).get(name);
            if (member instanceof Map<?, ?> object) {
                return strings(object);
            }
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("no JSON object: " + answer.body(), e);
        }
        throw new IllegalArgumentException("no '%s' in %s".formatted(name, answer.body()));
    }

    @SuppressWarnings("unchecked") // the names in a JSON object are texts
    private static Map<String, ?> strings(Map<?, ?> object) {
        return (Map<String, ?>) object;
    }
}
