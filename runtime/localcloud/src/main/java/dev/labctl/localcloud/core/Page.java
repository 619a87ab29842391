package dev.labctl.localcloud.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page of a sorted list.
 *
 * @param items what is on it
 * @param nextToken for the page after it; null on the last
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page of at most {@code size} after the item whose key the token holds.
     *
     * @param invalid the error for a token that this never gave
     */
    public static <T> Page<T> of(
            List<T> all, Function<T, String> key, @Nullable String token, int size, Supplier<AwsError> invalid) {
        String after = token == null ? "" : decoded(token, invalid);
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

    private static String decoded(String token, Supplier<AwsError> invalid) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid.get();
        }
    }
}
