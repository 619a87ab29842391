package dev.labctl.localcloud.service.lambda;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items the page's items
 * @param nextMarker where the next page begins; null on the last
 */
record Pages<T>(List<T> items, @Nullable String nextMarker) {
    private static final int DEFAULT_SIZE = 50;

    Pages {
        items = List.copyOf(items);
    }

    static <T> Pages<T> of(List<T> all, @Nullable String marker, @Nullable Integer maxItems) {
        int size = maxItems == null ? DEFAULT_SIZE : Math.min(maxItems, DEFAULT_SIZE);
        int from = Math.min(marker == null || marker.isEmpty() ? 0 : offset(marker), all.size());
        int to = Math.min(from + size, all.size());
        String next = to < all.size()
                ? Base64.getUrlEncoder().encodeToString(String.valueOf(to).getBytes(StandardCharsets.UTF_8))
                : null;
        return new Pages<>(all.subList(from, to), next);
    }

    private static int offset(String marker) {
        try {
            return Integer.parseInt(new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw LambdaErrors.invalid("Invalid pagination token");
        }
    }
}
