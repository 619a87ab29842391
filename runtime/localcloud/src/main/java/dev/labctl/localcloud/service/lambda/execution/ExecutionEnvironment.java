package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.network.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;

/**
 * One function process: handles one event after the other until it is closed, times out or ends.
 *
 * <p>Time-outs run on system time, not on the cloud's clock: the process itself counts down
 * {@code getRemainingTimeInMillis} by it.
 */
final class ExecutionEnvironment implements RuntimeApi.Environment, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionEnvironment.class);
    private static final SdkBytes NONE = SdkBytes.fromByteArray(new byte[0]);
    private static final Invocation END = new Invocation("", NONE, "", "", "", 0);
    private static final int INIT_SECONDS = 10;
    private static final int POLL_MILLIS = 200;
    private static final int SETTLE_MILLIS = 1000;
    private static final int ARCHIVING_SECONDS = 30;
    private static final long MEGABYTE_KILOBYTES = 1024;

    private final FunctionSpec function;
    private final RoleSession session;
    private final Clock clock;
    private final PlatformLog platform;
    private final FunctionLog log;
    private final FunctionOutput output;
    private final Process process;
    private final boolean isTraining;
    private final CompletableFuture<Void> end;
    private final Path directory;
    private final RuntimeApi api;
    private final String token = UUID.randomUUID().toString();
    private final BlockingQueue<Invocation> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Result> init = new CompletableFuture<>();
    private final long startedNanos = System.nanoTime();
    private volatile @Nullable Running running;
    private volatile boolean isUsable = true;
    private double initMillis = -1;
    private Instant idleSince;

    ExecutionEnvironment(
            FunctionSpec function,
            RoleSession session,
            FunctionProcess processes,
            RuntimeApi api,
            FunctionLog log,
            String stream,
            Path directory,
            CloudEnvironment cloud,
            Workload workload)
            throws IOException {
        this.function = function;
        this.session = session;
        this.clock = cloud.clock();
        this.platform = new PlatformLog(function);
        this.log = log;
        this.directory = directory;
        this.api = api;
        this.idleSince = clock.instant();
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path file = directory.resolve("output");
        this.output = new FunctionOutput(file);
        FunctionProcess.Started started =
                processes.start(function, session, api.open(token, this), stream, temporary, file);
        this.process = started.process();
        this.isTraining = started.isTraining();
        this.end = started.end();
        cloud.workloads().add(process.pid(), workload);
        process.onExit()
                .thenRun(() -> cloud.workloads().remove(process.pid()))
                .thenRun(this::exited)
                .exceptionally(ExecutionEnvironment::unexpected);
    }

    /** What the runtime reported: exactly one of a ready runtime, a response, an error or an exit. */
    private record Result(Kind kind, SdkBytes payload, String errorType) {
        enum Kind {
            READY,
            RESPONSE,
            ERROR,
            TOO_LARGE,
            EXIT,
            TIMEOUT
        }

        static Result of(Kind kind) {
            return new Result(kind, NONE, "");
        }

        boolean endsEnvironment() {
            return kind == Kind.EXIT || kind == Kind.TIMEOUT;
        }
    }

    /** The invocation under way. */
    private record Running(String requestId, CompletableFuture<Result> result, CompletableFuture<Boolean> settled) {
        static Running of(String requestId) {
            return new Running(requestId, new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    /** Whether it may be given another event, of a function with that revision, until that time. */
    boolean serves(FunctionSpec wanted, Instant until) {
        return isUsable && function.revision().equals(wanted.revision()) && session.isValidUntil(until);
    }

    /** Whether it is one of the function's, of whatever revision, that takes events. */
    boolean runs(FunctionSpec wanted) {
        return isUsable && function.versionArn().equals(wanted.versionArn());
    }

    /** Runs something once the runtime asks for its first event, never will, or has taken as long as AWS lets it. */
    void whenInitialized(Runnable action) {
        init.copy()
                .completeOnTimeout(exitResult(), INIT_SECONDS, TimeUnit.SECONDS)
                .thenRun(action)
                .exceptionally(ExecutionEnvironment::unexpected);
    }

    Instant idleSince() {
        return idleSince;
    }

    void idleFrom(Instant now) {
        idleSince = now;
        output.trim();
    }

    boolean isUsable() {
        return isUsable;
    }

    /** Runs one event to its end. Waits for the initialization when it is the first. */
    Outcome invoke(Invocation invocation) {
        LogTail tail = new LogTail();
        Running mine = Running.of(invocation.requestId());
        boolean isCold = initMillis < 0;
        Result started = isCold ? awaitInit(tail) : Result.of(Result.Kind.READY);
        write("INFO", platform.start(invocation.requestId(), clock.instant()), tail);
        long start = System.nanoTime();
        Result result = started;
        if (started.kind() == Result.Kind.READY) {
            running = mine;
            long timeoutMillis = TimeUnit.SECONDS.toMillis(function.timeoutSeconds());
            events.add(invocation.withDeadline(System.currentTimeMillis() + timeoutMillis));
            result = isUsable ? await(mine.result(), timeoutMillis, tail) : exitResult();
            if (result.kind() == Result.Kind.ERROR && !settles(mine)) {
                isUsable = false;
            }
            running = null;
        }
        return finish(invocation, result, tail, (System.nanoTime() - start) / 1e6, isCold);
    }

    /**
     * The runtime logs an error after it has reported it; once it asks for the next event, or ends, all is written. One
     * that does neither is ending slowly, as after an OutOfMemoryError, and gets no other event.
     */
    private static boolean settles(Running failed) {
        return failed.settled()
                .completeOnTimeout(false, SETTLE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private Result awaitInit(LogTail tail) {
        String version = "arn:aws:lambda:" + function.region() + "::runtime:" + function.runtime();
        write("INFO", platform.initStart(clock.instant(), version), null);
        long limit = TimeUnit.SECONDS.toMillis(INIT_SECONDS + (long) function.timeoutSeconds());
        Result result = await(init, limit, tail);
        initMillis = (System.nanoTime() - startedNanos) / 1e6;
        if (result.kind() != Result.Kind.READY) {
            String status = result.kind() == Result.Kind.TIMEOUT ? "timeout" : "error";
            write("INFO", platform.initReport(initMillis, status, errorType(result), clock.instant()), null);
            isUsable = false;
        }
        return result;
    }

    private Result await(CompletableFuture<Result> result, long limitMillis, LogTail tail) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        try {
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 && !result.isDone()) {
                    isUsable = false;
                    kill();
                    process.waitFor();
                    return Result.of(Result.Kind.TIMEOUT);
                }
                try {
                    return result.get(Math.max(1, Math.min(POLL_MILLIS, left)), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    drain(tail, false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isUsable = false;
            process.destroyForcibly();
            return Result.of(Result.Kind.EXIT);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome finish(Invocation invocation, Result result, LogTail tail, double millis, boolean isCold) {
        String id = invocation.requestId();
        drain(tail, true);
        SdkBytes payload = payload(result, id, tail);
        String errorType = result.kind() == Result.Kind.RESPONSE ? null : errorType(result);
        if (!function.logging().isJson()) {
            write("INFO", platform.end(id), tail);
        }
        String status = result.kind() == Result.Kind.TIMEOUT
                ? "timeout"
                : result.endsEnvironment() || result.kind() == Result.Kind.TOO_LARGE ? "error" : "success";
        double reported = result.kind() == Result.Kind.TIMEOUT ? function.timeoutSeconds() * 1000.0 : millis;
        PlatformLog.Report report =
                new PlatformLog.Report(id, reported, isCold ? initMillis : -1, maxMemoryMegabytes(), status, errorType);
        write("INFO", platform.report(report, clock.instant()), tail);
        if (result.endsEnvironment()) {
            isUsable = false;
        }
        return new Outcome(payload, errorType, tail.bytes(), millis);
    }

    private SdkBytes payload(Result result, String requestId, LogTail tail) {
        return switch (result.kind()) {
            case READY, RESPONSE, ERROR -> result.payload();
            case TOO_LARGE -> FunctionErrors.responseTooLarge();
            case TIMEOUT -> {
                String message = FunctionErrors.timedOut(function.timeoutSeconds());
                write("ERROR", clock.instant() + " " + requestId + " " + message + "\n\n", tail);
                yield FunctionErrors.payload(FunctionErrors.TIMED_OUT, requestId, message);
            }
            case EXIT -> {
                String message = FunctionErrors.exited(exitCode());
                write("ERROR", "RequestId: " + requestId + " Error: " + message + "\nRuntime.ExitError\n", tail);
                yield FunctionErrors.payload(FunctionErrors.EXITED, requestId, message);
            }
        };
    }

    private static String errorType(Result result) {
        return switch (result.kind()) {
            case READY, RESPONSE, ERROR -> result.errorType();
            case TOO_LARGE -> FunctionErrors.TOO_LARGE;
            case TIMEOUT -> FunctionErrors.TIMED_OUT;
            case EXIT -> FunctionErrors.EXITED;
        };
    }

    private void drain(LogTail tail, boolean all) {
        output.drain(
                message -> {
                    tail.add(message.endsWith("\n") ? message : message + "\n");
                    log.add(message);
                },
                all);
    }

    private void write(String level, String line, @Nullable LogTail tail) {
        if (!function.logging().writes(level)) {
            return;
        }
        if (tail != null) {
            tail.add(line);
        }
        log.add(line);
    }

    /** The peak resident size; where the system does not tell, the configured size. */
    private long maxMemoryMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / MEGABYTE_KILOBYTES)
                    .findFirst()
                    .orElse(function.memoryMegabytes());
        } catch (IOException e) {
            return function.memoryMegabytes();
        }
    }

    private int exitCode() {
        return process.isAlive() ? 0 : process.exitValue();
    }

    private static @Nullable Void unexpected(Throwable failure) {
        LOG.error("the end of a function process was not handled", failure);
        return null;
    }

    private static Result exitResult() {
        return Result.of(Result.Kind.EXIT);
    }

    private void exited() {
        isUsable = false;
        init.complete(exitResult());
        complete(null, exitResult());
    }

    private void complete(@Nullable String requestId, Result result) {
        Running now = running;
        if (now != null && (requestId == null || now.requestId().equals(requestId))) {
            now.result().complete(result);
            if (requestId == null) {
                now.settled().complete(true);
            }
        }
    }

    @Override
    public @Nullable Invocation next() throws InterruptedException {
        init.complete(Result.of(Result.Kind.READY));
        Running last = running;
        if (last != null && last.result().isDone()) {
            last.settled().complete(true);
        }
        Invocation next = events.take();
        if (next.requestId().isEmpty()) {
            events.add(END);
            return null;
        }
        return next;
    }

    @Override
    public void response(String requestId, byte @Nullable [] body) {
        Result result = body == null
                ? Result.of(Result.Kind.TOO_LARGE)
                : new Result(Result.Kind.RESPONSE, SdkBytes.fromByteArrayUnsafe(body), "");
        complete(requestId, result);
    }

    @Override
    public void error(String requestId, byte[] body, String errorType) {
        complete(requestId, new Result(Result.Kind.ERROR, SdkBytes.fromByteArrayUnsafe(body), errorType));
    }

    @Override
    public void initError(byte[] body, String errorType) {
        init.complete(new Result(Result.Kind.ERROR, SdkBytes.fromByteArrayUnsafe(body), errorType));
    }

    /**
     * Ends the environment, which is idle, after it has written the class-data archive that is expected of it.
     *
     * @param afterwards runs when it has ended
     */
    void retire(Runnable afterwards) {
        boolean isAlone = process.descendants().findAny().isEmpty();
        if (!isTraining || !isUsable || !isAlone) {
            close();
            afterwards.run();
            return;
        }
        isUsable = false;
        process.destroy();
        end.copy()
                .orTimeout(ARCHIVING_SECONDS, TimeUnit.SECONDS)
                .whenComplete((ended, late) -> {
                    close();
                    afterwards.run();
                })
                .exceptionally(late -> null);
    }

    /** Ends the environment at once and removes its directory. */
    @Override
    public void close() {
        isUsable = false;
        api.close(token);
        events.add(END);
        kill();
        awaitEnd();
        output.close();
        log.flush();
        EnvironmentDirectories.delete(directory);
    }

    /** A killed process may still write for a moment. */
    private void awaitEnd() {
        try {
            end.get(SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("process {} of {} has not ended", process.pid(), function.name(), e);
        }
    }

    /** Kills the process with all that its handler has started. */
    private void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
