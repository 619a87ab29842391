package dev.labctl.runtime.lab.todoapi;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A container of the function: what Lambda does with a request to its URL, in this process. */
final class Api {
    private final TodoApiHandler handler;
    private final List<String> log = new ArrayList<>();

    Api(TodoStores stores) {
        handler = new TodoApiHandler(stores);
    }

    /** What came back; the body's members, none when there was no body. */
    record Answer(int status, Map<String, Object> body, Map<String, Object> headers) {
        /** A member that is an object. */
        @SuppressWarnings("unchecked")
        Map<String, Object> object(String name) {
            return (Map<String, Object>) body.getOrDefault(name, Map.of());
        }

        /** A member that is a list of objects. */
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> objects(String name) {
            return (List<Map<String, Object>>) body.getOrDefault(name, List.of());
        }

        String id(String of) {
            return String.valueOf(object(of).get("id"));
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, Map<String, ?> body) {
        return send("POST", path, TodoApiFixture.json(body));
    }

    Answer put(String path, Map<String, ?> body) {
        return send("PUT", path, TodoApiFixture.json(body));
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Sends a request; a query may stand in the path. */
    Answer send(String method, String path, @Nullable String body) {
        String[] parts = path.split("\\?", 2);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("rawPath", parts[0]);
        event.put("requestContext", Map.of("http", Map.of("method", method)));
        if (parts.length > 1) {
            event.put("queryStringParameters", parameters(parts[1]));
        }
        if (body != null) {
            event.put("body", body);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            handler.handleRequest(
                    new ByteArrayInputStream(TodoApiFixture.json(event).getBytes(StandardCharsets.UTF_8)),
                    out,
                    new TestContext(log));
            return answer(JSON.std.mapFrom(out.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String each : query.split("&", -1)) {
            String[] pair = each.split("=", 2);
            parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @SuppressWarnings("unchecked")
    private static Answer answer(Map<String, Object> result) throws IOException {
        Object body = result.get("body");
        return new Answer(
                (Integer) Objects.requireNonNull(result.get("statusCode"), "statusCode"),
                body == null ? Map.of() : JSON.std.mapFrom(body),
                (Map<String, Object>) Objects.requireNonNull(result.get("headers"), "headers"));
    }

    /** The lines that were logged. */
    List<String> log() {
        return log;
    }

    private record TestContext(List<String> log) implements Context {
        @Override
        public String getAwsRequestId() {
            return "request-1";
        }

        @Override
        public String getFunctionName() {
            return "todo-api";
        }

        @Override
        public LambdaLogger getLogger() {
            return new LambdaLogger() {
                @Override
                public void log(String message) {
                    log.add(message);
                }

                @Override
                public void log(byte[] message) {
                    log.add(new String(message, StandardCharsets.UTF_8));
                }
            };
        }

        @Override
        public String getLogGroupName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLogStreamName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFunctionVersion() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getInvokedFunctionArn() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getRemainingTimeInMillis() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getMemoryLimitInMB() {
            throw new UnsupportedOperationException();
        }
    }
}
