package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as those who start it see it: files, pages, exit codes. */
final class MainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aDaemonTellsWhereItIsAndEndsOnRequest() throws Exception {
        Process daemon = start("0");
        try {
            Path cloud = directory.resolve("cloud.json");
            await(cloud, daemon);
            String endpoint = text(cloud, "endpoint");
            String token = text(directory.resolve("credentials.json"), "adminToken");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("credentials.json"))))
                    .isEqualTo("rw-------");
            assertThat(ask(endpoint, "GET", "health", "").body()).contains("\"pid\":" + daemon.pid());
            assertThat(ask(endpoint, "GET", "clock", "").statusCode()).isEqualTo(401);
            assertThat(ask(endpoint, "GET", "coverage", token).body()).contains("\"sqs\"", "AWS::SQS::Queue");
            assertThat(ask(endpoint, "GET", "nonsense", token).statusCode()).isEqualTo(404);
            assertThat(ask(endpoint, "POST", "stop", token).statusCode()).isEqualTo(202);
            assertThat(daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).isZero();
            assertThat(cloud).doesNotExist();
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsOneLineAndExitCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Process daemon = start(Integer.toString(taken.getLocalPort()));
            assertThat(errors(daemon))
                    .isEqualTo("labctl local cloud: port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken by another process\n");
            assertThat(daemon.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void stateOfAnotherVersionIsOneLineAndExitCodeOne() throws Exception {
        Files.writeString(directory.resolve("version"), "99\n");
        Process daemon = start("0");
        assertThat(errors(daemon)).contains("is of format 99").hasLineCount(1);
        assertThat(daemon.waitFor()).isEqualTo(1);
    }

    private Process start(String port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--directory",
                        directory.toString(),
                        "--port",
                        port)
                .start();
    }

    private static String errors(Process daemon) throws IOException {
        try (InputStream errors = daemon.getErrorStream()) {
            return new String(errors.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void await(Path file, Process daemon) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (!daemon.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("the daemon did not get ready: " + errors(daemon));
            }
            Thread.sleep(20);
        }
    }

    private static String text(Path file, String name) throws IOException {
        Matcher member =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(Files.readString(file));
        assertThat(member.find()).isTrue();
        return member.group(1);
    }

    private static HttpResponse<String> ask(String endpoint, String method, String page, String token)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/_labctl/" + page))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
