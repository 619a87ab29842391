package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import dev.labctl.localcloud.time.Timer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * URLs that stacks give to functions and programs outside, and what was put to them, committed. They stand in for the
 * presigned S3 URLs of AWS: who knows one may put to it.
 */
final class Callbacks {
    private static final int SECRET_BYTES = 24;

    private final CloudEnvironment environment;
    private final Table<Received> received;
    private final SecureRandom random = new SecureRandom();

    Callbacks(CloudEnvironment environment) {
        this.environment = environment;
        this.received = environment.store().table("cloudformation.callbacks", Codec.json(Received.class));
    }

    /** A new URL. */
    String open() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String path = HexFormat.of().formatHex(secret);
        environment.store().write(() -> received.put(path, new Received(List.of())));
        return environment.endpoint() + "/_labctl/callback/cloudformation/" + path;
    }

    private static String path(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Takes what was put. @return the HTTP status */
    synchronized int put(String path, byte[] body) {
        Received before = received.get(path).orElse(null);
        if (before == null) {
            return 404;
        }
        List<String> all = new ArrayList<>(before.texts());
        all.add(new String(body, StandardCharsets.UTF_8));
        environment.store().write(() -> received.put(path, new Received(all)));
        notifyAll();
        return 200;
    }

    /** Forgets a URL; nothing can be put to it any more. */
    synchronized void close(String url) {
        environment.store().write(() -> {
            received.remove(path(url));
        });
    }

    /**
     * Waits for what somebody puts to a URL.
     *
     * @param enough makes a result of all that was put, or nothing while that is not enough
     * @return the result; empty when the clock reached the deadline before
     */
    synchronized <T> Optional<T> await(String url, Instant deadline, Function<List<String>, Optional<T>> enough) {
        Timer timer = environment.clock().schedule(deadline, this::wake);
        try {
            Optional<T> result = enough.apply(texts(url));
            while (result.isEmpty() && environment.clock().instant().isBefore(deadline)) {
                wait();
                result = enough.apply(texts(url));
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskGraph.Interrupted(e);
        } finally {
            timer.cancel();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** What was put to a URL, in order. */
    List<String> texts(String url) {
        return received.get(path(url)).map(Received::texts).orElse(List.of());
    }

    /** What was put to a URL, in order. */
    record Received(List<String> texts) {
        Received {
            texts = List.copyOf(texts);
        }
    }
}
