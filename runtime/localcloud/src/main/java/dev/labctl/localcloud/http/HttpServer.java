package dev.labctl.localcloud.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections and has their requests answered one after the other, a thread for each connection.
 *
 * <p>Why not the JDK's: that one changes the case of header names, which SDKs look for as AWS writes them
 * ({@code x-amz-request-id}), and answers what it cannot parse with pages of its own instead of AWS's errors.
 */
public final class HttpServer implements AutoCloseable {
    /** The most bytes of request line and headers together. */
    public static final int LONGEST_HEAD = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 1024;
    private static final int BUFFER = 16 * 1024;
    private static final int IDLE_MILLIS = 300_000;
    private static final int STALLED_MILLIS = 60_000;
    private static final int CLOSING_SECONDS = 5;
    private static final int SILENT_MILLIS = 1_000;
    private static final Duration LINGERING = Duration.ofSeconds(30);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final Executor threads;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch accepting = new CountDownLatch(1);
    private volatile boolean isStarted;
    private volatile boolean isClosed;

    private HttpServer(ServerSocket server, Executor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Takes a port of the loopback; connections wait until {@link #start}.
     *
     * @param port 0 for a free one
     * @param threads runs connections; must not queue them
     * @throws java.net.BindException when something else listens there
     */
    public static HttpServer bind(int port, Executor threads) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new HttpServer(socket, threads);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Has requests answered from now on, those included that waited. */
    public void start(HttpHandler handler) {
        isStarted = true;
        threads.execute(() -> {
            try {
                accept(handler);
            } finally {
                accepting.countDown();
            }
        });
    }

    private void accept(HttpHandler handler) {
        while (!isClosed) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection, handler));
            } catch (IOException | RejectedExecutionException e) {
                if (!isClosed) {
                    LOG.warn("cannot take a connection: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket connection, HttpHandler handler) {
        try (connection) {
            // Small answers would wait 40 ms for an ACK.
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER);
            OutputStream out = new BufferedOutputStream(connection.getOutputStream(), BUFFER);
            HttpConnection own = HttpConnection.of(connection);
            boolean goesOn = !isClosed;
            while (goesOn) {
                connection.setSoTimeout(IDLE_MILLIS);
                goesOn = serveNext(connection, own, in, out, handler);
            }
            endPolitely(connection, in);
        } catch (IOException e) {
            LOG.debug("a connection ended: {}", e.getMessage());
        } finally {
            connections.remove(connection);
        }
    }

    private static boolean serveNext(
            Socket connection, HttpConnection own, InputStream in, OutputStream out, HttpHandler handler)
            throws IOException {
        HttpExchange exchange;
        try {
            HttpHead head = HttpHead.read(in);
            if (head == null) {
                return false;
            }
            connection.setSoTimeout(STALLED_MILLIS);
            exchange = new HttpExchange(head, BodyStreams.of(head, in), out, own);
            if ("100-continue".equalsIgnoreCase(head.headers().get("expect"))) {
                // At once, whatever the answer will be: Java's HttpURLConnection loses one that comes in its place.
                out.write(CONTINUE);
                out.flush();
            }
        } catch (HttpFormatException e) {
            handler.reject(new HttpExchange(HttpHead.NONE, InputStream.nullInputStream(), out, own), e);
            return false;
        }
        handler.handle(exchange);
        return exchange.isReusable();
    }

    /**
     * Reads what the client still sends, for a while: a connection closed with bytes of it unread is reset, and clients
     * that look for an answer only when they have sent all of a body would lose the one that refuses it.
     */
    private static void endPolitely(Socket connection, InputStream in) throws IOException {
        connection.shutdownOutput();
        connection.setSoTimeout(SILENT_MILLIS);
        byte[] unread = new byte[BUFFER];
        long deadline = System.nanoTime() + LINGERING.toNanos();
        boolean goesOn = true;
        while (goesOn && System.nanoTime() < deadline) {
            goesOn = in.read(unread) >= 0;
        }
    }

    /** Takes no more connections and cuts those there are; the port is free then. */
    @Override
    public void close() {
        isClosed = true;
        try {
            server.close();
            // The system listens on for a thread that is still accepting.
            if (isStarted && !accepting.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("port {} is not free yet", port());
            }
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            LOG.debug("a connection could not be closed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
