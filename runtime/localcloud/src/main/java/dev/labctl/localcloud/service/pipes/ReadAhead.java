package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;

/** The records of a shard that were read, passed the filter, and are not yet done with; in memory only. */
final class ReadAhead {
    private static final int MOST_READS = 20;
    private static final int MOST_BYTES = 5_500_000;

    private final CloudEnvironment environment;
    private final StreamReader reader;
    private final Deque<PipeEvent> waiting = new ArrayDeque<>();
    private @Nullable String iterator;
    private @Nullable String read;
    private Instant since = Instant.MIN;

    ReadAhead(CloudEnvironment environment) {
        this.environment = environment;
        this.reader = new StreamReader(environment);
    }

    /**
     * Reads on, until the batch that is under way is here, however much lies between its events that the filter does not
     * let pass; or else, in reads of bounded number, until {@code size} events are here.
     *
     * @throws AwsError when the stream cannot be read
     */
    void fill(DescribePipeResponse pipe, Caller caller, Progress progress, int size) {
        for (int i = 0; wantsMore(progress, size) && (i < MOST_READS || isUnderWay(progress)); i++) {
            GetRecordsResponse page = page(pipe, caller, progress);
            for (Record change : page.records()) {
                take(change, pipe);
            }
            iterator = page.nextShardIterator();
            if (page.records().isEmpty() || iterator == null) {
                return;
            }
        }
    }

    /** Iterators expire, be it only because the clock was moved; a new one begins after what is done with. */
    private GetRecordsResponse page(DescribePipeResponse pipe, Caller caller, Progress progress) {
        String from = iterator;
        if (from != null) {
            try {
                return reader.records(caller, from);
            } catch (AwsError e) {
                if (!e.code().equals("ExpiredIteratorException")) {
                    throw e;
                }
                clear();
            }
        }
        return reader.records(caller, reader.iterator(caller, pipe.source(), progress));
    }

    private static boolean isUnderWay(Progress progress) {
        return !progress.ends().isEmpty();
    }

    private boolean wantsMore(Progress progress, int size) {
        if (!isUnderWay(progress)) {
            return waiting.size() < size;
        }
        String last = read;
        return last == null || isAfter(progress.ends().get(0), last);
    }

    private void take(Record change, DescribePipeResponse pipe) {
        String sequence = change.dynamodb().sequenceNumber();
        String last = read;
        if (last != null && !isAfter(sequence, last)) {
            return;
        }
        read = sequence;
        PipeEvent event = StreamEvents.event(change, pipe.source());
        if (EventFilter.passes(pipe.sourceParameters().filterCriteria(), event.decoded())) {
            if (waiting.isEmpty()) {
                since = environment.clock().instant();
            }
            waiting.add(event);
        }
    }

    private static boolean isAfter(String sequence, String other) {
        return new BigInteger(sequence).compareTo(new BigInteger(other)) > 0;
    }

    /** The events up to that record. */
    List<PipeEvent> upTo(String sequence) {
        return waiting.stream()
                .takeWhile(event -> !isAfter(event.id(), sequence))
                .toList();
    }

    /** At most so many events, and no more bytes than a target takes at once. */
    List<PipeEvent> first(int size) {
        List<PipeEvent> batch = new ArrayList<>();
        long bytes = 0;
        for (PipeEvent event : waiting) {
            bytes += event.bytes();
            if (batch.size() == size || (bytes > MOST_BYTES && !batch.isEmpty())) {
                break;
            }
            batch.add(event);
        }
        return batch;
    }

    int size() {
        return waiting.size();
    }

    /** Since when the first event waits for its batch to become full. */
    Instant since() {
        return since;
    }

    /** The number of the last record read, whether it passed the filter or not; empty before the first. */
    Optional<String> lastRead() {
        return Optional.ofNullable(read);
    }

    /** The first so many events are done with. */
    void remove(int count) {
        for (int i = 0; i < count; i++) {
            waiting.remove();
        }
        since = environment.clock().instant();
    }

    /** Reads everything anew that is not done with. */
    void clear() {
        waiting.clear();
        iterator = null;
        read = null;
    }
}
