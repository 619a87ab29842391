package dev.labctl.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServerClockTest {
    @Test
    void theDateOfTheAnswerTellsHowFarTheClocksAreApart() throws IOException {
        Instant theirs = Instant.now().minus(Duration.ofMinutes(7));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atOffset(ZoneOffset.UTC));

        assertThat(ahead("Date: " + date + "\r\n")).get().satisfies(ahead -> assertThat(ahead)
                .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8)));
    }

    @Test
    void anAnswerWithoutADateTellsNothing() throws IOException {
        assertThat(ahead("")).isEmpty();
        assertThat(ahead("Date: today\r\n")).isEmpty();
    }

    private static Optional<Duration> ahead(String header) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server, header));
            Optional<Duration> ahead = ServerClock.ahead(new Target(
                    Target.Kind.AWS, URI.create("http://127.0.0.1:" + server.getLocalPort()), "us-east-1", null));
            answered.join();
            return ahead;
        }
    }

    private static void answer(ServerSocket server, String header) {
        try (Socket connection = server.accept()) {
            connection.getInputStream().read(new byte[4096]);
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\n" + header + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
