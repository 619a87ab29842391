package dev.labctl.cli.lab.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be traced.
 *
 * @param id as it was typed: a key, an address {@code s3://bucket/key}, an item's id, a request's id
 * @param version the only version of an object that is meant; null for the newest
 * @param all whether all versions of an object are meant
 * @param since how far back requests are looked for whose time is not known
 * @param now the cloud's time when it was asked: what the tracing itself leaves in logs is later
 */
public record Asked(String id, @Nullable String version, boolean all, Instant since, Instant now) {
    private static final String SCHEME = "s3://";
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The key that it is in this bucket; empty when it is the address of something elsewhere. */
    public Optional<String> keyIn(String bucket) {
        if (!id.startsWith(SCHEME)) {
            return Optional.of(id).filter(key -> !key.isEmpty());
        }
        String start = SCHEME + bucket + "/";
        return id.startsWith(start) && id.length() > start.length()
                ? Optional.of(id.substring(start.length()))
                : Optional.empty();
    }

    /** The id that it can be of a request to a function, or of anything else that has a UUID. */
    public Optional<String> uuid() {
        return UUID.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }

    /** Those that are meant of all versions, of which the newest is the first. */
    public <T> List<T> chosen(List<T> newestFirst, Function<T, String> versionOf) {
        if (version != null) {
            return newestFirst.stream()
                    .filter(each -> versionOf.apply(each).equals(version))
                    .toList();
        }
        return all || newestFirst.isEmpty() ? newestFirst : newestFirst.subList(0, 1);
    }
}
