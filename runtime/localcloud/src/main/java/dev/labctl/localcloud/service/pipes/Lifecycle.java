package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.pipes.model.RequestedPipeStateDescribeResponse;

/** Brings pipes from one state to the next, and runs those that are RUNNING. */
final class Lifecycle {
    private final CloudEnvironment environment;
    private final PipesTables tables;
    private final Map<String, Loop> loops = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    Lifecycle(CloudEnvironment environment, PipesTables tables) {
        this.environment = environment;
        this.tables = tables;
    }

    /** Goes on with what was under way when the cloud stopped. */
    void start() {
        for (String key : tables.pipes.entries().map(Map.Entry::getKey).toList()) {
            PipeState state = tables.pipes
                    .get(key)
                    .map(DescribePipeResponse::currentState)
                    .orElse(PipeState.STOPPED);
            if (state == PipeState.RUNNING) {
                run(key, source(key));
            } else {
                settle(key);
            }
        }
    }

    /** Leaves what is to be done to the next cloud. */
    void stop() {
        isStopped = true;
        loops.values().forEach(Loop::end);
    }

    /** Whether the pipe is on its way to another state, so that nobody may change it. */
    static boolean isMoving(PipeState state) {
        return switch (state) {
            case CREATING, STARTING, UPDATING, STOPPING, DELETING -> true;
            default -> false;
        };
    }

    /** Brings a pipe that was stored in a passing state to where that leads. */
    void settle(String key) {
        environment.executor().execute(() -> {
            if (isStopped) {
                return;
            }
            switch (tables.pipes
                    .get(key)
                    .map(DescribePipeResponse::currentState)
                    .orElse(PipeState.STOPPED)) {
                case CREATING -> begin(key, PipeState.CREATE_FAILED);
                case STARTING -> begin(key, PipeState.START_FAILED);
                case UPDATING -> begin(key, PipeState.UPDATE_FAILED);
                case STOPPING -> {
                    halt(key);
                    tables.settle(key, PipeState.STOPPED, null);
                }
                case DELETING -> delete(key);
                default -> {}
            }
        });
    }

    private void begin(String key, PipeState failed) {
        halt(key);
        DescribePipeResponse pipe = tables.pipes.get(key).orElse(null);
        if (pipe == null) {
            return;
        }
        Source source = source(key);
        String problem = prepared(source, pipe);
        if (problem != null) {
            tables.settle(key, failed, problem);
        } else if (pipe.desiredState() == RequestedPipeStateDescribeResponse.STOPPED) {
            tables.settle(key, PipeState.STOPPED, null);
        } else {
            tables.settle(key, PipeState.RUNNING, null);
            run(key, source);
        }
    }

    private static @Nullable String prepared(Source source, DescribePipeResponse pipe) {
        try {
            source.prepare(pipe);
            return null;
        } catch (AwsError e) {
            return e.message();
        }
    }

    private Source source(String key) {
        String arn = tables.pipes.get(key).map(DescribePipeResponse::source).orElse("");
        return PipeEnds.isStream(arn)
                ? new StreamSource(environment, tables, key)
                : new QueueSource(environment, tables, key);
    }

    private void run(String key, Source source) {
        Loop loop = new Loop(environment, key, source::round);
        loops.put(key, loop);
        if (!isStopped) {
            loop.start();
        }
    }

    private void halt(String key) {
        Loop loop = loops.remove(key);
        if (loop != null) {
            loop.endAndWait();
        }
    }

    private void delete(String key) {
        halt(key);
        synchronized (tables) {
            tables.store.write(() -> {
                tables.pipes.remove(key);
                tables.progress.remove(key);
            });
        }
        tables.store.awaitDurable();
    }
}
