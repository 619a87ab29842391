package dev.labctl.localcloud.service.lambda;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a function and not to one of its versions.
 *
 * @param tags its tags
 * @param reservedConcurrency the reserved concurrency; null when none is reserved
 * @param lastVersion the number of the version published last; 0 when none was
 * @param publishedRevision the revision of {@code $LATEST} that was published last
 */
record FunctionFacts(
        Map<String, String> tags,
        @Nullable Integer reservedConcurrency,
        int lastVersion,
        @Nullable String publishedRevision) {
    static final FunctionFacts NONE = new FunctionFacts(Map.of(), null, 0, null);

    FunctionFacts {
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    FunctionFacts withTags(Map<String, String> others) {
        return new FunctionFacts(others, reservedConcurrency, lastVersion, publishedRevision);
    }

    FunctionFacts withReservedConcurrency(@Nullable Integer reserved) {
        return new FunctionFacts(tags, reserved, lastVersion, publishedRevision);
    }

    FunctionFacts published(int version, String revision) {
        return new FunctionFacts(tags, reservedConcurrency, version, revision);
    }
}
