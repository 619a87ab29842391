package dev.labctl.runtime.lab.todoapi;

import java.util.List;

/** Ends a request with an answer: it asks for what cannot be done. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiResponse response;

    /** With this answer. */
    ApiException(ApiResponse response) {
        super("status " + response.status(), null, false, false);
        this.response = response;
    }

    /** With 400 and what is wrong, one sentence each. */
    static ApiException badRequest(String error, List<String> details) {
        return new ApiException(ApiResponse.of(400, ApiResponse.members("error", error, "details", details)));
    }

    /** With 404 and the id that nobody has. */
    static ApiException notFound(String error, String idName, Object id) {
        return new ApiException(ApiResponse.of(404, ApiResponse.members("error", error, idName, id.toString())));
    }

    ApiResponse response() {
        return response;
    }
}
