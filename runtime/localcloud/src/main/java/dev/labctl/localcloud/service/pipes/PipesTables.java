package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.PipeState;

/**
 * The tables of EventBridge Pipes. Whoever changes a pipe on the ground of what it read holds this object's monitor, and
 * takes it outside of the write.
 */
final class PipesTables {
    final Store store;
    /** By {@link #key}. */
    final Table<DescribePipeResponse> pipes;
    /** How far pipes have come in their streams, by {@link #key}. */
    final Table<Progress> progress;

    private final Clock clock;

    PipesTables(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.pipes = store.table("pipes.pipes", SdkState.codec(DescribePipeResponse::builder));
        this.progress = store.table("pipes.progress", Codec.json(Progress.class));
    }

    static String key(String region, String name) {
        return region + "/" + name;
    }

    /** The key of the pipe with this ARN. */
    static String key(String arn) {
        String[] parts = arn.split(":", 6);
        return key(parts[3], parts[5].substring(parts[5].indexOf('/') + 1));
    }

    static String key(DescribePipeResponse pipe) {
        return key(pipe.arn());
    }

    /** The pipe, or NotFoundException. */
    DescribePipeResponse require(String region, String name) {
        return pipes.get(key(region, name)).orElseThrow(() -> PipesErrors.notFound(name));
    }

    /** Changes a pipe if it still exists. */
    Optional<DescribePipeResponse> change(String key, UnaryOperator<DescribePipeResponse> change) {
        synchronized (this) {
            return pipes.get(key).map(pipe -> {
                DescribePipeResponse changed = change.apply(pipe);
                store.write(() -> pipes.put(key, changed));
                return changed;
            });
        }
    }

    /** Brings the pipe to a state, durably. */
    void settle(String key, PipeState state, @Nullable String reason) {
        change(key, pipe -> pipe.toBuilder()
                .currentState(state)
                .stateReason(reason)
                .lastModifiedTime(clock.instant())
                .build());
        store.awaitDurable();
    }
}
