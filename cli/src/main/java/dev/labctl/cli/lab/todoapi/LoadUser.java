package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.load.Answer;
import dev.labctl.cli.load.Call;
import dev.labctl.cli.load.Outcome;
import dev.labctl.cli.load.VirtualUser;
import dev.labctl.cli.output.Json;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A virtual user: makes itself an account, then works on todos of its own, and remembers all it is told.
 *
 * <p>Of a hundred calls 26 make a todo, 22 read one, 22 change one, 14 list them (and follow the pages), 8 delete one,
 * 5 ask for the dashboard, 2 for the account, and 1 authenticates. From a hundred todos on none is made but one deleted.
 */
final class LoadUser implements VirtualUser {
    private static final int MOST_TODOS = 100;
    private static final int PAGE = 20;

    private final String run;
    private final int number;
    private final RandomGenerator random;
    private final LoadRequests requests;
    private final LoadMemory memory;
    private final LoadWords words;
    private final List<KnownTodo> atHand = new ArrayList<>();
    private int sequence;
    private @Nullable String nextPage;

    LoadUser(String run, int number, RandomGenerator random, LoadRequests requests, LoadMemory memory) {
        this.run = run;
        this.number = number;
        this.random = random;
        this.requests = requests;
        this.memory = memory;
        this.words = new LoadWords(random);
    }

    private enum Doing {
        CREATE(26),
        READ(22),
        CHANGE(22),
        LIST(14),
        DELETE(8),
        DASHBOARD(5),
        ACCOUNT(2),
        AUTHENTICATE(1);

        private final int weight;

        Doing(int weight) {
            this.weight = weight;
        }

        /** One by its weight, for a number below the sum of weights. */
        static Doing at(int place) {
            int left = place;
            for (Doing each : values()) {
                left -= each.weight;
                if (left < 0) {
                    return each;
                }
            }
            throw new IllegalArgumentException("the weights sum up to less than " + place);
        }
    }

    private static final int WEIGHTS = 100;

    @Override
    public Call next() {
        User user = memory.user();
        if (user == null) {
            return signUp();
        }
        if (nextPage != null) {
            return list(user, nextPage);
        }
        return switch (atHand.isEmpty() ? Doing.CREATE : Doing.at(random.nextInt(WEIGHTS))) {
            case CREATE -> atHand.size() < MOST_TODOS ? create(user) : delete(anyTodo());
            case READ -> read(anyTodo());
            case CHANGE -> change(anyTodo());
            case LIST -> list(user, null);
            case DELETE -> delete(anyTodo());
            case DASHBOARD -> show(user, "GET /dashboard/{userId}", "dashboard/" + user.id());
            case ACCOUNT -> show(user, "GET /users/{id}", "users/" + user.id());
            case AUTHENTICATE -> authenticate(user);
        };
    }

    private KnownTodo anyTodo() {
        return atHand.get(random.nextInt(atHand.size()));
    }

    private Call signUp() {
        String email = new Marker(run, number, sequence++).email();
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        asked.put("name", words.name(number));
        asked.put("email", email);
        asked.put("department", words.department());
        Map<String, @Nullable Object> body = new LinkedHashMap<>(asked);
        body.put("password", password());
        return Call.of("POST /users", false, 201, requests.json("POST", "users", body), outcome -> {
            User made = read(outcome, "user", User::from);
            if (made != null) {
                memory.made(made);
                memory.compared(differences("POST /users", asked, made.json()));
            } else if (outcome.isInDoubt() || outcome.isExpected()) {
                memory.maybeMade(email);
            }
        });
    }

    private String password() {
        return "pass-%s-%d".formatted(run, number);
    }

    private Call authenticate(User user) {
        return Call.of(
                "POST /users/{id}/authenticate",
                true,
                200,
                requests.json("POST", "users/%s/authenticate".formatted(user.id()), Map.of("password", password())),
                outcome -> sameUser(outcome, user, "POST /users/{id}/authenticate"));
    }

    private Call show(User user, String route, String path) {
        return Call.of(route, true, 200, requests.plain("GET", path), outcome -> sameUser(outcome, user, route));
    }

    private void sameUser(Outcome outcome, User user, String route) {
        User shown = read(outcome, "user", User::from);
        if (shown != null) {
            memory.compared(differences(route, user.json(), shown.json()));
        }
    }

    private Call create(User user) {
        Marker marker = new Marker(run, number, sequence++);
        Map<String, @Nullable Object> asked = words.todo(marker);
        return Call.of(
                "POST /users/{id}/todos",
                false,
                201,
                requests.json("POST", "users/%s/todos".formatted(user.id()), asked),
                outcome -> {
                    Todo made = read(outcome, "todo", Todo::from);
                    if (made != null) {
                        atHand.add(memory.made(marker, made));
                        memory.compared(differences("POST /users/{id}/todos", words.complete(asked), made.json()));
                    } else if (outcome.isInDoubt() || outcome.isExpected()) {
                        memory.maybeMade(marker, words.complete(asked));
                    }
                });
    }

