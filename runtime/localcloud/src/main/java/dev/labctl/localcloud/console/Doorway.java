package dev.labctl.localcloud.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may look at the page: a browser on this machine that was sent here by a link of {@code labctl open}.
 *
 * <p>A link works once and for five minutes; the cookie that it is changed for lives as long as the cloud's state, so that
 * an open page goes on after a restart. Only the cookie's hash is kept. Whoever comes by another host name is refused
 * whatever he has, so that a site cannot read the page by having its own name resolve to this machine.
 */
final class Doorway {
    private static final Duration LINK_LIFE = Duration.ofMinutes(5);
    private static final int MOST_SESSIONS = 16;
    private static final Set<String> OWN_REQUESTS = Set.of("same-origin", "none");

    private final Store store;
    private final Table<String> sessions;
    private final InstantSource clock;
    private final int port;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> links = new ConcurrentHashMap<>();

    /** The door of the cloud on that port. */
    Doorway(Store store, InstantSource clock, int port) {
        this.store = store;
        this.sessions = store.table("console.sessions", Codec.TEXT);
        this.clock = clock;
        this.port = port;
    }

    /** A new link's token. */
    String newLink() {
        Instant now = clock.instant();
        links.values().removeIf(expiry -> !expiry.isAfter(now));
        String token = secret();
        links.put(token, now.plus(LINK_LIFE));
        return token;
    }

    /** Changes a link's token for a cookie, once; empty when it is none, was used, or is too old. */
    Optional<String> enter(String token) {
        Instant expiry = links.remove(token);
        if (expiry == null || !expiry.isAfter(clock.instant())) {
            return Optional.empty();
        }
        String session = secret();
        store.write(() -> {
            sessions.put(hash(session), clock.instant().toString());
            List<String> oldest = sessions.entries()
                    .sorted(Map.Entry.comparingByValue(Comparator.<String>reverseOrder()))
                    .skip(MOST_SESSIONS)
                    .map(Map.Entry::getKey)
                    .toList();
            oldest.forEach(sessions::remove);
        });
        store.awaitDurable();
        return Optional.of("%s=%s; Path=%s; HttpOnly; SameSite=Strict; Max-Age=34560000"
                .formatted(cookieName(), session, Console.PATH));
    }

    /** Whether the request was made to this machine by a name of its own. */
    boolean isAddressedRightly(HttpExchange exchange) {
        String host = exchange.headers().getOrDefault("host", "");
        return host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port);
    }

    /** Whether no other site's page is behind the request. Browsers say so; others have no cookie to be misused. */
    boolean isOwn(HttpExchange exchange) {
        String origin = exchange.headers().get("origin");
        String host = exchange.headers().getOrDefault("host", "");
        return OWN_REQUESTS.contains(exchange.headers().getOrDefault("sec-fetch-site", "none"))
                && (origin == null || origin.equals("http://" + host));
    }

    /** Whether the request carries a cookie of this cloud's. */
    boolean isKnown(HttpExchange exchange) {
        String mine = cookieName() + "=";
        for (String cookie : exchange.headers().getOrDefault("cookie", "").split("[;,]", -1)) {
            if (cookie.strip().startsWith(mine)
                    && sessions.contains(hash(cookie.strip().substring(mine.length())))) {
                return true;
            }
        }
        return false;
    }

    /** Cookies do not tell ports apart, so their names must. */
    private String cookieName() {
        return "labctl-open-" + port;
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
