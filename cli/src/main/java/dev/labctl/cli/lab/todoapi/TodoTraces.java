package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.ApiFailure;
import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.CloudTime;
import dev.labctl.cli.lab.trace.LoggedLine;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.lab.trace.TracedFunction;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.log.LogField;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The requests about a user or a todo, and its row; or one request. */
final class TodoTraces implements Traceable {
    private static final String LAB = "todo-api";
    private static final int MOST_REQUESTS = 50;

    @Override
    public String subjects() {
        return "ids of todos and users, ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        TracedFunction api = RequestTraces.function(deployment, "todo-api", TodoApiLab.FUNCTION, TodoApiLab.LOGS);
        TracedFunction cleaner =
                RequestTraces.function(deployment, "todo-cleaner", TodoApiLab.CLEANER, "CleanerLogGroupName");
        return Stream.concat(
                        asked.uuid().stream().flatMap(id -> new Of(deployment, asked, api, id).trace().stream()),
                        RequestTraces.of(LAB, asked, List.of(api, cleaner)))
                .toList();
    }

    /** What one id is about. */
    private static final class Of {
        private final Deployment deployment;
        private final Cloud cloud;
        private final Asked asked;
        private final TracedFunction api;
        private final String id;
        private final List<TraceEvent> events = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private String title = "deleted, or never there:";

        Of(Deployment deployment, Asked asked, TracedFunction api, String id) {
            this.deployment = deployment;
            this.cloud = deployment.cloud();
            this.asked = asked;
            this.api = api;
            this.id = id;
        }

        Optional<Trace> trace() {
            Optional<Todo> todo = cloud.dynamoDb()
                    .get(deployment.output("TableName"), Map.of(Todo.ID, id))
                    .map(Todo::from);
            List<LoggedLine> requests = requests(todo);
            if (todo.isEmpty() && requests.isEmpty()) {
                return Optional.empty();
            }
            if (todo.isPresent()) {
                title = "todo";
                Place table = new Place("DynamoDB todos", deployment.output("TableName"));
                row(table, "GetItem", todo.get().createdAt(), todo.get().updatedAt(), requests);
            } else if (requests.stream().anyMatch(line -> isOfUser(line.member(LogField.PATH), line))) {
                user().ifPresent(user -> {
                    title = "user";
                    Place table = new Place("PostgreSQL users", deployment.output(TodoApiLab.DATABASE));
                    row(table, "GET /users/" + id, user.createdAt(), user.updatedAt(), requests);
                });
            }
            requests.stream()
                    .skip(Math.max(0, requests.size() - MOST_REQUESTS))
                    .forEach(line ->
                            events.add(api.event(line.event(), line.said()).failedIf(line.isFailure())));
            if (requests.size() > MOST_REQUESTS) {
                notes.add("the last %d of %d requests are shown".formatted(MOST_REQUESTS, requests.size()));
            }
            return Optional.of(new Trace(LAB, title + " " + id, events, List.of(), notes));
        }

        private List<LoggedLine> requests(Optional<Todo> todo) {
            Instant since = todo.map(Todo::createdAt)
                    .filter(created -> !cloud.hasMovableClock() && created.isBefore(asked.since()))
                    .orElse(asked.since());
            return api.linesWith(id, since, asked.now()).stream()
                    .filter(line -> line.member(LogField.PATH).contains(id)
                            || line.member(LogField.CREATED_ID).equals(id))
                    .toList();
        }

        private boolean isOfUser(String path, LoggedLine line) {
            boolean isCreated = line.member(LogField.CREATED_ID).equals(id) && path.equals("/users");
            return isCreated || path.startsWith("/users/" + id) || path.equals("/dashboard/" + id);
        }

        /** The user as the API tells it; only it may ask the database. */
        private Optional<User> user() {
            try {
                return Optional.of(
                        new TodoClient(cloud.signedHttp(), TodoApiLab.api(deployment)).user(UUID.fromString(id)));
            } catch (LabctlException e) {
                if (!(e instanceof ApiFailure failure && failure.status() == 404)) {
                    notes.add("the API could not be asked for the user: " + e.text());
                }
                return Optional.empty();
            }
        }

        private void row(Place place, String source, Instant created, Instant updated, List<LoggedLine> requests) {
            Instant createdAt = near(
                    created, requests, line -> line.member(LogField.CREATED_ID).equals(id));
            events.add(TraceEvent.exact(createdAt, place, "created", source));
            if (!updated.equals(created)) {
                Instant updatedAt = near(
                        updated, requests, line -> line.member(LogField.METHOD).equals("PUT"));
                events.add(TraceEvent.exact(updatedAt, place, "last changed", source));
            }
        }

        /** The time in the cloud: the request is logged right after the row was written. */
        private Instant near(Instant told, List<LoggedLine> requests, Predicate<LoggedLine> isIts) {
            return requests.stream()
                    .filter(isIts)
                    .reduce((earlier, later) -> later)
                    .map(line -> CloudTime.of(cloud, told, line.event().at()))
                    .orElse(told);
        }
    }
}
