package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.DynamoDBStreamStartPosition;
import software.amazon.awssdk.services.pipes.model.OnPartialBatchItemFailureStreams;
import software.amazon.awssdk.services.pipes.model.PipeSourceDynamoDBStreamParameters;

/**
 * A DynamoDB stream, read in order: a batch that the target does not take blocks what comes after it, until it succeeds,
 * is too old, or its attempts are used up.
 *
 * <p>How far the pipe has come is stored together with what a target queue keeps of a batch, so that a kill leaves both
 * or none; a function may get a batch twice.
 */
final class StreamSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSource.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(2);
    /** Two to this many seconds is the longest pause between two attempts. */
    private static final int MAX_BACKOFF_SHIFT = 6;

    private static final int BATCH_SIZE = 1;
    /** How long DynamoDB keeps records, in seconds: none gets older. */
    private static final int RETENTION = 86_400;

    private final CloudEnvironment environment;
    private final PipesTables tables;
    private final String key;
    private final PipeRole role;
    private final TargetSender sender;
    private final DeadLetters letters;
    private final StreamReader reader;
    private final ReadAhead ahead;
    private @Nullable Progress progress;
    private @Nullable String problem;

    StreamSource(CloudEnvironment environment, PipesTables tables, String key) {
        this.environment = environment;
        this.tables = tables;
        this.key = key;
        this.role = new PipeRole(environment);
        this.sender = new TargetSender(environment);
        this.letters = new DeadLetters(environment);
        this.reader = new StreamReader(environment);
        this.ahead = new ReadAhead(environment);
    }

    @Override
    public void prepare(DescribePipeResponse pipe) {
        try {
            begin(pipe, role.caller(pipe));
        } catch (AwsError e) {
            LOG.warn("{}: {}", pipe.arn(), e.message());
            throw PipesErrors.unusable("Cannot access stream " + pipe.source()
                    + ". Please ensure the customer role can perform actions on source stream");
        }
        letters.require(pipe, role.caller(pipe));
    }

    /** Notes where the pipe begins, unless it has begun before. */
    private void begin(DescribePipeResponse pipe, Caller caller) {
        String shard = reader.shard(caller, pipe.source());
        String start = reader.iterator(caller, pipe.source(), Progress.at(shard, null));
        reader.records(caller, start);
        if (tables.progress.contains(key)) {
            return;
        }
        String after = parameters(pipe).startingPosition() == DynamoDBStreamStartPosition.LATEST
                ? reader.last(caller, start)
                : null;
        tables.store.write(() -> tables.progress.put(key, Progress.at(shard, after)));
    }

    @Override
    public Duration round() {
        DescribePipeResponse pipe = tables.pipes.get(key).orElse(null);
        if (pipe == null) {
            return AFTER_A_REFUSAL;
        }
        try {
            return work(pipe);
        } catch (AwsError e) {
            role.forget();
            readAnew();
            complain(pipe, e.message());
            return AFTER_A_REFUSAL;
        } catch (RuntimeException e) {
            readAnew();
            throw e;
        }
    }

    private void readAnew() {
        ahead.clear();
        progress = null;
    }

    private Progress progress() {
        Progress known = progress;
        if (known == null) {
            known = tables.progress
                    .get(key)
                    .orElseThrow(() -> new IllegalStateException("the pipe has no place in its stream: " + key));
            progress = known;
        }
        return known;
    }

    private Duration work(DescribePipeResponse pipe) {
        Instant now = environment.clock().instant();
        Instant due = progress().due();
        if (due != null && now.isBefore(due)) {
            return Duration.between(now, due);
        }
        Caller caller = role.caller(pipe);
        int size = batchSize(pipe);
        ahead.fill(pipe, caller, progress(), size);
        List<PipeEvent> batch = batch(pipe, size, now);
        if (batch.isEmpty()) {
            passOver();
            return POLL;
        }
        if (TargetSender.isQueue(pipe.target())) {
            tables.store.together(() -> deliver(pipe, caller, batch));
        } else {
            deliver(pipe, caller, batch);
            tables.store.awaitDurable();
        }
        return ahead.size() == 0 ? POLL : Duration.ZERO;
    }

    /** What is to be tried now: the batch under way, or a new one if it is full or has waited long enough. */
    private List<PipeEvent> batch(DescribePipeResponse pipe, int size, Instant now) {
        List<String> ends = progress().ends();
        if (!ends.isEmpty()) {
            List<PipeEvent> batch = ahead.upTo(ends.get(0));
            if (batch.isEmpty()) {
                save(progress().batchDone(ends.get(0)));
            }
            return batch;
        }
        List<PipeEvent> batch = ahead.first(size);
        int window = Objects.requireNonNullElse(parameters(pipe).maximumBatchingWindowInSeconds(), 0);
        boolean isFull = batch.size() == size || batch.size() < ahead.size();
        return isFull || !now.isBefore(ahead.since().plusSeconds(window)) ? batch : List.of();
    }

    /** Notes that what was read and did not pass the filter need not be read again. */
    private void passOver() {
        Progress before = progress();
        String read = ahead.lastRead().orElse(before.after());
        if (ahead.size() == 0 && before.ends().isEmpty() && read != null && !read.equals(before.after())) {
            save(before.done(read));
            tables.store.awaitDurable();
        }
    }

    private void save(Progress next) {
        tables.store.write(() -> tables.progress.put(key, next));
        progress = next;
    }

    private void deliver(DescribePipeResponse pipe, Caller caller, List<PipeEvent> batch) {
        List<PipeEvent> old = tooOld(pipe, batch);
        if (!old.isEmpty()) {
            letters.tell(pipe, caller, progress().shardId(), old, DeadLetters.TOO_OLD);
            done(old.size(), batch);
            return;
        }
        TargetSender.Sent sent = sender.send(pipe, caller, batch);
        String failure = sent.problem();
        if (failure == null) {
            problem = null;
            done(batch.size(), batch);
            return;
        }
        role.forget();
        complain(pipe, failure);
        int taken = (int) batch.stream()
                .takeWhile(event -> !sent.failed().contains(event.id()))
                .count();
        if (taken > 0) {
            done(taken, batch);
        }
        failed(pipe, caller, batch.subList(taken, batch.size()));
    }

    private List<PipeEvent> tooOld(DescribePipeResponse pipe, List<PipeEvent> batch) {
        int given = Objects.requireNonNullElse(parameters(pipe).maximumRecordAgeInSeconds(), -1);
        int most = given < 0 ? RETENTION : Math.min(given, RETENTION);
        Instant horizon = environment.clock().instant().minusSeconds(most);
        return batch.stream()
                .takeWhile(event -> event.arrived().isBefore(horizon))
                .toList();
    }

    /** Halves the batch, gives it up, or has it tried again. */
    private void failed(DescribePipeResponse pipe, Caller caller, List<PipeEvent> batch) {
        Progress before = progress();
        String last = batch.get(batch.size() - 1).id();
        int most = Objects.requireNonNullElse(parameters(pipe).maximumRetryAttempts(), -1);
        boolean bisects =
                parameters(pipe).onPartialBatchItemFailure() == OnPartialBatchItemFailureStreams.AUTOMATIC_BISECT;
        if (bisects && batch.size() > 1) {
            save(before.halved(batch.get((batch.size() - 1) / 2).id(), last));
        } else if (most >= 0 && before.attempts() >= most) {
            letters.tell(pipe, caller, before.shardId(), batch, DeadLetters.RETRIES_EXHAUSTED);
            done(batch.size(), batch);
        } else {
            Duration pause = Duration.ofSeconds(1L << Math.min(before.attempts(), MAX_BACKOFF_SHIFT));
            save(before.tryAgain(last, environment.clock().instant().plus(pause)));
        }
    }

    /** So many events of the batch are done with, from the first on. */
    private void done(int count, List<PipeEvent> batch) {
        Progress before = progress();
        String last = batch.get(count - 1).id();
        if (count < batch.size()) {
            save(before.done(last));
        } else {
            save(before.batchDone(before.ends().isEmpty() ? last : before.ends().get(0)));
        }
        ahead.remove(count);
    }

    private void complain(DescribePipeResponse pipe, String message) {
        if (!message.equals(problem)) {
            LOG.warn("{}: {}", pipe.arn(), message);
            problem = message;
        }
    }

    private static PipeSourceDynamoDBStreamParameters parameters(DescribePipeResponse pipe) {
        return pipe.sourceParameters().dynamoDBStreamParameters();
    }

    private static int batchSize(DescribePipeResponse pipe) {
        return Objects.requireNonNullElse(parameters(pipe).batchSize(), BATCH_SIZE);
    }
}
