package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.LabDatabases;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All that the cleaner has permissions for: run by its rule, it finishes a deletion, logs, and keeps runs that fail. */
final class CleanerExercise implements Supplier<Optional<String>> {
    private static final Duration TO_THE_NEXT_RUN = Duration.ofMinutes(6);

    private final DeployedLab lab;
    private final LabDatabases databases;
    private final VerifiedChecks checks;
    private Duration patience = Duration.ofSeconds(90);

    CleanerExercise(DeployedLab lab) {
        this.lab = lab;
        this.databases = new LabDatabases(lab);
        this.checks = new VerifiedChecks(lab, List.of("cleaner-scheduled", "logs-written", "failed-runs-kept"));
        lab.commandLine().labctl("api", "GET", "/users");
    }

    @Override
    public Optional<String> get() {
        long begun = System.nanoTime();
        Optional<String> failure = finishADeletion().or(() -> checks.failure(patience));
        if (failure.isEmpty()) {
            // What never comes is waited for about as long as all that came took.
            patience = Duration.ofSeconds(4).plusNanos(System.nanoTime() - begun);
        }
        return failure;
    }

    private Optional<String> finishADeletion() {
        String user = UUID.randomUUID().toString();
        String id = leftOver(user);
        try {
            databases.execute(
                    TodoApiLab.DATABASE,
                    "INSERT INTO user_deletions (user_id, requested_at) VALUES ('%s', now() - interval '5 minutes')"
                            .formatted(user));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        lab.commandLine().admin().advance(TO_THE_NEXT_RUN);
        try (DynamoDbClient dynamoDb = lab.commandLine().client(DynamoDbClient.builder())) {
            lab.cloud()
                    .poller()
                    .until("the cleaner to remove a todo", patience, () -> isGone(dynamoDb, id), gone -> gone);
            return Optional.empty();
        } catch (LabctlException e) {
            if (e.failure() != Failure.TIMED_OUT) {
                throw e;
            }
            return Optional.of("the cleaner does not remove the todo of a user who is gone");
        }
    }

    private String leftOver(String user) {
        String id = UUID.randomUUID().toString();
        try (DynamoDbClient dynamoDb = lab.commandLine().client(DynamoDbClient.builder())) {
            dynamoDb.putItem(put -> put.tableName(lab.output("TableName"))
                    .item(Map.of(
                            "id", AttributeValue.fromS(id),
                            "user_id", AttributeValue.fromS(user),
                            "status", AttributeValue.fromS("pending"))));
        }
        return id;
    }

    private boolean isGone(DynamoDbClient dynamoDb, String id) {
        return !dynamoDb.getItem(get -> get.tableName(lab.output("TableName"))
                        .key(Map.of("id", AttributeValue.fromS(id)))
                        .consistentRead(true))
                .hasItem();
    }
}