    private Call read(KnownTodo known) {
        return Call.of("GET /todos/{id}", true, 200, requests.plain("GET", path(known)), outcome -> {
            Todo shown = read(outcome, "todo", Todo::from);
            if (shown != null) {
                memory.compared(told("GET /todos/{id}", known, known.differences(shown)));
            }
            forgetIfGone(known, outcome);
        });
    }

    private Call change(KnownTodo known) {
        Map<String, @Nullable Object> changes = words.changes(known.marker());
        return Call.of("PUT /todos/{id}", true, 200, requests.json("PUT", path(known), changes), outcome -> {
            Map<String, @Nullable Object> wanted = known.acknowledged().json();
            wanted.remove(Todo.UPDATED_AT);
            wanted.putAll(changes);
            if (outcome.isInDoubt()) {
                known.maybeChanged(changes);
            }
            Todo shown = read(outcome, "todo", Todo::from);
            if (shown != null) {
                known.changed(shown);
                if (!known.isChangeInDoubt()) {
                    memory.compared(told("PUT /todos/{id}", known, differences("", wanted, shown.json())));
                }
            }
            forgetIfGone(known, outcome);
        });
    }

    private Call delete(KnownTodo known) {
        return new Call(
                "DELETE /todos/{id}",
                true,
                Set.of(204),
                Set.of(404),
                requests.plain("DELETE", path(known)),
                outcome -> {
                    if (outcome.isExpected()) {
                        known.deleted();
                        atHand.remove(known);
                    } else if (outcome.isInDoubt()) {
                        known.maybeDeleted();
                        atHand.remove(known);
                    }
                    forgetIfGone(known, outcome);
                });
    }

    private Call list(User user, @Nullable String page) {
        StringBuilder path = new StringBuilder("users/%s/todos?limit=%d".formatted(user.id(), PAGE));
        if (page != null) {
            path.append("&nextToken=").append(URLEncoder.encode(page, StandardCharsets.UTF_8));
        }
        return Call.of("GET /users/{id}/todos", true, 200, requests.plain("GET", path.toString()), outcome -> {
            nextPage = null;
            outcome.answer().filter(answer -> outcome.isExpected()).ifPresent(answer -> listed(user, answer));
        });
    }

    /** The index may be a moment behind; but all that is listed is this user's. */
    private void listed(User user, Answer answer) {
        List<String> problems = new ArrayList<>();
        try {
            Map<String, Object> body = Json.object(answer.body());
            nextPage = body.get("nextToken") instanceof String token ? token : null;
            List<?> todos = body.get("todos") instanceof List<?> listed ? listed : List.of("nothing");
            for (Object each : todos) {
                if (!(each instanceof Map<?, ?> todo) || !user.id().toString().equals(todo.get(Todo.USER_ID))) {
                    problems.add("GET /users/{id}/todos of %s lists %s".formatted(user.id(), each));
                }
            }
        } catch (UncheckedIOException e) {
            problems.add("GET /users/{id}/todos answers " + answer.body());
        }
        memory.compared(problems);
    }

    private static String path(KnownTodo known) {
        return "todos/" + known.acknowledged().id();
    }

    /** A todo that is said not to be there is asked for no more; whether it is lost is for the oracle to say. */
    private void forgetIfGone(KnownTodo known, Outcome outcome) {
        if (outcome.is(404)) {
            atHand.remove(known);
        }
    }

    /** What an answer shows that was expected; null when it was not, or shows nothing of the kind, which is wrong. */
    private <T> @Nullable T read(Outcome outcome, String member, Function<Map<String, ?>, T> reader) {
        Answer answer = outcome.answer().orElse(null);
        if (answer == null || !outcome.isExpected()) {
            return null;
        }
        try {
            return reader.apply(LoadRequests.member(answer, member));
        } catch (IllegalArgumentException e) {
            memory.compared(List.of("an answer with status %d: %s".formatted(answer.status(), e.getMessage())));
            return null;
        }
    }

    private static List<String> told(String route, KnownTodo known, List<String> differences) {
        return differences.stream()
                .map(each ->
                        "%s of %s: %s".formatted(route, known.acknowledged().id(), each))
                .toList();
    }

    private static List<String> differences(
            String route,
            Map<String, ? extends @Nullable Object> wanted,
            Map<String, ? extends @Nullable Object> shown) {
        List<String> differences = new ArrayList<>();
        wanted.forEach((name, value) -> {
            if (!Objects.equals(value, shown.get(name))) {
                differences.add("%s %s is '%s', not '%s'"
                        .formatted(route, name, shown.get(name), value)
                        .strip());
            }
        });
        return differences;
    }
}
