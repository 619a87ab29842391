package dev.labctl.localcloud.service.lambda.execution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A class-data archive of the JDK's and the runtime interface client's classes, which halves a cold start.
 *
 * <p>It is dumped once for each Java by a process that invokes a handler of our own, and appears under its name only when
 * complete. A JVM that cannot use it (another class path, an agent) silently starts without.
 */
final class ClassDataArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClassDataArchive.class);
    private static final String HANDLER = "dev.labctl.localcloud.service.lambda.bootstrap.WarmUp";

    private final RuntimeKit kit;
    private final RuntimeApi api;
    private final Set<Path> claimed = ConcurrentHashMap.newKeySet();

    ClassDataArchive(RuntimeKit kit, RuntimeApi api) {
        this.kit = kit;
        this.api = api;
    }

    /** The flags that use the archive for this Java; none while there is no archive. */
    List<String> use(Path home) {
        Path file = file(home);
        return Files.isRegularFile(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
    }

    /** Whether the archive is still to be dumped, by the caller: true only once for each Java. */
    boolean claim(Path home) {
        return claimed.add(home)
                && !Files.isRegularFile(file(home))
                && !System.getProperty("os.name", "").startsWith("Windows");
    }

    private Path file(Path home) {
        String java = Integer.toHexString(
                (home + " " + home.toFile().lastModified() + " " + JavaHomes.feature(home)).hashCode());
        return kit.directory().resolve("classes-" + java + ".jsa");
    }

    /** Dumps the archive. Failing costs speed only. */
    void dump(Path home) {
        Path unfinished = kit.directory().resolve("." + UUID.randomUUID() + ".jsa");
        Training training = new Training();
        String token = UUID.randomUUID().toString();
        try {
            Process process = start(home, unfinished, api.open(token, training));
            if (training.finished.await(20, TimeUnit.SECONDS)) {
                process.destroy();
            }
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            } else if (Files.isRegularFile(unfinished)) {
                Files.move(unfinished, file(home), StandardCopyOption.ATOMIC_MOVE);
            } else {
                LOG.warn("no class-data archive for {}: its process ended with {}", home, process.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("no class-data archive for {}: functions start more slowly", home, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            api.close(token);
            unfinished.toFile().delete();
        }
    }

    private Process start(Path home, Path archive, String address) throws IOException {
        List<String> command = new ArrayList<>(List.of(FunctionProcess.java(home)));
        command.add("-XX:ArchiveClassesAtExit=" + archive);
        command.addAll(FunctionProcess.flags(home));
        command.addAll(kit.flags());
        command.add("-Xmx128m");
        String classPath = kit.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, "dev.labctl.localcloud.service.lambda.bootstrap.Bootstrap", HANDLER));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(kit.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", address);
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "warm-up");
        builder.environment().put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        builder.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
        builder.environment().put("_HANDLER", HANDLER);
        return builder.start();
    }

    /** Two events, one that succeeds and one that fails, then nothing more. */
    private static final class Training implements RuntimeApi.Environment {
        private final CountDownLatch finished = new CountDownLatch(1);
        private final Iterator<String> events = List.of("{\"a\":[1,\"two\",{\"three\":3.5}]}", "{\"fail\":true}")
                .iterator();

        @Override
        public @Nullable Invocation next() throws InterruptedException {
            if (!events.hasNext()) {
                finished.countDown();
                Thread.sleep(TimeUnit.SECONDS.toMillis(20));
                return null;
            }
            SdkBytes payload = SdkBytes.fromUtf8String(events.next());
            // Without a deadline the client's native part aborts.
            long deadline = System.currentTimeMillis() + TimeUnit.MINUTES.toMillis(1);
            return new Invocation(
                    UUID.randomUUID().toString(), payload, "arn:aws:lambda:::warm-up", "Root=1-0-0", "", deadline);
        }

        @Override
        public void response(String requestId, byte @Nullable [] body) {}

        @Override
        public void error(String requestId, byte[] body, String errorType) {}

        @Override
        public void initError(byte[] body, String errorType) {
            finished.countDown();
        }
    }
}
