package dev.labctl.localcloud.gateway;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP server on the loopback address. It takes its port at once and answers from {@link #start} on. */
public final class Gateway implements AutoCloseable {
    private static final int BACKLOG = 1024;

    static {
        // Read by the JDK's server when its first instance is made; without it small answers wait 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private Gateway(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Takes the port.
     *
     * @param port a loopback port; 0 for a free one
     * @throws PortTakenException when something else listens there
     */
    public static Gateway bind(int port) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            AtomicInteger count = new AtomicInteger();
            ThreadFactory named = task -> {
                Thread thread = new Thread(task, "gateway-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
            ExecutorService threads = Executors.newCachedThreadPool(named);
            server.setExecutor(threads);
            return new Gateway(server, threads);
        } catch (BindException e) {
            throw new PortTakenException(port, e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The base URL that clients are given. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers requests from now on, those included that waited. */
    public void start(HttpHandler api, HttpHandler admin) {
        server.createContext(AdminApi.PATH, admin);
        server.createContext("/", api);
        server.start();
    }

    /** Stops taking requests; those under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
