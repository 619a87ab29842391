package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/** Message move tasks: redriving a dead-letter queue, in the background, across restarts. */
final class MoveOperations {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_RATE = 500;
    private static final int MAX_LISTED = 10;

    private final CloudEnvironment environment;
    private final Queues queues;
    private final SqsTables tables;

    MoveOperations(CloudEnvironment environment, Queues queues, SqsTables tables) {
        this.environment = environment;
        this.queues = queues;
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(StartMessageMoveTaskRequest.class, MoveOperations::startAccess, this::start);
        operations.on(
                CancelMessageMoveTaskRequest.class,
                (request, call) -> List.of(Access.to(
                        "sqs:CancelMessageMoveTask",
                        decode(request.taskHandle()).path("sourceArn").asText())),
                this::cancel);
        operations.on(
                ListMessageMoveTasksRequest.class,
                (request, call) -> List.of(Access.to("sqs:ListMessageMoveTasks", orEmpty(request.sourceArn()))),
                this::list);
    }

    private static List<Access> startAccess(StartMessageMoveTaskRequest request, Call call) {
        String source = orEmpty(request.sourceArn());
        List<Access> needed = new ArrayList<>(List.of(
                Access.to("sqs:StartMessageMoveTask", source),
                Access.to("sqs:ReceiveMessage", source),
                Access.to("sqs:DeleteMessage", source),
                Access.to("sqs:GetQueueAttributes", source)));
        if (request.destinationArn() != null) {
            needed.add(Access.to("sqs:SendMessage", request.destinationArn()));
        }
        return needed;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Goes on with the tasks that were running when the cloud stopped. */
    void resume() {
        tables.moves
                .values()
                .filter(task -> task.status() == MoveTask.Status.RUNNING)
                .toList()
                .forEach(this::schedule);
    }

    private StartMessageMoveTaskResponse start(StartMessageMoveTaskRequest request, Call call) {
        Queue source = require(request.sourceArn(), "SourceArn");
        if (queues.sourcesOf(source.arn()).isEmpty()) {
            throw SqsErrors.invalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }
        if (request.destinationArn() != null) {
            require(request.destinationArn(), "DestinationArn");
        }
        Integer rate = request.maxNumberOfMessagesPerSecond();
        if (rate != null && (rate < 1 || rate > MAX_RATE)) {
            throw SqsErrors.invalidParameter(
                    "MaxNumberOfMessagesPerSecond", rate, "Must be between 1 and 500, if provided.");
        }
        MoveTask task = new MoveTask(
                UUID.randomUUID().toString(),
                source.arn(),
                request.destinationArn(),
                rate,
                MoveTask.Status.RUNNING,
                0,
                source.counts().visible(),
                environment.clock().millis(),
                null);
        synchronized (this) {
            if (tasksOf(source.arn()).stream().anyMatch(other -> other.status() == MoveTask.Status.RUNNING)) {
                throw SqsErrors.invalidParameter("There is already a task running. Only one active task is allowed"
                        + " for a source queue arn at a given time.");
            }
            tables.store.write(() -> tables.moves.put(task.id(), task));
        }
        schedule(task);
        return StartMessageMoveTaskResponse.builder().taskHandle(handle(task)).build();
    }

    private Queue require(@Nullable String arn, String parameter) {
        if (arn == null || QueueKey.ofArn(arn) == null) {
            throw SqsErrors.invalidParameter("You must use this format to specify the " + parameter
                    + ": arn:<partition>:<service>:<region>:<account-id>:<resource-id>");
        }
        Queue queue = queues.findArn(arn);
        if (queue == null) {
            throw SqsErrors.resourceNotFound(
                    "The resource that you specified for the " + parameter + " parameter doesn't exist.");
        }
        return queue;
    }

    private void schedule(MoveTask task) {
        Duration pause = task.maxPerSecond() == null ? Duration.ZERO : Duration.ofSeconds(1);
        environment.clock().schedule(pause, () -> step(task.id()));
    }

    /** Moves one second's share, or one slice when there is no limit. */
    private synchronized void step(String id) {
        MoveTask task = tables.moves.get(id).orElse(null);
        if (task == null || task.status() != MoveTask.Status.RUNNING) {
            return;
        }
        MoveTask after = moved(task);
        tables.store.write(() -> tables.moves.put(id, after));
        if (after.status() == MoveTask.Status.RUNNING) {
            schedule(after);
        }
    }

    private MoveTask moved(MoveTask task) {
        Queue source = queues.findArn(task.sourceArn());
        if (source == null) {
            return task.ended(MoveTask.Status.FAILED, "AWS.SimpleQueueService.NonExistentQueue");
        }
        int share = task.maxPerSecond() == null ? MAX_RATE : task.maxPerSecond();
        int wanted = (int) Math.min(share, task.toMove() - task.moved());
        try {
            int count = wanted <= 0 ? 0 : source.moveOut(wanted, content -> destination(task, content));
            MoveTask after = task.progressed(count);
            boolean isDone = count == 0 || after.moved() >= after.toMove();
            return isDone ? after.ended(MoveTask.Status.COMPLETED, null) : after;
        } catch (AwsError e) {
            return task.ended(MoveTask.Status.FAILED, SqsErrors.batchCode(e));
        }
    }

    private @Nullable Queue destination(MoveTask task, Content content) {
        String arn = task.destinationArn() == null ? content.deadLetterSource() : task.destinationArn();
        return arn == null ? null : queues.findArn(arn);
    }

    private synchronized CancelMessageMoveTaskResponse cancel(CancelMessageMoveTaskRequest request, Call call) {
        String id = decode(request.taskHandle()).path("taskId").asText();
        MoveTask task = tables.moves.get(id).orElseThrow(() -> SqsErrors.resourceNotFound("Task does not exist."));
        if (task.status() != MoveTask.Status.RUNNING) {
            throw SqsErrors.invalidParameter("TaskHandle", request.taskHandle(), "The task is not running.");
        }
        tables.store.write(() -> tables.moves.put(id, task.ended(MoveTask.Status.CANCELLED, null)));
        return CancelMessageMoveTaskResponse.builder()
                .approximateNumberOfMessagesMoved(task.moved())
                .build();
    }

    private ListMessageMoveTasksResponse list(ListMessageMoveTasksRequest request, Call call) {
        Queue source = require(request.sourceArn(), "SourceArn");
        int max = request.maxResults() == null ? 1 : request.maxResults();
        if (max < 1 || max > MAX_LISTED) {
            throw SqsErrors.invalidParameter("MaxResults", max, "Must be between 1 and 10, if provided.");
        }
        return ListMessageMoveTasksResponse.builder()
                .results(tasksOf(source.arn()).stream()
                        .limit(max)
                        .map(MoveOperations::describe)
                        .toList())
                .build();
    }

    private static ListMessageMoveTasksResultEntry describe(MoveTask task) {
        return ListMessageMoveTasksResultEntry.builder()
                .taskHandle(task.status() == MoveTask.Status.RUNNING ? handle(task) : null)
                .status(task.status().name())
                .sourceArn(task.sourceArn())
                .destinationArn(task.destinationArn())
                .maxNumberOfMessagesPerSecond(task.maxPerSecond())
                .approximateNumberOfMessagesMoved(task.moved())
                .approximateNumberOfMessagesToMove(task.toMove())
                .startedTimestamp(task.startedAt())
                .failureReason(task.failure())
                .build();
    }

    /** A queue's tasks, the newest first. */
    private List<MoveTask> tasksOf(String sourceArn) {
        return tables.moves
                .values()
                .filter(task -> task.sourceArn().equals(sourceArn))
                .sorted(Comparator.comparingLong(MoveTask::startedAt).reversed())
                .toList();
    }

    private static String handle(MoveTask task) {
        String json = JSON.createObjectNode()
                .put("taskId", task.id())
                .put("sourceArn", task.sourceArn())
                .toString();
        return Base64.getEncoder().encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode decode(@Nullable String handle) {
        try {
            JsonNode task = JSON.readTree(Base64.getDecoder().decode(orEmpty(handle)));
            if (task.hasNonNull("taskId") && task.hasNonNull("sourceArn")) {
                return task;
            }
        } catch (IllegalArgumentException | IOException e) {
            throw SqsErrors.invalidParameter("TaskHandle", orEmpty(handle), "The task handle is invalid.");
        }
        throw SqsErrors.invalidParameter("TaskHandle", orEmpty(handle), "The task handle is invalid.");
    }
}
