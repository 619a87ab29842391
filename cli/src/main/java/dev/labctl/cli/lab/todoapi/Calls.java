package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Signature;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.ServesApi.Api;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The calls that a verification makes of the API. Remembers the users it makes, so that none stays. */
final class Calls {
    private static final int CREATED = 201;

    private final Cloud cloud;
    private final Api api;
    private final String runId;
    private final AtomicInteger number = new AtomicInteger();
    private final Queue<String> users = new ConcurrentLinkedQueue<>();

    private Calls(Verification run) {
        cloud = run.cloud();
        api = TodoApiLab.api(run.deployment());
        runId = run.runId();
    }

    /** The calls of this verification. */
    static Calls of(Verification run) {
        return run.exercise(Calls.class, Calls::new);
    }

    Answer get(String path) {
        return send(request("GET", path));
    }

    Answer delete(String path) {
        return send(request("DELETE", path));
    }

    Answer post(String path, @Nullable Object body) {
        return send(request("POST", path).json(Json.line(body)));
    }

    Answer put(String path, @Nullable Object body) {
        return send(request("PUT", path).json(Json.line(body)));
    }

    /** A request to the API that is not sent yet. */
    ApiRequest request(String method, String path) {
        return ApiRequest.of(method, api.at(path));
    }

    Answer send(ApiRequest request) {
        return send(cloud, request, Signature.VALID);
    }

    /** Sends a request as whoever that cloud is asked by, signed in that way. */
    Answer send(Cloud as, ApiRequest request, Signature signature) {
        Answer answer = new Answer(
                "%s %s".formatted(request.method(), shown(request)),
                as.signedHttp().send(request, signature));
        if (request.method().equals("POST") && request.uri().getPath().equals("/users") && answer.status() == CREATED) {
            users.add(answer.json().at("user").at("id").text());
        }
        return answer;
    }

    private static String shown(ApiRequest request) {
        String path = request.uri().getRawPath();
        String query = request.uri().getRawQuery();
        return query == null ? path : path + "?" + query;
    }

    /** What requests that are under way at the same time are answered, in their order. */
    static List<Answer> atOnce(List<Callable<Answer>> requests) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(requests.size());
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> each : workers.invokeAll(requests)) {
                answers.add(each.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** An address that nobody has. */
    String newEmail() {
        return "verify-%s-%d@labctl.test".formatted(runId, number.incrementAndGet());
    }

    /** What a user is made of; add to it, or replace some of it. */
    Map<String, @Nullable Object> newcomer() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("name", "Verify " + runId);
        members.put("email", newEmail());
        return members;
    }

    /**
     * Makes a user.
     *
     * @throws LabctlException when the API does not
     */
    User newUser() {
        return User.from(made(post("/users", newcomer()), "user"));
    }

    /**
     * Makes a todo of these members.
     *
     * @throws LabctlException when the API does not
     */
    Todo newTodo(UUID user, Map<String, ?> members) {
        return Todo.from(made(post("/users/%s/todos".formatted(user), members), "todo"));
    }

    @SuppressWarnings("unchecked") // names in JSON are texts
    private static Map<String, Object> made(Answer answer, String what) {
        JsonValue made = answer.json().at(what);
        if (answer.status() != CREATED || !(made.value() instanceof Map<?, ?> members)) {
            throw new LabctlException(
                    Failure.CHECKS_FAILED,
                    "%s answered %s, not 201 with a %s".formatted(answer.call(), answer.seen(), what),
                    "labctl logs todo-api");
        }
        return (Map<String, Object>) members;
    }

    /** Deletes the users that were made, with their todos. */
    void deleteUsers() {
        String id = users.poll();
        while (id != null) {
            delete("/users/" + id);
            id = users.poll();
        }
    }
}
