package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.LocalCloud;
import dev.labctl.localcloud.LocalCloudConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that is killed leaves no process behind, whatever its functions are doing. */
@Tag("long")
final class KilledCloudFunctionsTest {
    @TempDir
    private Path directory;

    /** The process that is killed: a cloud with an idle function, a busy one, and what they have started. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws InterruptedException {
            LocalCloud cloud = LocalCloud.start(LocalCloudConfig.in(Path.of(arguments[0])));
            LambdaFixture lambda = new LambdaFixture(CloudFixture.of(cloud));
            lambda.create("""
                    long child = new ProcessBuilder("sleep", "600").start().pid();
                    String pids = ProcessHandle.current().pid() + " " + child;
                    if (event.containsKey("busy")) {
                        java.nio.file.Files.writeString(java.nio.file.Path.of((String) event.get("busy")), pids + "\\n");
                        while (true) count++;
                    }
                    return pids;
                    """);
            Path told = Path.of(arguments[0]).resolve("told");
            Thread busy = new Thread(() -> lambda.invoke("f", "{\"busy\":\"%s\"}".formatted(told)));
            busy.start();
            while (!java.nio.file.Files.exists(told)) {
                Thread.sleep(10);
            }
            System.out.println(lambda.invoke("f", "{}").payload().asUtf8String().replace("\"", ""));
            busy.join();
        }
    }

    @Test
    void noFunctionOutlivesItsCloud() throws IOException, InterruptedException {
        Process cloud = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<ProcessHandle> functions = new ArrayList<>();
        try (BufferedReader out = cloud.inputReader()) {
            String idle = String.valueOf(out.readLine());
            String busy = java.nio.file.Files.readString(directory.resolve("told"));
            for (String pid : (idle + " " + busy).strip().split("\\s+", -1)) {
                functions.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
            }
        } finally {
            cloud.destroyForcibly().waitFor();
        }

        assertThat(functions).hasSize(4);
        assertThat(functions)
                .allSatisfy(function -> assertThat(function.onExit()).succeedsWithin(20, TimeUnit.SECONDS));
    }
}
