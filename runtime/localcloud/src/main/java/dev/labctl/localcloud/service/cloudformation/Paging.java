package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextToken where the next page starts; null at the end
 */
record Paging<T>(List<T> items, @Nullable String nextToken) {
    Paging {
        items = List.copyOf(items);
    }

    /** @throws AwsError ValidationError when the token is none that was given out */
    static <T> Paging<T> of(List<T> all, int size, @Nullable String token) {
        int from = token == null ? 0 : offset(token);
        int to = Math.min(all.size(), from + size);
        if (from > all.size()) {
            throw invalid();
        }
        String next = to < all.size()
                ? Base64.getUrlEncoder().encodeToString(String.valueOf(to).getBytes(StandardCharsets.US_ASCII))
                : null;
        return new Paging<>(all.subList(from, to), next);
    }

    private static int offset(String token) {
        try {
            return Integer.parseInt(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static AwsError invalid() {
        return AwsError.of(400, "ValidationError", "The specified NextToken is invalid.");
    }
}
