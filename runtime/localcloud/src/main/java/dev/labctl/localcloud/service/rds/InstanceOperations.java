package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StartDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StartDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceResponse;

/** DB instances: described, started, stopped and deleted. */
final class InstanceOperations {
    private final RdsTables tables;
    private final InstanceCreation creation;
    private final InstanceModification modification;
    private final SnapshotOperations snapshots;
    private final Lifecycle lifecycle;

    InstanceOperations(
            RdsTables tables,
            InstanceCreation creation,
            InstanceModification modification,
            SnapshotOperations snapshots,
            Lifecycle lifecycle) {
        this.tables = tables;
        this.creation = creation;
        this.modification = modification;
        this.snapshots = snapshots;
        this.lifecycle = lifecycle;
    }

    void register(Operations operations) {
        operations.on(CreateDbInstanceRequest.class, InstanceCreation::access, creation::create);
        modification.register(operations);
        operations.on(
                DescribeDbInstancesRequest.class,
                AccessRule.on("rds:DescribeDBInstances", (q, call) -> arn(call, q.dbInstanceIdentifier())),
                this::describe);
        operations.on(
                RebootDbInstanceRequest.class,
                AccessRule.on("rds:RebootDBInstance", (q, call) -> arn(call, q.dbInstanceIdentifier())),
                this::reboot);
        operations.on(
                StartDbInstanceRequest.class,
                AccessRule.on("rds:StartDBInstance", (q, call) -> arn(call, q.dbInstanceIdentifier())),
                this::start);
        operations.on(
                StopDbInstanceRequest.class,
                AccessRule.on("rds:StopDBInstance", (q, call) -> arn(call, q.dbInstanceIdentifier())),
                this::stop);
        operations.on(
                DeleteDbInstanceRequest.class,
                AccessRule.on("rds:DeleteDBInstance", (q, call) -> arn(call, q.dbInstanceIdentifier())),
                this::delete);
    }

    static String arn(Call call, @Nullable String id) {
        return id != null && id.startsWith("arn:")
                ? id
                : call.arn("rds", "db:" + (id == null ? "*" : id.toLowerCase(Locale.ROOT)));
    }

    /** The instance as the API shows it, with its tags. */
    static DBInstance shown(RdsTables tables, DBInstance instance) {
        return instance.toBuilder()
                .tagList(tables.tagsOf(instance.dbInstanceArn()))
                .build();
    }

    private DescribeDbInstancesResponse describe(DescribeDbInstancesRequest request, Call call) {
        request.filters().forEach(InstanceOperations::requireKnown);
        if (request.dbInstanceIdentifier() != null) {
            DBInstance instance = tables.requireInstance(call, request.dbInstanceIdentifier());
            return DescribeDbInstancesResponse.builder()
                    .dbInstances(shown(tables, instance))
                    .build();
        }
        List<DBInstance> found = tables.instances
                .prefix(call.region() + "|")
                .map(Map.Entry::getValue)
                .filter(instance -> request.filters().stream().allMatch(filter -> matches(instance, filter)))
                .toList();
        Page<DBInstance> page =
                Paging.of(found, DBInstance::dbInstanceIdentifier, request.marker(), request.maxRecords());
        return DescribeDbInstancesResponse.builder()
                .dbInstances(page.items().stream()
                        .map(instance -> shown(tables, instance))
                        .toList())
                .marker(page.nextToken())
                .build();
    }

    private static void requireKnown(Filter filter) {
        if (!List.of("db-cluster-id", "db-instance-id", "dbi-resource-id", "domain", "engine")
                .contains(filter.name())) {
            throw RdsErrors.invalidValue("Unrecognized filter name: " + filter.name());
        }
    }

    private static boolean matches(DBInstance instance, Filter filter) {
        return switch (filter.name()) {
            case "db-instance-id" ->
                filter.values().stream()
                        .map(RdsTables::name)
                        .anyMatch(instance.dbInstanceIdentifier()::equalsIgnoreCase);
            case "dbi-resource-id" -> filter.values().contains(instance.dbiResourceId());
            case "engine" -> filter.values().contains(instance.engine());
            default -> false;
        };
    }

    private RebootDbInstanceResponse reboot(RebootDbInstanceRequest request, Call call) {
        if (Boolean.TRUE.equals(request.forceFailover())
                && !Boolean.TRUE.equals(tables.requireInstance(call, request.dbInstanceIdentifier())
                        .multiAZ())) {
            throw RdsErrors.invalidCombination(
                    "Reboot with failover cannot be requested on a non-Multi-AZ DB Instance.");
        }
        return RebootDbInstanceResponse.builder()
                .dbInstance(turn(call, request.dbInstanceIdentifier(), Lifecycle.AVAILABLE, Lifecycle.REBOOTING))
                .build();
    }

    private StartDbInstanceResponse start(StartDbInstanceRequest request, Call call) {
        return StartDbInstanceResponse.builder()
                .dbInstance(turn(call, request.dbInstanceIdentifier(), Lifecycle.STOPPED, Lifecycle.STARTING))
                .build();
    }

    private StopDbInstanceResponse stop(StopDbInstanceRequest request, Call call) {
        DBInstance instance = tables.requireInstance(call, request.dbInstanceIdentifier());
        if (request.dbSnapshotIdentifier() != null) {
            throw RdsErrors.notHere("DBSnapshotIdentifier of StopDBInstance; take the snapshot before");
        }
        return StopDbInstanceResponse.builder()
                .dbInstance(turn(call, instance.dbInstanceIdentifier(), Lifecycle.AVAILABLE, Lifecycle.STOPPING))
                .build();
    }

    private synchronized DBInstance turn(Call call, String id, String from, String to) {
        DBInstance instance = tables.requireInstance(call, id);
        if (!instance.dbInstanceStatus().equals(from)) {
            throw RdsErrors.invalidState(
                    "Instance " + instance.dbInstanceIdentifier() + " is not in " + from + " state.");
        }
        String key = RdsTables.key(instance);
        DBInstance changed =
                tables.change(key, builder -> builder.dbInstanceStatus(to)).orElseThrow();
        lifecycle.proceed(key);
        return shown(tables, changed);
    }

    private synchronized DeleteDbInstanceResponse delete(DeleteDbInstanceRequest request, Call call) {
        DBInstance instance = tables.requireInstance(call, request.dbInstanceIdentifier());
        boolean isSkipped = Boolean.TRUE.equals(request.skipFinalSnapshot());
        String snapshot = request.finalDBSnapshotIdentifier();
        if (!isSkipped && snapshot == null) {
            throw RdsErrors.invalidCombination(
                    "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        if (isSkipped && snapshot != null) {
            throw RdsErrors.invalidCombination(
                    "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is specified.");
        }
        if (Boolean.TRUE.equals(instance.deletionProtection())) {
            throw RdsErrors.invalidCombination(
                    "Cannot delete protected DB Instance, please disable deletion protection and try again.");
        }
        if (instance.dbInstanceStatus().equals(Lifecycle.DELETING)) {
            throw RdsErrors.invalidState("Instance " + instance.dbInstanceIdentifier() + " is already being deleted.");
        }
        String key = RdsTables.key(instance);
        if (snapshot != null) {
            snapshots.begin(call, instance, snapshot, List.of());
        }
        DBInstance changed = tables.change(key, builder -> builder.dbInstanceStatus(Lifecycle.DELETING))
                .orElseThrow();
        lifecycle.proceed(key);
        return DeleteDbInstanceResponse.builder()
                .dbInstance(shown(tables, Objects.requireNonNull(changed)))
                .build();
    }
}
