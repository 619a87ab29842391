package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The ClientRequestTokens of the last ten minutes: a repeated transaction is answered and not run again.
 *
 * <p>A token is stored with the transaction it belongs to, in one atomic change.
 */
final class ClientTokens {
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final int STRIPES = 64;

    private final Store store;
    private final Clock clock;
    private final Table<Used> tokens;
    private final List<ReentrantLock> locks;

    ClientTokens(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.tokens = store.table("dynamodb.client-tokens", Codec.json(Used.class));
        this.locks = java.util.stream.Stream.generate(ReentrantLock::new)
                .limit(STRIPES)
                .toList();
    }

    /** A token's first use: a digest of the request, and when it was. */
    record Used(String digest, Instant at) {}

    /**
     * Runs {@code transaction} unless the token was used for the same request before; then answers nothing.
     *
     * <p>The transaction is given what notes the token, to be run in the same atomic change.
     *
     * @throws AwsError IdempotentParameterMismatchException when it was used for another request
     */
    <T> List<T> once(String token, String request, Function<Runnable, List<T>> transaction) {
        String digest = digest(request);
        ReentrantLock lock = locks.get(Math.floorMod(token.hashCode(), STRIPES));
        lock.lock();
        try {
            Optional<Used> used =
                    tokens.get(token).filter(known -> known.at().plus(VALIDITY).isAfter(clock.instant()));
            if (used.isEmpty()) {
                return transaction.apply(() -> tokens.put(token, new Used(digest, clock.instant())));
            }
            if (!used.get().digest().equals(digest)) {
                throw AwsError.of(
                        400,
                        "IdempotentParameterMismatchException",
                        "Request is using the same client token, but the parameters are different");
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets tokens that are no longer valid. */
    void trim() {
        Instant horizon = clock.instant().minus(VALIDITY);
        List<String> old = tokens.entries()
                .filter(entry -> entry.getValue().at().isBefore(horizon))
                .map(Map.Entry::getKey)
                .toList();
        if (!old.isEmpty()) {
            store.write(() -> old.forEach(tokens::remove));
        }
    }

    /** A text that is the same for requests whose members are, whatever the order of their maps. */
    static String fingerprint(Object value) {
        if (value instanceof SdkPojo pojo) {
            Map<String, Object> members = new TreeMap<>();
            for (SdkField<?> field : pojo.sdkFields()) {
                Object member = field.getValueOrDefault(pojo);
                if (member != null) {
                    members.put(field.locationName(), member);
                }
            }
            return fingerprint(members);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put(String.valueOf(name), fingerprint(member)));
            return sorted.toString();
        }
        return value instanceof List<?> list
                ? list.stream().map(ClientTokens::fingerprint).toList().toString()
                : String.valueOf(value);
    }

    private static String digest(String request) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
