package dev.labctl.localcloud.service.pipes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipe has come in the shard of its stream.
 *
 * @param shardId the shard
 * @param after the number of the last record that is done with; null before the first
 * @param ends where the batches under way end, by number of their last record; the first is the one that is tried. More
 *     than one are the parts of a batch that was halved
 * @param attempts how often the first batch was tried again
 * @param due when it may be tried
 */
record Progress(
        String shardId,
        @Nullable String after,
        List<String> ends,
        int attempts,
        @Nullable Instant due) {
    Progress {
        ends = List.copyOf(ends);
    }

    static Progress at(String shardId, @Nullable String after) {
        return new Progress(shardId, after, List.of(), 0, null);
    }

    /** All up to this record is done with, which lies inside of the first batch. */
    Progress done(String sequence) {
        return new Progress(shardId, sequence, ends, attempts, due);
    }

    /** The first batch is done with, and whatever follows it up to the next record that counts. */
    Progress batchDone(String last) {
        return new Progress(shardId, last, ends.isEmpty() ? ends : ends.subList(1, ends.size()), 0, null);
    }

    /** The first batch ends at {@code last}, and is tried again at {@code next}. */
    Progress tryAgain(String last, Instant next) {
        return new Progress(shardId, after, ends.isEmpty() ? List.of(last) : ends, attempts + 1, next);
    }

    /** The first batch, which ends at {@code last}, is now two. Halving is no attempt. */
    Progress halved(String middle, String last) {
        List<String> parts = new ArrayList<>(ends.isEmpty() ? List.of(last) : ends);
        parts.add(0, middle);
        return new Progress(shardId, after, parts, attempts, null);
    }
}
