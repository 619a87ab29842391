package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;

/**
 * An execution environment's log stream, written behind the invocation's back as the function's role.
 *
 * <p>As on AWS the role needs {@code logs:CreateLogStream} and {@code logs:PutLogEvents}, and {@code
 * logs:CreateLogGroup} when the group does not exist; without them there are no logs, and no failure.
 */
final class FunctionLog {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionLog.class);
    private static final int MAX_BATCH_BYTES = 1_000_000;
    private static final int MAX_BATCH_EVENTS = 10_000;
    private static final int EVENT_OVERHEAD = 26;
    private static final int GATHERING_MILLIS = 20;
    private static final long MAX_PENDING_BYTES = 4_000_000;

    private final CloudEnvironment cloud;
    private final Caller role;
    private final String group;
    private final String stream;
    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<InputLogEvent> pending = new ArrayDeque<>();
    private long pendingBytes;
    private boolean isOpen;
    private boolean isScheduled;
    private long lastTimestamp;

    FunctionLog(CloudEnvironment cloud, Caller role, String group, String stream) {
        this.cloud = cloud;
        this.role = role;
        this.group = group;
        this.stream = stream;
    }

    /** Takes an event; writes it soon. Waits for the log when very much is still unwritten. */
    void add(String message) {
        boolean isFull;
        synchronized (pending) {
            lastTimestamp = Math.max(lastTimestamp, cloud.clock().millis());
            pending.add(InputLogEvent.builder()
                    .timestamp(lastTimestamp)
                    .message(message)
                    .build());
            pendingBytes += sizeOf(message);
            isFull = pendingBytes > MAX_PENDING_BYTES;
        }
        if (isFull) {
            flush();
        } else {
            schedule();
        }
    }

    private void schedule() {
        synchronized (pending) {
            if (isScheduled) {
                return;
            }
            isScheduled = true;
        }
        // Not at once: an invocation's lines are written together, when it is over, and do not slow it.
        CompletableFuture.delayedExecutor(GATHERING_MILLIS, TimeUnit.MILLISECONDS, cloud.executor())
                .execute(this::flush);
    }

    /** Writes all that is pending. */
    void flush() {
        writing.lock();
        try {
            List<InputLogEvent> batch = nextBatch();
            while (!batch.isEmpty()) {
                write(batch);
                batch = nextBatch();
            }
        } finally {
            writing.unlock();
        }
    }

    private List<InputLogEvent> nextBatch() {
        synchronized (pending) {
            isScheduled = false;
            List<InputLogEvent> batch = new ArrayList<>();
            long bytes = 0;
            while (!pending.isEmpty() && batch.size() < MAX_BATCH_EVENTS) {
                int size = sizeOf(pending.getFirst().message());
                if (!batch.isEmpty() && bytes + size > MAX_BATCH_BYTES) {
                    break;
                }
                bytes += size;
                batch.add(pending.removeFirst());
            }
            pendingBytes -= bytes;
            return batch;
        }
    }

    private void write(List<InputLogEvent> batch) {
        try {
            open();
            put(batch);
        } catch (AwsError e) {
            isOpen = false;
            LOG.debug("no logs for {} {}: {}", group, stream, e.message());
        }
    }

    private void put(List<InputLogEvent> batch) {
        PutLogEventsRequest request = PutLogEventsRequest.builder()
                .logGroupName(group)
                .logStreamName(stream)
                .logEvents(batch)
                .build();
        cloud.dispatcher().call(role, request, PutLogEventsResponse.class);
    }

    private void open() {
        if (isOpen) {
            return;
        }
        try {
            createStream();
        } catch (AwsError e) {
            if (e.code().equals("ResourceNotFoundException")) {
                CreateLogGroupRequest request =
                        CreateLogGroupRequest.builder().logGroupName(group).build();
                cloud.dispatcher().call(role, request, CreateLogGroupResponse.class);
                createStream();
            } else if (!e.code().equals("ResourceAlreadyExistsException")) {
                throw e;
            }
        }
        isOpen = true;
    }

    private void createStream() {
        CreateLogStreamRequest request = CreateLogStreamRequest.builder()
                .logGroupName(group)
                .logStreamName(stream)
                .build();
        cloud.dispatcher().call(role, request, CreateLogStreamResponse.class);
    }

    private static int sizeOf(String message) {
        return message.getBytes(StandardCharsets.UTF_8).length + EVENT_OVERHEAD;
    }
}
