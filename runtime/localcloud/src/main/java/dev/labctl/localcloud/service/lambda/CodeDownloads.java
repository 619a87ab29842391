package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Addresses at which stored code can be downloaded, as GetFunction gives them: secret, valid while the cloud runs. */
final class CodeDownloads implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final CodeStore store;
    private final Executor threads;
    private final Map<String, String> hashes = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;

    /** @param threads runs connections; must not queue them */
    CodeDownloads(CodeStore store, Executor threads) {
        this.store = store;
        this.threads = threads;
    }

    /** The address of the zip with this hash. */
    String url(String sha256) {
        String token = tokens.computeIfAbsent(sha256, key -> UUID.randomUUID().toString());
        hashes.put("/" + token, sha256);
        return "http://127.0.0.1:" + started().port() + "/" + token;
    }

    private synchronized HttpServer started() {
        if (server == null) {
            try {
                server = HttpServer.bind(0, threads);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot open a loopback port for code downloads", e);
            }
            server.start(this::send);
        }
        return server;
    }

    private void send(HttpExchange exchange) throws IOException {
        String sha256 = hashes.get(exchange.path());
        if (sha256 == null) {
            exchange.answer(403, Map.of(), NOTHING);
            return;
        }
        Path zip = store.zip(sha256);
        exchange.answer(200, Map.of("Content-Type", "application/zip"), Files.size(zip), out -> Files.copy(zip, out));
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
