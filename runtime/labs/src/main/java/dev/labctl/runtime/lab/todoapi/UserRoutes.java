package dev.labctl.runtime.lab.todoapi;

import dev.labctl.runtime.lab.todoapi.Router.Route;
import dev.labctl.wire.todoapi.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The routes under {@code /users}, but for users' todos. */
final class UserRoutes {
    private static final String NAME = "name";
    private static final String EMAIL = "email";
    private static final String DEPARTMENT = "department";
    private static final String PASSWORD = "password";
    private static final Pattern EMAIL_FORM = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
    private static final int MAX_OFFSET = 1_000_000_000;

    private final UserTable users;
    private final UserDeletions deletions;
    private final Passwords passwords = new Passwords();

    UserRoutes(UserTable users, UserDeletions deletions) {
        this.users = users;
        this.deletions = deletions;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "/users", this::create),
                Route.of("GET", "/users", this::list),
                new Route("GET", "/users/{userId}", (request, id) -> show(id)),
                new Route("DELETE", "/users/{userId}", (request, id) -> delete(id)),
                new Route("POST", "/users/{userId}/authenticate", this::authenticate));
    }

    private ApiResponse create(ApiRequest request) {
        Fields fields = new Fields(request.json(), Set.of(NAME, EMAIL, DEPARTMENT, PASSWORD));
        String name = fields.text(NAME, 2, 255);
        String email = fields.matching(EMAIL, EMAIL_FORM, 255, "an e-mail address");
        String department = fields.optionalText(DEPARTMENT, 0, 100);
        String password = fields.optionalText(PASSWORD, 1, Passwords.MAX_LENGTH);
        fields.check("Invalid user data");
        try {
            User user = users.add(name, email, department, password == null ? null : passwords.hash(password));
            return ApiResponse.created("/users/" + user.id(), shown("User created", user));
        } catch (UserConflictException e) {
            throw new ApiException(ApiResponse.of(409, Map.of("error", "User with this email already exists")));
        }
    }

    private ApiResponse list(ApiRequest request) {
        Query query = new Query(request, Set.of("limit", "offset"));
        int limit = query.number("limit", 1, 100, 10);
        int offset = query.number("offset", 0, MAX_OFFSET, 0);
        query.check();
        List<User> page = users.page(limit, offset);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("users", page.stream().map(User::json).toList());
        body.put("count", page.size());
        body.put("limit", limit);
        body.put("offset", offset);
        return ApiResponse.ok(body);
    }

    private ApiResponse show(UUID id) {
        return ApiResponse.ok(
                Map.of("user", users.find(id).orElseThrow(() -> unknown(id)).json()));
    }

    private ApiResponse delete(UUID id) {
        if (!deletions.delete(id)) {
            throw unknown(id);
        }
        return ApiResponse.noContent();
    }

    /** Takes as long, and says as much, whether the user is unknown, has no password, or has another one. */
    private ApiResponse authenticate(ApiRequest request, UUID id) {
        Fields fields = new Fields(request.json(), Set.of(PASSWORD));
        String password = fields.text(PASSWORD, 0, Passwords.MAX_LENGTH);
        fields.check("Invalid credentials data");
        UserTable.Login login = users.login(id).orElse(null);
        boolean isRight = passwords.matches(password, hash(login));
        if (login == null || !isRight) {
            throw new ApiException(ApiResponse.of(401, Map.of("error", "Invalid credentials")));
        }
        return ApiResponse.ok(shown("Authentication successful", login.user()));
    }

    private static @Nullable String hash(UserTable.@Nullable Login login) {
        return login == null ? null : login.passwordHash();
    }

    private static Map<String, Object> shown(String message, User user) {
        return ApiResponse.members("message", message, "user", user.json());
    }

    /** 404 for a user. */
    static ApiException unknown(UUID id) {
        return ApiException.notFound("User not found", "userId", id);
    }
}
