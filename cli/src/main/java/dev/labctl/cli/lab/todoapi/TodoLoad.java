package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.load.Answer;
import dev.labctl.cli.load.Judgement;
import dev.labctl.cli.load.Subject;
import dev.labctl.cli.load.VirtualUser;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The deployed API under load: its virtual users, and the comparison of what they were told with both databases. */
final class TodoLoad implements Subject {
    private static final int CLEANERS = 4;
    private static final Set<Integer> GONE = Set.of(204, 404);

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final LoadRequests requests;
    private final LoadRegister register;
    private final DynamoDb dynamoDb;
    private final String table;
    private final List<LoadMemory> memories = new ArrayList<>();

    TodoLoad(Deployment deployment) {
        requests = new LoadRequests(
                deployment.cloud().signedHttp(), TodoApiLab.api(deployment).base());
        register = new LoadRegister(requests);
        dynamoDb = deployment.cloud().dynamoDb();
        table = deployment.output("TableName");
    }

    @Override
    public synchronized VirtualUser user(int number, RandomGenerator random) {
        LoadMemory memory = new LoadMemory();
        memories.add(memory);
        return new LoadUser(run, number, random, requests, memory);
    }

    @Override
    public synchronized Judgement judge() {
        Examples examples = new Examples();
        TodoOracle todos = new TodoOracle(run, memories, examples);
        try (Stream<Map<String, Object>> items = dynamoDb.scanConsistently(table)) {
            items.forEach(todos::see);
        }
        List<Judgement.Kind> kinds = new ArrayList<>();
        kinds.add(new UserOracle(register, examples).judge(run, memories));
        kinds.add(todos.judge());
        kinds.add(answers(examples));
        return new Judgement(kinds, examples.all());
    }

    /** What was seen to be wrong while the load ran. */
    private Judgement.Kind answers(Examples examples) {
        long compared = 0;
        long wrong = 0;
        for (LoadMemory memory : memories) {
            compared += memory.answers();
            wrong += memory.wrong();
            memory.wrongAnswers().forEach(examples::add);
        }
        return new Judgement.Kind("answers", compared, 0, 0, 0, wrong, 0, 0, 0, 0);
    }

    @Override
    public synchronized List<String> cleanUp() {
        Set<String> ids = new TreeSet<>();
        boolean someUnknown = false;
        for (LoadMemory memory : memories) {
            User user = memory.user();
            if (user != null) {
                ids.add(user.id().toString());
            }
            someUnknown |= !memory.unknownEmails().isEmpty();
        }
        List<String> left = new ArrayList<>();
        if (someUnknown) {
            try {
                register.usersOf(run).forEach(user -> ids.add(user.id().toString()));
            } catch (LabctlException e) {
                left.add("users that may have been made: " + e.text());
            }
        }
        left.addAll(deleteAll(ids));
        left.addAll(todosOf(ids));
        return left;
    }

    private List<String> deleteAll(Set<String> ids) {
        ExecutorService cleaners = Executors.newFixedThreadPool(CLEANERS);
        try {
            List<Future<String>> deletions = new ArrayList<>();
            ids.forEach(id -> deletions.add(cleaners.submit(() -> delete(id))));
            List<String> left = new ArrayList<>();
            for (Future<String> deletion : deletions) {
                String problem = deletion.get();
                if (!problem.isEmpty()) {
                    left.add(problem);
                }
            }
            return left;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("the load's users: interrupted while deleting them");
        } catch (ExecutionException e) {
            return List.of("some of the load's users: " + e.getCause());
        } finally {
            cleaners.shutdownNow();
        }
    }

    /** Deletes a user; what is wrong when it stays, or nothing. */
    private String delete(String id) {
        Answer answer = register.ask("DELETE", "users/" + id).orElse(null);
        if (answer != null && GONE.contains(answer.status())) {
            return "";
        }
        return "user %s: %s".formatted(id, answer == null ? "no answer" : "status " + answer.status());
    }

    private List<String> todosOf(Set<String> users) {
        try (Stream<Map<String, Object>> items = dynamoDb.scanConsistently(table)) {
            long todos = items.filter(item -> users.contains(String.valueOf(item.get(Todo.USER_ID))))
                    .count();
            return todos == 0
                    ? List.of()
                    : List.of("%,d todos of the load's users, which the lab's cleaner looks for every five minutes"
                            .formatted(todos));
        }
    }
}
