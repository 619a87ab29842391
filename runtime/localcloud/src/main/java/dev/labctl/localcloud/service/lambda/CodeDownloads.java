package dev.labctl.localcloud.service.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Addresses at which stored code can be downloaded, as GetFunction gives them: secret, valid while the cloud runs. */
final class CodeDownloads implements AutoCloseable {
    private final CodeStore store;
    private final Map<String, String> hashes = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;

    CodeDownloads(CodeStore store) {
        this.store = store;
    }

    /** The address of the zip with this hash. */
    String url(String sha256) {
        String token = tokens.computeIfAbsent(sha256, key -> UUID.randomUUID().toString());
        hashes.put("/" + token, sha256);
        return "http://127.0.0.1:" + started().getAddress().getPort() + "/" + token;
    }

    private synchronized HttpServer started() {
        if (server == null) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot open a loopback port for code downloads", e);
            }
            server.createContext("/", this::send);
            server.start();
        }
        return server;
    }

    private void send(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sha256 = hashes.get(exchange.getRequestURI().getPath());
            if (sha256 == null) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            Path zip = store.zip(sha256);
            exchange.getResponseHeaders().set("Content-Type", "application/zip");
            exchange.sendResponseHeaders(200, Files.size(zip));
            Files.copy(zip, exchange.getResponseBody());
        }
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
