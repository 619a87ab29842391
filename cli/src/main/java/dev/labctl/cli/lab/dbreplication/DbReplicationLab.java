package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.SeedsInventory;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.DatabaseChecks;
import dev.labctl.cli.lab.check.LogChecks;
import dev.labctl.cli.verify.Check;
import java.util.ArrayList;
import java.util.List;

/** A table of one PostgreSQL database is copied to another, every hour and on demand. */
public final class DbReplicationLab implements Lab {
    static final String REPLICATOR = "ReplicatorFunctionName";
    static final String SEEDER = "SeederFunctionName";
    static final String INSPECTOR = "InspectorFunctionName";
    static final String REPLICATOR_LOGS = "ReplicatorLogGroupName";

    @Override
    public String slug() {
        return "db-replication";
    }

    @Override
    public String summary() {
        return "copies a table from one PostgreSQL database to another, every hour and on demand";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        // Before any run of this verification's own; the seed before the copies, so that there are rows to compare.
        checks.add(CopyChecks.untouched());
        checks.addAll(SeedChecks.all());
        checks.addAll(CopyChecks.copies());
        checks.add(DatabaseChecks.closed("PrimaryInstanceId", "BackupInstanceId"));
        checks.add(LogChecks.written(List.of(
                new LogChecks.Logging(REPLICATOR, REPLICATOR_LOGS, "{}"),
                new LogChecks.Logging(SEEDER, "SeederLogGroupName", "{}"),
                new LogChecks.Logging(INSPECTOR, "InspectorLogGroupName", "{}"))));
        checks.add(AlarmChecks.armed());
        // At last what moves the clock: the functions' idle processes end by it.
        checks.addAll(ScheduleChecks.all());
        return checks;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(new InventoryFaults(), new InventoryTraces(), (SeedsInventory) InventorySeed::run);
    }
}
