package dev.labctl.localcloud.service.s3;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The storage classes in the order in which lifecycle rules may move objects through them. */
final class StorageClasses {
    /** From warm to cold; an object never goes back ("Supported lifecycle transitions", Amazon S3 User Guide). */
    private static final List<String> WATERFALL =
            List.of("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

    /** Orders classes as objects pass through them. */
    static final Comparator<String> COLDEST_LAST = Comparator.comparingInt(WATERFALL::indexOf);

    private StorageClasses() {}

    /** The place in the waterfall; empty for what no rule can move objects to. */
    static OptionalInt rank(@Nullable String storageClass) {
        int rank = storageClass == null ? -1 : WATERFALL.indexOf(storageClass);
        return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
    }

    /** Whether an object can go from {@code other} on to {@code storageClass}. */
    static boolean isColder(String storageClass, String other) {
        return rank(storageClass).orElse(-1) > rank(other).orElse(-1);
    }

    /** Whether small objects are moved to this class even where the others wait for 128 KiB. */
    static boolean takesSmallObjects(String storageClass) {
        return storageClass.equals("GLACIER") || storageClass.equals("DEEP_ARCHIVE");
    }
}
