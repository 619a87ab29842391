package dev.labctl.runtime.lab.todoapi;

import dev.labctl.runtime.lab.todoapi.Router.Route;
import dev.labctl.wire.todoapi.User;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The routes that look at both databases: the health of the API, and the dashboard of a user. */
final class OverviewRoutes {
    private static final UUID NOBODYS = new UUID(0, 0);
    private static final String HEALTHY = "healthy";

    /** As answers call what is down. */
    static final String UNHEALTHY = "unhealthy";

    private final UserTable users;
    private final TodoTable todos;
    private final Clock clock;

    OverviewRoutes(UserTable users, TodoTable todos, Clock clock) {
        this.users = users;
        this.todos = todos;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/health", request -> health()),
                new Route("GET", "/dashboard/{userId}", (request, id) -> dashboard(id)));
    }

    private ApiResponse health() {
        Map<Store, Boolean> answers = new EnumMap<>(Store.class);
        answers.put(Store.RDS, answers(users::ping));
        answers.put(Store.DYNAMODB, answers(() -> todos.find(NOBODYS)));
        boolean isHealthy = !answers.containsValue(false);
        Map<String, Object> checks = new LinkedHashMap<>();
        answers.forEach((store, well) -> checks.put(store.word(), well ? HEALTHY : UNHEALTHY));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", isHealthy ? HEALTHY : UNHEALTHY);
        body.put("timestamp", clock.instant().toString());
        body.put("checks", checks);
        return ApiResponse.of(isHealthy ? 200 : 503, body);
    }

    private static boolean answers(Runnable question) {
        try {
            question.run();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private ApiResponse dashboard(UUID id) {
        User user = users.find(id).orElseThrow(() -> UserRoutes.unknown(id));
        Dashboard dashboard = new Dashboard(clock.instant());
        todos.forEachOf(id, dashboard::add);
        return ApiResponse.ok(dashboard.json(user));
    }
}
