package dev.labctl.localcloud.service.iam;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items what is on it
 * @param isTruncated whether more follow
 * @param marker what the next request says; null on the last page
 */
record Page<T>(List<T> items, boolean isTruncated, @Nullable String marker) {
    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;

    Page {
        items = List.copyOf(items);
    }

    /**
     * The page after the marker.
     *
     * @param all everything, in order of {@code key}
     * @param marker of the page before; null for the first
     * @param maxItems as requested; null for 100
     */
    static <T> Page<T> of(List<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer maxItems) {
        int most = IamValidation.number(maxItems, "maxItems", 1, MOST, DEFAULT);
        String after = marker == null || marker.isEmpty() ? null : decode(marker);
        List<T> rest = after == null
                ? all
                : all.stream()
                        .filter(item -> key.apply(item).compareTo(after) > 0)
                        .toList();
        if (rest.size() <= most) {
            return new Page<>(rest, false, null);
        }
        List<T> items = rest.subList(0, most);
        return new Page<>(items, true, encode(key.apply(items.get(most - 1))));
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw IamErrors.invalid("Invalid Marker.");
        }
    }
}
