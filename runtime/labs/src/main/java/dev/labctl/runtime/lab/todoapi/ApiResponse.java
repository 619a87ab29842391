package dev.labctl.runtime.lab.todoapi;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the API.
 *
 * @param body the members of a JSON object; null for no body
 */
record ApiResponse(
        int status, Map<String, String> headers, @Nullable Map<String, ?> body) {
    /** An answer with a body. */
    static ApiResponse of(int status, Map<String, ?> body) {
        return new ApiResponse(status, Map.of(), body);
    }

    /** 200 with a body. */
    static ApiResponse ok(Map<String, ?> body) {
        return of(200, body);
    }

    /** 201 with a body, and where what was created is. */
    static ApiResponse created(String location, Map<String, ?> body) {
        return new ApiResponse(201, Map.of("Location", location), body);
    }

    /** 204. */
    static ApiResponse noContent() {
        return new ApiResponse(204, Map.of(), null);
    }

    /** The members of a body, in this order. */
    static Map<String, Object> members(String first, Object value, String second, Object other) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(first, value);
        members.put(second, other);
        return members;
    }

    /** The id of what was created: the last segment of where it is. */
    Optional<String> createdId() {
        return Optional.ofNullable(headers.get("Location")).map(at -> at.substring(at.lastIndexOf('/') + 1));
    }

    /** Writes it as function URLs take it, payload format 2.0. */
    void write(OutputStream out) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("statusCode", status);
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (body != null) {
            all.put("Content-Type", "application/json");
            result.put("body", JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(body));
        }
        result.put("headers", all);
        JSON.std.write(result, out);
    }
}
