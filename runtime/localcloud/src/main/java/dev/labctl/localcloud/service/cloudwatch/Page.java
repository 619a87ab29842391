package dev.labctl.localcloud.service.cloudwatch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a sorted list.
 *
 * @param items what is on it
 * @param nextToken for the page after it; null on the last
 */
record Page<T>(List<T> items, @Nullable String nextToken) {
    Page {
        items = List.copyOf(items);
    }

    /** The page of at most {@code size} after the item whose key the token holds. */
    static <T> Page<T> of(List<T> all, Function<T, String> key, @Nullable String token, int size) {
        String after = token == null ? "" : decoded(token);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .toList();
        if (rest.size() <= size) {
            return new Page<>(rest, null);
        }
        String last = key.apply(rest.get(size - 1));
        return new Page<>(
                rest.subList(0, size), Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CloudWatchErrors.invalidValue("NextToken", token);
        }
    }
}
