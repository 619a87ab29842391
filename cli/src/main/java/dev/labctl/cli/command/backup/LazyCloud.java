package dev.labctl.cli.command.backup;

import dev.labctl.cli.cloud.Cloud;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cloud that is opened when it is first asked for, if it ever is. */
final class LazyCloud implements AutoCloseable {
    private final Supplier<Cloud> opener;
    private @Nullable Cloud open;

    LazyCloud(Supplier<Cloud> opener) {
        this.opener = opener;
    }

    synchronized Cloud get() {
        Cloud cloud = open;
        if (cloud == null) {
            cloud = opener.get();
            open = cloud;
        }
        return cloud;
    }

    @Override
    public synchronized void close() {
        Cloud cloud = open;
        if (cloud != null) {
            cloud.close();
        }
    }
}
