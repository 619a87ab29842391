package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The requests that were carried out, by their client tokens, so that a repeated one is not refused. */
final class ClientTokens {
    private static final Duration KEPT = Duration.ofHours(8);
    private static final int USES_PER_CLEANING = 1000;

    private final Table<Used> used;
    private final Clock clock;
    private final AtomicInteger uses = new AtomicInteger();

    ClientTokens(Store store, Clock clock) {
        this.used = store.table("scheduler.tokens", Codec.json(Used.class));
        this.clock = clock;
    }

    /**
     * A token and what it was used for.
     *
     * @param request the operation and its resource
     * @param at when
     */
    record Used(String request, Instant at) {}

    /** Whether this very request, to do that to a resource, was carried out before. */
    boolean isRepeated(@Nullable String token, String operation, String resource) {
        return token != null
                && used.get(token)
                        .filter(before -> before.request().equals(operation + " " + resource))
                        .filter(before -> before.at().isAfter(clock.instant().minus(KEPT)))
                        .isPresent();
    }

    /** Notes that a request is carried out; inside of a write. */
    void use(@Nullable String token, String operation, String resource) {
        if (token != null) {
            used.put(token, new Used(operation + " " + resource, clock.instant()));
        }
        if (uses.incrementAndGet() % USES_PER_CLEANING == 0) {
            forgetOld();
        }
    }

    /** Forgets the tokens that no longer count; inside of a write. */
    void forgetOld() {
        Instant horizon = clock.instant().minus(KEPT);
        used.entries()
                .filter(entry -> entry.getValue().at().isBefore(horizon))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(used::remove);
    }
}
