package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.CloudEnvironment;
import java.util.Objects;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.SourceType;

/** Copies an instance's data into the snapshot that its work names. */
final class SnapshotCopies {
    private final CloudEnvironment environment;
    private final RdsTables tables;
    private final Fleet fleet;
    private final EventLog events;

    SnapshotCopies(CloudEnvironment environment, RdsTables tables, Fleet fleet, EventLog events) {
        this.environment = environment;
        this.tables = tables;
        this.fleet = fleet;
        this.events = events;
    }

    /** The snapshot's row is there, creating; its folder is named after its resource id. */
    void take(String key, DBInstance instance) {
        String snapshotKey = RdsTables.key(
                RdsTables.region(instance.dbInstanceArn()),
                Objects.requireNonNull(tables.work(key).snapshotId()));
        DBSnapshot snapshot = tables.snapshots.get(snapshotKey).orElse(null);
        if (snapshot != null && snapshot.status().equals(Lifecycle.CREATING)) {
            fleet.server(instance).copyTo(fleet.snapshot(Fleet.folder(snapshot)));
            tables.write(() -> tables.snapshots.put(
                    snapshotKey,
                    snapshot.toBuilder()
                            .status(Lifecycle.AVAILABLE)
                            .percentProgress(100)
                            .snapshotCreateTime(environment.clock().instant())
                            .build()));
            events.add(SourceType.DB_SNAPSHOT, snapshot.dbSnapshotArn(), "creation", "Manual snapshot created");
        }
        tables.changeWork(key, work -> work.withSnapshot(null));
    }
}
