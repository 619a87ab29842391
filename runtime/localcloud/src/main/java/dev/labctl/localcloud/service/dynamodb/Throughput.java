package dev.labctl.localcloud.service.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * Read and write units each second: provisioned, warm or at most.
 *
 * @param read read units
 * @param write write units
 */
record Throughput(long read, long write) {
    private static final Throughput ON_DEMAND_WARM = new Throughput(12_000, 4_000);

    static @Nullable Throughput of(@Nullable ProvisionedThroughput provisioned) {
        return provisioned == null
                ? null
                : new Throughput(provisioned.readCapacityUnits(), provisioned.writeCapacityUnits());
    }

    static @Nullable Throughput of(@Nullable WarmThroughput warm) {
        return warm == null
                ? null
                : new Throughput(orMinusOne(warm.readUnitsPerSecond()), orMinusOne(warm.writeUnitsPerSecond()));
    }

    /** The most that is taken on demand; -1 where there is no limit. */
    static @Nullable Throughput of(@Nullable OnDemandThroughput most) {
        return most == null
                ? null
                : new Throughput(orMinusOne(most.maxReadRequestUnits()), orMinusOne(most.maxWriteRequestUnits()));
    }

    private static long orMinusOne(@Nullable Long value) {
        return value == null ? -1 : value;
    }

    /** The warm throughput AWS shows: what was asked for, else what the billing gives. */
    static Throughput warm(@Nullable Throughput asked, @Nullable Throughput provisioned) {
        Throughput usual = provisioned == null ? ON_DEMAND_WARM : provisioned;
        return asked == null
                ? usual
                : new Throughput(Math.max(asked.read, usual.read), Math.max(asked.write, usual.write));
    }
}
