package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loopback port that clients know a server by: lets in whom it admits and passes the bytes on unread, so TLS is
 * between client and server.
 *
 * <p>Who is not admitted, and all while the server is stopped, meets what a dropped packet looks like: no answer.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int BUFFER = 1 << 16;
    private static final int BACKLOG = 512;

    /** Clients give up long before. */
    private static final Duration HELD = Duration.ofSeconds(130);

    private final ServerSocketChannel listener;
    private final Supplier<OptionalInt> server;
    private final BiPredicate<InetSocketAddress, Integer> admits;
    private final ExecutorService executor;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private Door(
            ServerSocketChannel listener,
            Supplier<OptionalInt> server,
            BiPredicate<InetSocketAddress, Integer> admits,
            ExecutorService executor) {
        this.listener = listener;
        this.server = server;
        this.admits = admits;
        this.executor = executor;
    }

    /**
     * Opens a door.
     *
     * @param port the loopback port
     * @param server the port of the server behind it; empty while it is stopped
     * @param admits whether a peer's address may enter by the port
     * @throws UncheckedIOException when the port is taken
     */
    public static Door open(
            int port,
            Supplier<OptionalInt> server,
            BiPredicate<InetSocketAddress, Integer> admits,
            ExecutorService executor) {
        try {
            ServerSocketChannel listener = ServerSocketChannel.open();
            try {
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listener.bind(loopback(port), BACKLOG);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            Door door = new Door(listener, server, admits, executor);
            executor.execute(door::accept);
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                open.add(client);
                executor.execute(() -> serve(client));
            } catch (IOException e) {
                if (listener.isOpen()) {
                    LOG.error("a connection could not be accepted", e);
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        try {
            InetSocketAddress peer = (InetSocketAddress) client.getRemoteAddress();
            int localPort = ((InetSocketAddress) client.getLocalAddress()).getPort();
            OptionalInt behind = server.get();
            if (behind.isEmpty() || !admits.test(peer, localPort)) {
                CompletableFuture.delayedExecutor(HELD.toMillis(), TimeUnit.MILLISECONDS, executor)
                        .execute(() -> end(client));
                return;
            }
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connect(client, behind.getAsInt());
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended", e);
            end(client);
        }
    }

    private void connect(SocketChannel client, int port) throws IOException {
        SocketChannel behind = SocketChannel.open(loopback(port));
        open.add(behind);
        behind.setOption(StandardSocketOptions.TCP_NODELAY, true);
        AtomicInteger directions = new AtomicInteger(2);
        executor.execute(() -> pass(client, behind, directions));
        pass(behind, client, directions);
    }

    /** Passes bytes until one side ends, then tells the other; a broken side breaks both. */
    private void pass(SocketChannel from, SocketChannel to, AtomicInteger directions) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            directions.set(1);
        }
        if (directions.decrementAndGet() <= 0) {
            end(from);
            end(to);
        }
    }

    private void end(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed", e);
        }
    }

    /** Takes no more connections and ends those there are. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(this::end);
        }
    }
}
