package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.Page;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of 20 to 100 records. */
final class Paging {
    private static final int FEWEST = 20;
    private static final int MOST = 100;

    private Paging() {}

    static <T> Page<T> of(List<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer maxRecords) {
        int size = Objects.requireNonNullElse(maxRecords, MOST);
        if (size < FEWEST || size > MOST) {
            throw RdsErrors.invalidValue(
                    "Invalid value " + size + " for MaxRecords. Must be between " + FEWEST + " and " + MOST);
        }
        return Page.of(all, key, marker, size, () -> RdsErrors.invalidValue("Invalid or expired marker: " + marker));
    }
}
