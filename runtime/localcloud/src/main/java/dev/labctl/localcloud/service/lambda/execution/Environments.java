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
import java.util.List;
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
    private final EnvironmentPool pool = new EnvironmentPool();
    private @Nullable Started started;
    private boolean isSweepDue;
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
        if (outcome.isError() && pool.isClosed()) {
            throw stopping();
        }
        return outcome;
    }

    private static AwsError stopping() {
        return AwsError.of(500, "ServiceException", "The local cloud is stopping.");
    }

    /** Ends the idle environments of a version that was changed or deleted. */
    public void recycle(String versionArn) {
        pool.takeIdle(versionArn).forEach(this::end);
    }

    private ExecutionEnvironment take(FunctionSpec function) {
        Instant until = cloud.clock().instant().plusSeconds(function.timeoutSeconds() + 60L);
        EnvironmentPool.Taken taken;
        try {
            taken = pool.take(function, until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        } catch (IllegalStateException e) {
            throw stopping();
        }
        taken.stale().forEach(this::end);
        return taken.environment() == null ? start(function) : taken.environment();
    }

    private ExecutionEnvironment start(FunctionSpec function) {
        ExecutionEnvironment environment = null;
        try {
            environment = newEnvironment(function);
            return environment;
        } finally {
            if (environment == null) {
                pool.endStart();
            } else {
                environment.whenInitialized(pool::endStart);
            }
        }
    }

    private ExecutionEnvironment newEnvironment(FunctionSpec function) {
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
            pool.add(environment);
            if (pool.isClosed()) {
                environment.close();
                throw stopping();
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
        if (pool.giveBack(function, environment, cloud.clock().instant())) {
            sweepLater();
        } else {
            end(environment);
        }
    }

    private synchronized void sweepLater() {
        if (!isSweepDue) {
            pool.oldestIdle().ifPresent(since -> {
                isSweepDue = true;
                cloud.clock().schedule(since.plus(IDLE), this::endIdle);
            });
        }
    }

    private void endIdle() {
        synchronized (this) {
            isSweepDue = false;
        }
        pool.takeIdleSince(cloud.clock().instant().minus(IDLE)).forEach(this::end);
        sweepLater();
    }

    private void end(ExecutionEnvironment environment) {
        environment.retire(() -> pool.forget(environment));
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
        pool.close().forEach(ExecutionEnvironment::close);
        Started toStop;
        synchronized (this) {
            toStop = started;
        }
        if (toStop != null) {
            toStop.api().close();
        }
    }
}
