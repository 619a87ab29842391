package dev.labctl.localcloud.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where services report what CloudWatch shows of them: {@code AWS/Lambda Invocations}, {@code AWS/SQS
 * NumberOfMessagesSent} ...
 *
 * <p>Cheap enough for the hot path: values are aggregated to one-minute buckets in memory and written behind the
 * caller's back. So the last seconds may be lost at {@code kill -9}, as AWS's own service metrics are best effort.
 */
public final class Metrics {
    private final List<Consumer<Instant>> samplers = new CopyOnWriteArrayList<>();
    private volatile Sink sink = (region, metric, value, at) -> {};

    /**
     * Records one value at the clock's now.
     *
     * @param region the region of the resource measured
     */
    public void put(String region, Metric metric, double value) {
        sink.put(region, metric, value, null);
    }

    /** Records one value at that instant. */
    public void put(String region, Metric metric, double value, Instant at) {
        sink.put(region, metric, value, at);
    }

    /** Records one occurrence: the value 1. */
    public void count(String region, Metric metric) {
        put(region, metric, 1);
    }

    /**
     * Has {@code sampler} called for each minute of the clock, before alarms look at it: for what is measured by looking,
     * as a queue's depth. It puts its values at the instant it gets.
     */
    public void eachMinute(Consumer<Instant> sampler) {
        samplers.add(sampler);
    }

    /** Calls the samplers for the minute that holds {@code at}. */
    public void sample(Instant at) {
        samplers.forEach(sampler -> sampler.accept(at));
    }

    /** Sends all later values to {@code sink}; done once, by the service that keeps metrics. */
    public void sendTo(Sink sink) {
        this.sink = sink;
    }

    /** Takes values; without an instant they are of the clock's now. */
    @FunctionalInterface
    public interface Sink {
        void put(String region, Metric metric, double value, @Nullable Instant at);
    }

    /**
     * What is measured, of what.
     *
     * @param namespace for instance {@code AWS/Lambda}
     * @param name for instance {@code Duration}
     * @param dimensions for instance {@code FunctionName -> orders}
     * @param unit one of CloudWatch's units: {@code Count}, {@code Milliseconds}, {@code Seconds}, {@code Bytes} ...
     */
    public record Metric(String namespace, String name, Map<String, String> dimensions, String unit) {
        public Metric {
            dimensions = Map.copyOf(dimensions);
        }
    }
}
