package dev.labctl.cli.verify;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.poll.Poller;
import dev.labctl.cli.stack.Deployment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One run of a lab's checks against one deployment. Checks run one after another; what several of them need (files put
 * into a bucket, say) is an exercise that the first of them starts.
 */
public final class Verification {
    private final Deployment deployment;
    private final Duration patience;
    private final String runId = UUID.randomUUID().toString().substring(0, 8);
    private final Map<Class<?>, Object> exercises = new HashMap<>();

    /** A run against a deployment. */
    public Verification(Deployment deployment, Duration patience) {
        this.deployment = deployment;
        this.patience = patience;
    }

    /** The deployed lab. */
    public Deployment deployment() {
        return deployment;
    }

    /** The cloud it is deployed in. */
    public Cloud cloud() {
        return deployment.cloud();
    }

    /** A short id for this run, so that what it writes can be told from other runs' and be removed. */
    public String runId() {
        return runId;
    }

    /** How long a check waits for something that should happen by itself. */
    public Duration patience() {
        return patience;
    }

    /** The exercise of this type: started by whoever asks first, then shared. */
    public <T> T exercise(Class<T> type, Function<Verification, T> start) {
        Object known = exercises.get(type);
        if (known == null) {
            known = start.apply(this);
            exercises.put(type, known);
        }
        return type.cast(known);
    }

    /** Waits for something to come about, as {@link Poller#until}, at most {@link #patience()}. */
    public <T> T until(String goal, Supplier<? extends T> question, Predicate<? super T> enough) {
        return cloud().poller().until(goal, patience, question, enough);
    }

    /** Waits for something to come about, at most {@link #patience()}; false when it did not. */
    public boolean settled(BooleanSupplier condition) {
        return settled(patience, condition);
    }

    /** Waits for something to come about, at most that long; false when it did not. */
    public boolean settled(Duration longest, BooleanSupplier condition) {
        try {
            return cloud().poller().until("the lab to settle", longest, condition::getAsBoolean, Boolean.TRUE::equals);
        } catch (LabctlException e) {
            if (e.failure() == Failure.TIMED_OUT) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Waits for something that takes the cloud some time: retries, metrics, schedules. Where the clock can be moved it is
     * moved on between two questions, for at most {@link #patience()}, instead of waiting that long.
     *
     * @param duration of the cloud's time
     */
    public <T> T until(String goal, Duration duration, Supplier<? extends T> question, Predicate<? super T> enough) {
        return until(goal, duration, question, enough, ClockSteps.Pace.GENTLE);
    }

    /**
     * Waits as {@link #until(String, Duration, Supplier, Predicate)} for programs that end when they have long polled in
     * vain for so many times.
     *
     * @param duration of the cloud's time
     */
    public <T> T untilIdle(
            String goal, Duration duration, Supplier<? extends T> question, Predicate<? super T> enough) {
        return until(goal, duration, question, enough, ClockSteps.Pace.STEADY);
    }

    private <T> T until(
            String goal,
            Duration duration,
            Supplier<? extends T> question,
            Predicate<? super T> enough,
            ClockSteps.Pace pace) {
        Poller poller = cloud().poller();
        if (!cloud().hasMovableClock()) {
            return poller.until(goal, duration, question, enough);
        }
        ClockSteps steps = new ClockSteps(cloud(), duration, pace);
        return poller.until(
                goal,
                patience,
                () -> {
                    T answer = question.get();
                    if (!enough.test(answer)) {
                        steps.next();
                    }
                    return answer;
                },
                enough);
    }
}
