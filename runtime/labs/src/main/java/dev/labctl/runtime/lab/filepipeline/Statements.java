package dev.labctl.runtime.lab.filepipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/** Runs statements, 25 of which a request takes, each by itself: one that is refused does not hold up the others. */
final class Statements {
    /** The most that one request takes. */
    static final int BATCH = 25;

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 25;

    private final DynamoDbClient dynamoDb;

    Statements(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** What became of a statement. */
    sealed interface Outcome {
        /** The row is as the statement says. */
        record Done() implements Outcome {}

        /**
         * The condition did not hold.
         *
         * @param row what the row is; empty when there is none
         */
        record Refused(Map<String, AttributeValue> row) implements Outcome {
            public Refused {
                row = Map.copyOf(row);
            }
        }

        /** DynamoDB could not do it, not even at the last attempt. */
        record Failed(String error) implements Outcome {}
    }

    /** Runs statements about different rows; those that were throttled are tried again. */
    List<Outcome> run(List<Statement> statements) {
        @Nullable Outcome[] outcomes = new Outcome[statements.size()];
        List<Integer> open = IntStream.range(0, statements.size()).boxed().toList();
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            List<Integer> again = new ArrayList<>();
            for (int from = 0; from < open.size(); from += BATCH) {
                again.addAll(request(
                        statements,
                        open.subList(from, Math.min(from + BATCH, open.size())),
                        outcomes,
                        attempt == ATTEMPTS));
            }
            open = again;
            if (!open.isEmpty() && !paused(attempt)) {
                open.forEach(position -> outcomes[position] = new Outcome.Failed("interrupted"));
                break;
            }
        }
        return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    }

    /** Runs the statements at these positions; gives those to be tried again. */
    private List<Integer> request(
            List<Statement> statements, List<Integer> positions, @Nullable Outcome[] outcomes, boolean isLast) {
        List<BatchStatementResponse> responses;
        try {
            responses = dynamoDb.batchExecuteStatement(request -> request.statements(positions.stream()
                            .map(position -> statements.get(position).request())
                            .toList()))
                    .responses();
        } catch (SdkException e) {
            // The client has tried again by itself.
            positions.forEach(position -> outcomes[position] = new Outcome.Failed(String.valueOf(e.getMessage())));
            return List.of();
        }
        List<Integer> again = new ArrayList<>();
        for (int index = 0; index < positions.size(); index++) {
            BatchStatementError error = responses.get(index).error();
            if (error != null && isPassing(error) && !isLast) {
                again.add(positions.get(index));
            } else {
                outcomes[positions.get(index)] = outcome(error);
            }
        }
        return again;
    }

    private static Outcome outcome(@Nullable BatchStatementError error) {
        if (error == null) {
            return new Outcome.Done();
        }
        return error.code() == BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED
                ? new Outcome.Refused(error.hasItem() ? error.item() : Map.of())
                : new Outcome.Failed(error.codeAsString() + ": " + error.message());
    }

    private static boolean isPassing(BatchStatementError error) {
        return switch (error.code()) {
            case REQUEST_LIMIT_EXCEEDED,
                    PROVISIONED_THROUGHPUT_EXCEEDED,
                    TRANSACTION_CONFLICT,
                    THROTTLING_ERROR,
                    INTERNAL_SERVER_ERROR -> true;
            default -> false;
        };
    }

    /** Waits twice as long each time, and not as long as others; false when interrupted. */
    private static boolean paused(int attempt) {
        long longest = FIRST_PAUSE_MILLIS << attempt;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
