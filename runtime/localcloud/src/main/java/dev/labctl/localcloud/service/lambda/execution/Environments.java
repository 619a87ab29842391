package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.network.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The execution environments of all functions: an idle one of the right version and revision is used again, else a new
 * one is started. Each handles one event at a time; those unused for some minutes of cloud time are ended.
 */
public final class Environments implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(7);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

    private final CloudEnvironment cloud;
    private final Path directory;
    private final EnvironmentDirectories directories;
    private final Map<String, Deque<ExecutionEnvironment>> idle = new HashMap<>();
    private final Set<ExecutionEnvironment> all = new HashSet<>();
    private @Nullable Started started;
    private boolean isSweepDue;
    private boolean isClosed;
    private final AtomicInteger startedCount = new AtomicInteger();

    /** Keeps its files under {@code directory}. */
    public Environments(CloudEnvironment cloud, Path directory) {
        this.cloud = cloud;
        this.directory = directory;
        this.directories = new EnvironmentDirectories(directory.resolve("environments"));
    }

    /** What is needed only once a function runs, so that a cloud without functions starts fast. */
    private record Started(RuntimeApi api, FunctionProcess processes) {}

    /** Gets ready to run functions, so that the first one's cold start is fast. */
    public void prepare() {
        started();
    }

    /**
     * Runs an event in an environment of the function.
     *
     * @throws AwsError when the function's role cannot be assumed, or the cloud ended the environment because it stops
     */
    public Outcome invoke(FunctionSpec function, Invocation invocation) {
        ExecutionEnvironment environment = take(function);
        Outcome outcome;
        try {
            outcome = environment.invoke(invocation);
        } finally {
            giveBack(function, environment);
        }
        if (outcome.isError() && isClosed()) {
            throw AwsError.of(500, "ServiceException", "The local cloud is stopping.");
        }
        return outcome;
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** Ends the idle environments of a version that was changed or deleted. */
    public void recycle(String versionArn) {
        List<ExecutionEnvironment> stale = new ArrayList<>();
        synchronized (this) {
            Deque<ExecutionEnvironment> waiting = idle.remove(versionArn);
            if (waiting != null) {
                stale.addAll(waiting);
            }
        }
        stale.forEach(this::end);
    }

    private ExecutionEnvironment take(FunctionSpec function) {
        Instant until = cloud.clock().instant().plusSeconds(function.timeoutSeconds() + 60L);
        List<ExecutionEnvironment> stale = new ArrayList<>();
        ExecutionEnvironment found = null;
        synchronized (this) {
            Deque<ExecutionEnvironment> waiting = idle.getOrDefault(function.versionArn(), new ArrayDeque<>());
            while (found == null && !waiting.isEmpty()) {
                ExecutionEnvironment candidate = waiting.removeLast();
                if (candidate.serves(function, until)) {
                    found = candidate;
                } else {
                    stale.add(candidate);
                }
            }
        }
        stale.forEach(this::end);
        return found == null ? start(function) : found;
    }

    private ExecutionEnvironment start(FunctionSpec function) {
        Started needed = started();
        RoleSession session =
                RoleSession.assume(cloud, function.role(), function.name(), function.arn(), function.region());
        String stream = "%s/[%s]%s"
                .formatted(
                        DAY.format(cloud.clock().instant()),
                        function.version(),
                        UUID.randomUUID().toString().replace("-", ""));
        FunctionLog log =
                new FunctionLog(cloud, session.caller(), function.logging().group(), stream);
        try {
            ExecutionEnvironment environment = new ExecutionEnvironment(
                    function,
                    session,
                    needed.processes(),
                    needed.api(),
                    log,
                    stream,
                    directories.create(),
                    cloud,
                    workload(function));
            synchronized (this) {
                all.add(environment);
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start function " + function.name(), e);
        }
    }

    /** Environments are spread over the function's subnets. */
    private Workload workload(FunctionSpec function) {
        List<Workload.Placement> places = function.places();
        Workload.Placement place =
                places.isEmpty() ? null : places.get(Math.floorMod(startedCount.getAndIncrement(), places.size()));
        return new Workload("function " + function.name(), function.region(), place);
    }

    private void giveBack(FunctionSpec function, ExecutionEnvironment environment) {
        boolean isKept = false;
        synchronized (this) {
            if (!isClosed && environment.isUsable()) {
                environment.idleFrom(cloud.clock().instant());
                idle.computeIfAbsent(function.versionArn(), key -> new ArrayDeque<>())
                        .addLast(environment);
                isKept = true;
            }
        }
        if (isKept) {
            sweepLater();
        } else {
            end(environment);
        }
    }

    private synchronized void sweepLater() {
        if (!isSweepDue) {
            idle.values().stream()
                    .filter(waiting -> !waiting.isEmpty())
                    .map(waiting -> waiting.getFirst().idleSince())
                    .min(Comparator.naturalOrder())
                    .ifPresent(since -> {
                        isSweepDue = true;
                        cloud.clock().schedule(since.plus(IDLE), this::endIdle);
                    });
        }
    }

    private void endIdle() {
        Instant limit = cloud.clock().instant().minus(IDLE);
        List<ExecutionEnvironment> stale = new ArrayList<>();
        synchronized (this) {
            isSweepDue = false;
            for (Deque<ExecutionEnvironment> waiting : idle.values()) {
                while (!waiting.isEmpty() && !waiting.getFirst().idleSince().isAfter(limit)) {
                    stale.add(waiting.removeFirst());
                }
            }
        }
        stale.forEach(this::end);
        sweepLater();
    }

    private void end(ExecutionEnvironment environment) {
        environment.retire(() -> forget(environment));
    }

    private synchronized void forget(ExecutionEnvironment environment) {
        all.remove(environment);
    }

    private synchronized Started started() {
        if (started == null) {
            RuntimeApi api = new RuntimeApi();
            RuntimeKit kit = RuntimeKit.unpack(directory.resolve("runtime"));
            ClassDataArchives archives = new ClassDataArchives(directory.resolve("classes"));
            started = new Started(api, new FunctionProcess(cloud, kit, archives));
        }
        return started;
    }

    /** Kills all function processes. */
    @Override
    public void close() {
        List<ExecutionEnvironment> running;
        Started toStop;
        synchronized (this) {
            isClosed = true;
            running = List.copyOf(all);
            all.clear();
            idle.clear();
            toStop = started;
        }
        running.forEach(ExecutionEnvironment::close);
        if (toStop != null) {
            toStop.api().close();
        }
    }
}
