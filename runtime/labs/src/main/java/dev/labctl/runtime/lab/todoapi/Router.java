package dev.labctl.runtime.lab.todoapi;

import java.util.ArrayList;
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

    /** A route that has a request's path, and the value of its variable. */
    private record Found(Route route, String value) {
        boolean takes(ApiRequest request) {
            return route.method().equals(request.method());
        }
    }

    private List<Found> at(ApiRequest request) {
        String[] path = request.path().split("/", -1);
        List<Found> found = new ArrayList<>();
        for (Route route : routes) {
            String value = route.match(path);
            if (value != null) {
                found.add(new Found(route, value));
            }
        }
        return found;
    }

    /** The template of the route that has this request's method and path; empty when none has. */
    Optional<String> template(ApiRequest request) {
        return at(request).stream()
                .filter(found -> found.takes(request))
                .map(found -> found.route().template())
                .findFirst();
    }

    /**
     * Answers a request.
     *
     * @throws ApiException 404 or 405 when there is no such route, 400 when the id in the path is no UUID, and what the
     *     route says
     */
    ApiResponse answer(ApiRequest request) {
        List<Found> there = at(request);
        if (there.isEmpty()) {
            throw ApiException.notFound("Route not found", "path", request.path());
        }
        Found found =
                there.stream().filter(each -> each.takes(request)).findFirst().orElseThrow(() -> notAllowed(there));
        return found.route().endpoint().answer(request, id(found));
    }

    private static UUID id(Found found) {
        if (!found.route().hasVariable()) {
            return new UUID(0, 0);
        }
        if (!UUID_FORM.matcher(found.value()).matches()) {
            throw ApiException.badRequest(
                    "Invalid %s id".formatted(found.route().kind()), List.of("the id in the path must be a UUID"));
        }
        return UUID.fromString(found.value());
    }

    private static ApiException notAllowed(List<Found> there) {
        List<String> allowed =
                there.stream().map(found -> found.route().method()).toList();
        Map<String, Object> body = ApiResponse.members("error", "Method not allowed", "allowed", allowed);
        return new ApiException(new ApiResponse(405, Map.of("Allow", String.join(", ", allowed)), body));
    }
}
