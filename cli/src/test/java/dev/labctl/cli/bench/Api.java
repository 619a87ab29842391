package dev.labctl.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.SignedHttp;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** The todo API through its function URL: beside the same reads made directly, from nothing, and by fifty users. */
final class Api implements Section {
    private static final String LAB = "todo-api";
    private static final String ALIAS = "live";
    /** So many requests that no process on the way still compiles. */
    private static final int WARMING = 1500;

    private static final int PER_MEDIAN = 200;
    /** A read of its own, and the twice as much that the API may add. */
    private static final double MOST_OF_DIRECT = 3;

    @Override
    public String name() {
        return "api";
    }

    /** One read of something, however it is made. */
    private interface Read {
        void make() throws Exception;
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("deploy", LAB, "--yes");
        try (Cloud cloud = bed.line().cloud()) {
            SignedHttp http = cloud.signedHttp();
            URI base = URI.create(bed.output(LAB, "ApiUrl"));
            String user = created(http, base.resolve("users"), "user", """
                    {"name": "Bench", "email": "%s@bench.example"}""".formatted(UUID.randomUUID()));
            String todo =
                    created(http, base.resolve("users/%s/todos".formatted(user)), "todo", "{\"title\": \"measure\"}");
            warm(bed, table, http, base.resolve("users/" + user), base.resolve("todos/" + todo));
            cold(bed, table, http, base.resolve("users/" + user));
            send(http, ApiRequest.of("DELETE", base.resolve("users/" + user)), 204);
        }
        fifty(bed, table);
        bed.labctl("destroy", LAB, "--yes");
    }

