package dev.labctl.cli.cloud.local;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The local cloud's own pages, beside those of AWS: {@code /_labctl/}. */
public final class Admin {
    private static final int PATIENCE_MILLIS = 10_000;

    private final RunningCloud cloud;

    /** The pages of this cloud. */
    public Admin(RunningCloud cloud) {
        this.cloud = cloud;
    }

    /** Whether a local cloud answers there; asks nothing else. */
    static Optional<Map<String, Object>> health(URI endpoint) {
        try {
            HttpURLConnection connection = open(endpoint, "health");
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(PATIENCE_MILLIS);
            if (connection.getResponseCode() != 200) {
                return Optional.empty();
            }
            try (InputStream body = connection.getInputStream()) {
                return Optional.of(JSON.std.mapFrom(body));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is implemented, as the local cloud reports it. */
    public Map<String, Object> coverage() {
        return call("GET", "coverage", Map.of());
    }

    /**
     * What was asked of the cloud since it started.
     *
     * @param principal a user's or role's name
     * @param service the name that requests are signed for
     * @param requests how many, with those that were refused
     * @param errors how many of them failed
     */
    public record Requests(String principal, String service, String operation, long requests, long errors) {}

    /** What was asked of the cloud since it started, by principal, service and operation. */
    public List<Requests> requests() {
        List<?> lines = (List<?>) call("GET", "requests", Map.of()).getOrDefault("requests", List.of());
        return lines.stream()
                .map(line -> (Map<?, ?>) line)
                .map(line -> new Requests(
                        String.valueOf(line.get("principal")),
                        String.valueOf(line.get("service")),
                        String.valueOf(line.get("operation")),
                        count(line.get("requests")),
                        count(line.get("errors"))))
                .toList();
    }

    private static long count(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** The cloud's clock. */
    public Map<String, Object> clock() {
        return call("GET", "clock", Map.of());
    }

    /** Moves the cloud's clock forward and runs what falls due. */
    public Map<String, Object> advance(Duration by) {
        return call("POST", "clock", Map.of("advance", by.toString()));
    }

    /** Which faults the cloud makes on purpose, and how many it has made. */
    public Map<String, Object> chaos() {
        return call("GET", "chaos", Map.of());
    }

    /** Has the cloud make faults. @throws LabctlException exit code 2, when it knows no such faults */
    public Map<String, Object> beginChaos(Map<String, Object> plan) {
        return call("POST", "chaos", plan);
    }

    /** Ends the faults. */
    public Map<String, Object> endChaos() {
        return call("DELETE", "chaos", Map.of());
    }

    /**
     * Bytes of a file of a service's, for instance {@code ec2/i-0123456789abcdef0/home/ubuntu/worker.log}, from the offset
     * on; none at its end, empty where there is no such file.
     */
    public Optional<byte[]> file(String path, long offset) {
        String page = "files/" + path.replace("%", "%25").replace(" ", "%20").replace("?", "%3F") + "?offset=" + offset;
        try {
            HttpURLConnection connection = open(cloud.endpoint(), page);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Authorization", "Bearer " + cloud.adminToken());
            int status = connection.getResponseCode();
            if (status == 404) {
                return Optional.empty();
            }
            if (status != 200) {
                throw failed(page, "HTTP " + status, null);
            }
            try (InputStream answer = connection.getInputStream()) {
                return Optional.of(answer.readAllBytes());
            }
        } catch (IOException e) {
            throw failed(page, String.valueOf(e.getMessage()), e);
        }
    }

    /** A URL that lets one browser look into the cloud, once. */
    public URI newLink() {
        return cloud.endpoint()
                .resolve(String.valueOf(call("POST", "links", Map.of()).get("link")));
    }

    /** Asks the cloud to end. */
    void stop() {
        call("POST", "stop", Map.of());
    }

    private Map<String, Object> call(String method, String page, Map<String, Object> body) {
        try {
            HttpURLConnection connection = open(cloud.endpoint(), page);
            connection.setRequestMethod(method);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(6 * PATIENCE_MILLIS);
            connection.setRequestProperty("Authorization", "Bearer " + cloud.adminToken());
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(JSON.std.asString(body).getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            if (status == 400) {
                throw refused(connection);
            }
            if (status / 100 != 2) {
                throw failed(page, "HTTP " + status, null);
            }
            try (InputStream answer = connection.getInputStream()) {
                byte[] bytes = answer.readAllBytes();
                return bytes.length == 0 ? Map.of() : JSON.std.mapFrom(bytes);
            }
        } catch (IOException e) {
            throw failed(page, String.valueOf(e.getMessage()), e);
        }
    }

    private static LabctlException refused(HttpURLConnection connection) throws IOException {
        try (InputStream answer = connection.getErrorStream()) {
            Object error = JSON.std.mapFrom(answer.readAllBytes()).get("error");
            return LabctlException.usage(String.valueOf(error), "labctl local --help");
        }
    }

    private LabctlException failed(String page, String why, @Nullable IOException cause) {
        return new LabctlException(
                Failure.CLOUD,
                "the local cloud at %s did not answer %s: %s".formatted(cloud.endpoint(), page, why),
                "labctl local logs; labctl local stop",
                cause);
    }

    private static HttpURLConnection open(URI endpoint, String page) throws IOException {
        return (HttpURLConnection) endpoint.resolve("/_labctl/" + page).toURL().openConnection();
    }
}
