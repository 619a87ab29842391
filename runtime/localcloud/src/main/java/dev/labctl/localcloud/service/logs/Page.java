package dev.labctl.localcloud.service.logs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items the page's items
 * @param nextToken where the next page begins; null on the last
 */
record Page<T>(List<T> items, @Nullable String nextToken) {
    Page {
        items = List.copyOf(items);
    }

    static <T> Page<T> of(List<T> all, @Nullable String token, @Nullable Integer limit, int most) {
        int from = token == null ? 0 : offset(token);
        int to = Math.min(all.size(), from + (limit == null ? most : Math.min(limit, most)));
        String next = to < all.size()
                ? Base64.getUrlEncoder().encodeToString(String.valueOf(to).getBytes(StandardCharsets.UTF_8))
                : null;
        return new Page<>(from >= all.size() ? List.of() : all.subList(from, to), next);
    }

    private static int offset(String token) {
        try {
            return Integer.parseInt(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
    }
}
