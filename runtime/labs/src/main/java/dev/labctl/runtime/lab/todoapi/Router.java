package dev.labctl.runtime.lab.todoapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the route that answers a request. */
final class Router {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** Answers a request whose path names nothing. */
    interface Plain {
        ApiResponse answer(ApiRequest request);
    }

    /** Answers a request whose path names a user or a todo. */
    interface ForId {
        ApiResponse answer(ApiRequest request, UUID id);
    }

    /**
     * A method and a path with at most one variable.
     *
     * @param template {@code /users/{userId}/todos}; the variable is {@code userId} or {@code todoId}
     */
    record Route(String method, String template, ForId endpoint) {
        static Route of(String method, String template, Plain endpoint) {
            return new Route(method, template, (request, id) -> endpoint.answer(request));
        }

        /** The variable's value, "" where there is none; null when the path is another. */
        private @Nullable String match(String[] path) {
            String[] wanted = template.split("/", -1);
            if (wanted.length != path.length) {
                return null;
            }
            String value = "";
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i].startsWith("{")) {
                    value = path[i];
                } else if (!wanted[i].equals(path[i])) {
                    return null;
                }
            }
            return value;
        }

        private boolean hasVariable() {
            return template.contains("{");
        }

        private String kind() {
            return template.contains("{userId}") ? "user" : "todo";
        }
    }

    /** The template of the route that has this request's method and path; empty when none has. */
    Optional<String> template(ApiRequest request) {
        String[] path = request.path().split("/", -1);
        return routes.stream()
                .filter(route -> route.method().equals(request.method()) && route.match(path) != null)
                .map(Route::template)
                .findFirst();
    }

    /**
     * Answers a request.
     *
     * @throws ApiException 404 or 405 when there is no such route, 400 when the id in the path is no UUID, and what the
     *     route says
     */
    ApiResponse answer(ApiRequest request) {
        String[] path = request.path().split("/", -1);
        List<Route> there =
                routes.stream().filter(route -> route.match(path) != null).toList();
        if (there.isEmpty()) {
            throw ApiException.notFound("Route not found", "path", request.path());
        }
        Route route = there.stream()
                .filter(each -> each.method().equals(request.method()))
                .findFirst()
                .orElseThrow(() -> notAllowed(there));
        return route.endpoint().answer(request, id(route, path));
    }

    private static UUID id(Route route, String[] path) {
        if (!route.hasVariable()) {
            return new UUID(0, 0);
        }
        String value = String.valueOf(route.match(path));
        if (!UUID_FORM.matcher(value).matches()) {
            throw ApiException.badRequest(
                    "Invalid %s id".formatted(route.kind()), List.of("the id in the path must be a UUID"));
        }
        return UUID.fromString(value);
    }

    private static ApiException notAllowed(List<Route> there) {
        List<String> allowed = there.stream().map(Route::method).toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "Method not allowed");
        body.put("allowed", allowed);
        return new ApiException(new ApiResponse(405, Map.of("Allow", String.join(", ", allowed)), body));
    }
}
