package dev.labctl.localcloud.service.ec2.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;

/**
 * One instance's metadata service on a loopback port, version 2 and, where tokens are optional, version 1. The hop limit
 * has no meaning here.
 *
 * <p>See <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html">Use the
 * Instance Metadata Service</a>.
 */
final class MetadataService implements AutoCloseable {
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
    private static final int LONGEST_TTL = 21_600;

    private final HttpServer server;
    private final CloudEnvironment cloud;
    private final Supplier<InstanceMetadataOptionsResponse> options;
    private final MetadataTree tree;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

    /**
     * Opens a port.
     *
     * @param options what the instance's metadata options are now
     */
    MetadataService(CloudEnvironment cloud, Supplier<InstanceMetadataOptionsResponse> options, MetadataTree tree) {
        this.cloud = cloud;
        this.options = options;
        this.tree = tree;
        try {
            this.server = HttpServer.bind(0, cloud.executor());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a loopback port for an instance's metadata", e);
        }
        server.start(this::handle);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private void handle(HttpExchange exchange) throws IOException {
        InstanceMetadataOptionsResponse now = options.get();
        if ("disabled".equals(now.httpEndpointAsString())) {
            refuse(exchange, 403, "Forbidden");
        } else if (exchange.method().equals("PUT") && exchange.path().equals("/latest/api/token")) {
            giveToken(exchange);
        } else if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            refuse(exchange, 405, "Method Not Allowed");
        } else if (!isAdmitted(exchange, "required".equals(now.httpTokensAsString()))) {
            refuse(exchange, 401, "Unauthorized");
        } else {
            Optional<byte[]> found = tree.get(exchange.path());
            if (found.isPresent()) {
                exchange.answer(200, Map.of("Content-Type", "text/plain"), found.get());
            } else {
                refuse(exchange, 404, "Not Found");
            }
        }
    }

    /** A request that came through a proxy gets no token. */
    private void giveToken(HttpExchange exchange) throws IOException {
        String ttl = exchange.headers().getOrDefault(TTL, "");
        int seconds = ttl.matches("\\d{1,9}") ? Integer.parseInt(ttl) : 0;
        if (exchange.headers().containsKey("x-forwarded-for")) {
            refuse(exchange, 403, "Forbidden");
        } else if (seconds < 1 || seconds > LONGEST_TTL) {
            refuse(exchange, 400, "Bad Request");
        } else {
            Instant now = cloud.clock().instant();
            tokens.values().removeIf(end -> end.isBefore(now));
            String token = UUID.randomUUID().toString();
            tokens.put(token, now.plus(Duration.ofSeconds(seconds)));
            exchange.answer(
                    200,
                    Map.of("Content-Type", "text/plain", "X-Aws-Ec2-Metadata-Token-Ttl-Seconds", ttl),
                    token.getBytes(UTF_8));
        }
    }

    private boolean isAdmitted(HttpExchange exchange, boolean isTokenRequired) {
        String token = exchange.headers().get(TOKEN);
        if (token == null) {
            return !isTokenRequired;
        }
        Instant end = tokens.get(token);
        return end != null && end.isAfter(cloud.clock().instant());
    }

    private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        String page = """
                <?xml version="1.0" encoding="iso-8859-1"?>
                <html><head><title>%1$d - %2$s</title></head><body><h1>%1$d - %2$s</h1></body></html>
                """.formatted(status, reason);
        exchange.answer(status, Map.of("Content-Type", "text/html"), page.getBytes(UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