    private static void warm(Bed bed, Consumer<Row> table, SignedHttp http, URI user, URI todo) throws Exception {
        ApiRequest readTodo = ApiRequest.of("GET", todo);
        ApiRequest readUser = ApiRequest.of("GET", user);
        String todoId = idOf(todo);
        UUID userId = UUID.fromString(idOf(user));
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(todoId));
        String tableName = bed.output(LAB, "TableName");
        Server server = Server.of(bed, LAB, "DatabaseInstanceId");
        try (DynamoDbClient dynamo = bed.line().client(DynamoDbClient.builder());
                Connection connection = server.connect(bed.output(LAB, "DatabaseName"));
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, name, email, department, created_at, updated_at FROM users WHERE id = ?")) {
            select.setObject(1, userId);
            Read item = () -> dynamo.getItem(
                    request -> request.tableName(tableName).key(key).consistentRead(true));
            Read row = () -> {
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                }
            };
            for (int i = 0; i < WARMING; i++) {
                send(http, readTodo, 200);
                send(http, readUser, 200);
                item.make();
                row.make();
            }
            beside(bed, table, "GET /todos/{id}", () -> send(http, readTodo, 200), "the GetItem alone", item);
            beside(bed, table, "GET /users/{id}", () -> send(http, readUser, 200), "the SELECT alone", row);
        }
    }

    private static void beside(Bed bed, Consumer<Row> table, String route, Read ours, String rival, Read theirs)
            throws Exception {
        table.accept(Row.atMost(10, route + ", warm", bed.repeat(() -> median(ours)), "ms"));
        table.accept(Pairs.take(bed.runs(), () -> median(ours), () -> median(theirs))
                .row(MOST_OF_DIRECT, route + ", warm", "ms", rival));
    }

    /** The median of many, in milliseconds. */
    private static double median(Read read) throws Exception {
        double[] millis = new double[PER_MEDIAN];
        for (int i = 0; i < PER_MEDIAN; i++) {
            millis[i] = millis(read);
        }
        return Samples.of(millis).median();
    }

    private static double millis(Read read) throws Exception {
        long started = System.nanoTime();
        read.make();
        return (System.nanoTime() - started) / 1e6;
    }

    /** What a container's JVM finds of its classes when it starts: nothing, the JDK's own, those of the function, too. */
    private enum ClassData {
        NONE("no shared class data", "-Xshare:off"),
        JDK("the JDK's class data", "-Xshare:auto"),
        FUNCTION("the function's class data", "");

        private final String name;
        private final String options;

        ClassData(String name, String options) {
            this.name = name;
            this.options = options;
        }
    }

    private static void cold(Bed bed, Consumer<Row> table, SignedHttp http, URI user) throws Exception {
        ApiRequest request = ApiRequest.of("GET", user);
        String function = bed.output(LAB, "FunctionName");
        try (LambdaClient lambda = bed.line().client(LambdaClient.builder())) {
            for (ClassData classData : ClassData.values()) {
                renew(lambda, function, classData);
                send(http, request, 200);
                // The first process of some code leaves its class data when it ends, as all do that are idle for long.
                bed.labctl("local", "clock", "advance", "1h");
                Thread.sleep(8000);
                Samples seconds = bed.repeat(() -> {
                    renew(lambda, function, classData);
                    Thread.sleep(1000);
                    return millis(() -> send(http, request, 200)) / 1000;
                });
                String what = "first request of a container, " + classData.name;
                table.accept(
                        classData == ClassData.NONE
                                ? Row.atMost(1.5, what, seconds, "s")
                                : Row.report(what, seconds, "s"));
            }
        }
    }

    /** Has the next request start a process, of Java 17. */
    private static void renew(LambdaClient lambda, String function, ClassData classData) {
        Map<String, String> variables =
                new HashMap<>(lambda.getFunctionConfiguration(request -> request.functionName(function))
                        .environment()
                        .variables());
        variables.put("BENCH", Long.toString(System.nanoTime()));
        variables.put("JAVA_TOOL_OPTIONS", classData.options);
        lambda.updateFunctionConfiguration(request -> request.functionName(function)
                .runtime(Runtime.JAVA17)
                .environment(environment -> environment.variables(variables)));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
        String version =
                lambda.publishVersion(request -> request.functionName(function)).version();
        lambda.waiter().waitUntilPublishedVersionActive(request -> request.functionName(function)
                .qualifier(version));
        lambda.updateAlias(request -> request.functionName(function).name(ALIAS).functionVersion(version));
    }

    private static void fifty(Bed bed, Consumer<Row> table) throws Exception {
        Run run = bed.line()
                .tryLabctl("load", LAB, "--users", "50", "--duration", "30s", "--warm-up", "30s", "-o", "json");
        Map<String, Object> report = run.json();
        String what = "50 users for 30 s: ";
        table.accept(Row.report(what + "calls a second", Samples.of(number(report, "callsPerSecond")), "/s"));
        Map<?, ?> all = object(report, "all");
        for (String percentile : List.of("p50Ms", "p95Ms", "p99Ms")) {
            table.accept(Row.report(
                    what + percentile.replace("Ms", ""), Samples.of(number(object(all, "latency"), percentile)), "ms"));
        }
        table.accept(Row.atMost(0, what + "calls that failed", Samples.of(number(all, "errors")), "calls"));
        double bad = 0;
        for (Object kind : list(object(report, "oracle"), "kinds")) {
            for (String fault : List.of("lost", "duplicated", "wrong", "resurrected", "unread")) {
                bad += number((Map<?, ?>) kind, fault);
            }
        }
        table.accept(Row.atMost(0, what + "lost, duplicated or wrong", Samples.of(bad), "things"));
    }

    private static double number(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalStateException("no number %s in %s".formatted(name, object));
    }

    private static Map<?, ?> object(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Map<?, ?> member) {
            return member;
        }
        throw new IllegalStateException("no object %s in %s".formatted(name, object));
    }

    private static List<?> list(Map<?, ?> object, String name) {
        if (object.get(name) instanceof List<?> member) {
            return member;
        }
        throw new IllegalStateException("no list %s in %s".formatted(name, object));
    }

    private static String created(SignedHttp http, URI uri, String what, String body) throws Exception {
        ApiResponse response = send(http, ApiRequest.of("POST", uri).json(body), 201);
        return String.valueOf(object(JSON.std.mapFrom(response.text()), what).get("id"));
    }

    private static ApiResponse send(SignedHttp http, ApiRequest request, int expected) {
        ApiResponse response = http.send(request);
        if (response.status() != expected) {
            throw new IllegalStateException("%s: %s".formatted(request, response));
        }
        return response;
    }

    private static String idOf(URI uri) {
        return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    }
}
