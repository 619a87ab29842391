package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Sites;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpFormatException;
import dev.labctl.localcloud.http.HttpHandler;
import dev.labctl.localcloud.http.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP server on the loopback address. It takes its port at once and answers from {@link #start} on. */
public final class Gateway implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;
    private final SitePorts sites;

    private Gateway(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
        this.sites = new SitePorts(threads);
    }

    /**
     * Takes the port.
     *
     * @param port a loopback port; 0 for a free one
     * @throws PortTakenException when something else listens there
     */
    public static Gateway bind(int port) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory named = task -> {
            Thread thread = new Thread(task, "gateway-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ExecutorService threads = Executors.newCachedThreadPool(named);
        try {
            return new Gateway(HttpServer.bind(port, threads), threads);
        } catch (BindException e) {
            throw new PortTakenException(port, e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The base URL that clients are given. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The ports beside the gateway's own. */
    public Sites sites() {
        return sites;
    }

    /** Answers requests from now on, those included that waited. */
    public void start(HttpHandler api, AdminApi.Pages admin, SiteRequests siteRequests) {
        sites.start(siteRequests);
        server.start(new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                if (exchange.path().startsWith(AdminApi.PATH)) {
                    admin.handle(exchange);
                } else {
                    api.handle(exchange);
                }
            }

            @Override
            public void reject(HttpExchange exchange, HttpFormatException failure) throws IOException {
                api.reject(exchange, failure);
            }
        });
    }

    /** Stops taking requests and cuts connections; what is being worked on goes on. */
    public void stop() {
        server.close();
        sites.closeAll();
    }

    /** Stops, and interrupts what is being worked on. */
    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
