package dev.labctl.localcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.labctl.localcloud.gateway.AdminApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A local cloud whose admin token is known, and requests to it with headers that no HTTP client would let through. */
public final class AdministeredCloud implements AutoCloseable {
    private final Path directory;
    private AdminApi admin = AdminApi.withNewToken(() -> {});
    private LocalCloud cloud;

    public AdministeredCloud() throws IOException {
        directory = Files.createTempDirectory("localcloud-test");
        cloud = start(FreePort.pick());
    }

    private LocalCloud start(int port) {
        admin = AdminApi.withNewToken(() -> {});
        return LocalCloud.start(new LocalCloudConfig(directory, port, LocalCloudConfig.DEFAULT_ACCOUNT), admin);
    }

    public LocalCloud cloud() {
        return cloud;
    }

    public String token() {
        return admin.token();
    }

    public String host() {
        return "127.0.0.1:" + cloud.endpoint().getPort();
    }

    /** Ends it and starts it again on the same port. */
    public void restart() {
        int port = cloud.endpoint().getPort();
        cloud.close();
        cloud = start(port);
    }

    /**
     * What came back.
     *
     * @param headers by name in lower case
     */
    public record Answer(int status, Map<String, String> headers, String body) {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }

    /** Sends a request with these headers and no others; {@code Host} must be among them. */
    public Answer send(String method, String target, List<String> headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), cloud.endpoint().getPort())) {
            socket.setSoTimeout(60_000);
            String head = method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().flush();
            return answer(new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(lines.get(0).split(" ", -1)[1]), headers, text.substring(end + 4));
    }

    @Override
    public void close() throws IOException {
        cloud.close();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
