package dev.labctl.localcloud.core;

import java.util.Map;

/**
 * Where services report what CloudWatch shows of them: {@code AWS/Lambda Invocations}, {@code AWS/SQS
 * NumberOfMessagesSent} ...
 *
 * <p>Cheap enough for the hot path: values are aggregated to one-minute buckets in memory and written behind the
 * caller's back. So the last seconds may be lost at {@code kill -9}, as AWS's own service metrics are best effort.
 */
public final class Metrics {
    private volatile Sink sink = (region, metric, value) -> {};

    /**
     * Records one value at the clock's now.
     *
     * @param region the region of the resource measured
     */
    public void put(String region, Metric metric, double value) {
        sink.put(region, metric, value);
    }

    /** Records one occurrence: the value 1. */
    public void count(String region, Metric metric) {
        put(region, metric, 1);
    }

    /** Sends all later values to {@code sink}; done once, by the service that keeps metrics. */
    public void sendTo(Sink sink) {
        this.sink = sink;
    }

    /** Takes values. */
    @FunctionalInterface
    public interface Sink {
        void put(String region, Metric metric, double value);
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
