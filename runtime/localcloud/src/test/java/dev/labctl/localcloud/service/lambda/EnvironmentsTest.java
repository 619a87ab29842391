package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the processes of a function begin, which events they share, and when they end. */
final class EnvironmentsTest {
    private static final String PID = "return ProcessHandle.current().pid();";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
    }

    private long pid(String payload) {
        return Long.parseLong(lambda.invoke("f", payload).payload().asUtf8String());
    }

    private static boolean ends(long pid) throws InterruptedException, ExecutionException {
        try {
            ProcessHandle.of(pid).map(ProcessHandle::onExit).ifPresent(exit -> exit.orTimeout(60, TimeUnit.SECONDS)
                    .join());
        } catch (java.util.concurrent.CompletionException e) {
            return false;
        }
        return true;
    }

    @Test
    void eventsAtOnceEachHaveAnEnvironmentOfTheirOwn(@TempDir Path meeting) throws Exception {
        // Each waits until all are there: one after the other, they would wait until the function times out.
        lambda.create("""
                java.nio.file.Path all = java.nio.file.Path.of("%s");
                java.nio.file.Files.writeString(all.resolve(String.valueOf(ProcessHandle.current().pid())), "");
                while (all.toFile().list().length < 8) {
                    Thread.sleep(20);
                }
                """.formatted(meeting) + PID);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(callers.submit(() -> pid("{}")));
        }

        Set<Long> pids = new java.util.HashSet<>();
        for (Future<Long> answer : answers) {
            pids.add(answer.get());
        }

        callers.shutdown();
        assertThat(pids).hasSize(8);
        assertThat(pids).contains(pid("{}"));
    }

    @Test
    void functionsThatNeverGetReadyDoNotKeepOthersFromStarting() throws Exception {
        String role = lambda.adminRole();
        lambda.create(LambdaFixture.request("f", role, HandlerZip.handler(PID)));
        int many = Math.max(2, Runtime.getRuntime().availableProcessors()) + 1;
        ExecutorService callers = Executors.newFixedThreadPool(many);
        List<Future<Integer>> hanging = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String name = "hangs-" + i;
            lambda.create(
                    LambdaFixture.request(name, role, HandlerZip.of("H", """
                            import com.amazonaws.services.lambda.runtime.*;
                            public class H implements RequestHandler<Object, Object> {
                                public H() throws InterruptedException { Thread.sleep(600_000); }
                                public Object handleRequest(Object event, Context context) { return null; }
                            }
                            """)).timeout(120));
            hanging.add(callers.submit(() -> lambda.invoke(name, "{}").statusCode()));
        }

        assertThat(pid("{}")).isPositive();

        assertThat(hanging).noneMatch(Future::isDone);
        callers.shutdownNow();
    }

    @Test
    void anEnvironmentServesUntilItsFunctionChanges() throws Exception {
        lambda.create(PID);
        long first = pid("{}");
        assertThat(pid("{}")).isEqualTo(first);

        change(300);
        long second = pid("{}");
        assertThat(second).isNotEqualTo(first);
        assertThat(ends(first)).isTrue();

        lambda.client().deleteFunction(r -> r.functionName("f"));
        assertThat(ends(second)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java17", "java21"})
    void laterProcessesMapTheClassesOneHasLeft(String runtime) throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped: no /proc on this system");
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler(PID))
                .runtime(runtime));
        long first = pid("{}");
        change(300);
        pid("{}");
        assertThat(ends(first)).isTrue();
        change(400);

        List<String> mapped = Files.readAllLines(Path.of("/proc", String.valueOf(pid("{}")), "maps"));

        assertThat(mapped).anyMatch(line -> line.contains("/lambda/classes/"));
    }

    private void change(int memoryMegabytes) {
        lambda.client().updateFunctionConfiguration(r -> r.functionName("f").memorySize(memoryMegabytes));
        lambda.client().waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("f"));
    }

    @Test
    void anIdleEnvironmentEndsAfterSomeMinutesOfTheClock() throws Exception {
        lambda.create(PID);
        long first = pid("{}");
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(6));
        assertThat(pid("{}")).isEqualTo(first);
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(6));
        assertThat(pid("{}")).isEqualTo(first);

        cloud.cloud().environment().clock().advance(Duration.ofMinutes(8));

        assertThat(ends(first)).isTrue();
        assertThat(pid("{}")).isNotEqualTo(first);
    }

    @Test
    void whatAHandlerStartedEndsWithItsEnvironment() throws Exception {
        lambda.create(LambdaFixture.request(
                        "f",
                        lambda.adminRole(),
                        HandlerZip.handler("long pid = new ProcessBuilder(\"sleep\", \"600\").start().pid();"
                                + " if (event.containsKey(\"slow\")) { System.out.println(\"child \" + pid); Thread.sleep(60_000); }"
                                + " return pid;"))
                .timeout(2));
        long kept = pid("{}");
        String log = InvokeTest.log(lambda.invoke("f", "{\"slow\":true}"));
        long late = Long.parseLong(log.replaceAll("(?s).*child (\\d+).*", "$1"));

        assertThat(ends(kept)).isTrue();
        assertThat(ends(late)).isTrue();
    }

    @Test
    void anEnvironmentWhoseMemoryRanOutIsReplaced() {
        lambda.create("if (event.containsKey(\"much\")) { List<long[]> all = new ArrayList<>();"
                + " while (true) all.add(new long[1 << 20]); } return ++count;");
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("1");

        String error = lambda.invoke("f", "{\"much\":true}").payload().asUtf8String();

        assertThat(error)
                .startsWith("{\"errorMessage\":\"Java heap space\",\"errorType\":\"java.lang.OutOfMemoryError\"");
        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("1");
    }

    @Test
    void aFunctionHasNothingOpenOrMappedOutsideTheStateDirectoryAndTheSystem() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped: no /proc on this system");
        lambda.create(PID);
        Path process = Path.of("/proc", String.valueOf(pid("{}")));

        Set<String> files = Files.readAllLines(process.resolve("maps")).stream()
                .map(line -> line.replaceFirst("^(\\S+\\s+){5}", ""))
                .filter(path -> path.startsWith("/"))
                .collect(Collectors.toSet());
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            for (Path descriptor : open.toList()) {
                files.add(Files.readSymbolicLink(descriptor).toString());
            }
        }

        Path state = cloud.directory().toRealPath();
        String java = Path.of(System.getProperty("java.home")).toRealPath().toString();
        assertThat(files).anyMatch(file -> file.endsWith("libaws-lambda-jni.so"));
        assertThat(files.stream()
                        .filter(file -> file.startsWith("/") && !file.startsWith(state + "/"))
                        .filter(file ->
                                !file.startsWith(java) && !file.matches("/(usr|lib|lib64|etc|dev|proc|sys|opt)/.*")))
                .isEmpty();
    }
}
