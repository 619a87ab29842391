package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.stack.Deployment;
import java.util.List;

/** Runs of the functions that fill, copy and compare. */
final class InventoryTraces implements Traceable {
    @Override
    public String subjects() {
        return "ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        return RequestTraces.of(
                        "db-replication",
                        asked,
                        List.of(
                                RequestTraces.function(
                                        deployment,
                                        "db-backup",
                                        DbReplicationLab.REPLICATOR,
                                        DbReplicationLab.REPLICATOR_LOGS),
                                RequestTraces.function(
                                        deployment, "db-seed", DbReplicationLab.SEEDER, "SeederLogGroupName"),
                                RequestTraces.function(
                                        deployment, "db-inspect", DbReplicationLab.INSPECTOR, "InspectorLogGroupName")))
                .toList();
    }
}
