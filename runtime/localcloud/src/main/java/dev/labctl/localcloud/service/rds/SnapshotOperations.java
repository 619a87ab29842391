package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.time.CloudClock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/** Manual snapshots: taken of instances that run, and before one is deleted; instances made from them. */
final class SnapshotOperations {
    private static final int MAX_IDENTIFIER = 255;
    private static final int MAX_INSTANCE_IDENTIFIER = 63;

    private final RdsTables tables;
    private final Fleet fleet;
    private final Lifecycle lifecycle;
    private final InstanceCreation creation;
    private final Network network;
    private final CloudClock clock;

    SnapshotOperations(
            RdsTables tables,
            Fleet fleet,
            Lifecycle lifecycle,
            InstanceCreation creation,
            Network network,
            CloudClock clock) {
        this.tables = tables;
        this.fleet = fleet;
        this.lifecycle = lifecycle;
        this.creation = creation;
        this.network = network;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                CreateDbSnapshotRequest.class,
                AccessRule.on("rds:CreateDBSnapshot", (q, call) -> arn(call, q.dbSnapshotIdentifier())),
                this::create);
        operations.on(
                DescribeDbSnapshotsRequest.class,
                AccessRule.on("rds:DescribeDBSnapshots", (q, call) -> arn(call, q.dbSnapshotIdentifier())),
                this::describe);
        operations.on(
                DeleteDbSnapshotRequest.class,
                AccessRule.on("rds:DeleteDBSnapshot", (q, call) -> arn(call, q.dbSnapshotIdentifier())),
                this::delete);
        operations.on(
                RestoreDbInstanceFromDbSnapshotRequest.class,
                AccessRule.on(
                        "rds:RestoreDBInstanceFromDBSnapshot",
                        (q, call) -> InstanceOperations.arn(call, q.dbInstanceIdentifier())),
                this::restore);
    }

    private static String arn(Call call, @Nullable String id) {
        return id != null && id.startsWith("arn:")
                ? id
                : call.arn("rds", "snapshot:" + (id == null ? "*" : id.toLowerCase(Locale.ROOT)));
    }

    private synchronized CreateDbSnapshotResponse create(CreateDbSnapshotRequest request, Call call) {
        DBInstance instance = tables.requireInstance(call, request.dbInstanceIdentifier());
        if (!instance.dbInstanceStatus().equals(Lifecycle.AVAILABLE)) {
            throw RdsErrors.invalidState("Cannot create a snapshot because the database instance "
                    + instance.dbInstanceIdentifier() + " is not currently in the available state.");
        }
        DBSnapshot snapshot = begin(call, instance, request.dbSnapshotIdentifier(), request.tags());
        String key = RdsTables.key(instance);
        tables.change(key, changed -> changed.dbInstanceStatus(Lifecycle.BACKING_UP));
        lifecycle.proceed(key);
        return CreateDbSnapshotResponse.builder().dbSnapshot(snapshot).build();
    }

    /** Describes a snapshot that the instance's next step takes. */
    DBSnapshot begin(Call call, DBInstance instance, @Nullable String asked, List<Tag> tags) {
        String id = Names.identifier("DBSnapshotIdentifier", asked, MAX_IDENTIFIER);
        String key = RdsTables.key(call, id);
        if (tables.snapshots.contains(key)) {
            throw AwsError.of(
                    400,
                    "DBSnapshotAlreadyExists",
                    "Cannot create the snapshot because a snapshot with the identifier " + id + " already exists.");
        }
        DBSnapshot snapshot = SdkState.copy(instance, (DBSnapshot.Builder & SdkPojo) DBSnapshot.builder())
                .dbSnapshotIdentifier(id)
                .dbSnapshotArn(arn(call, id))
                .snapshotType("manual")
                .status(Lifecycle.CREATING)
                .percentProgress(0)
                .port(tables.work(RdsTables.key(instance)).requestedPort())
                .encrypted(instance.storageEncrypted())
                .vpcId(
                        instance.dbSubnetGroup() == null
                                ? null
                                : instance.dbSubnetGroup().vpcId())
                .originalSnapshotCreateTime(clock.instant())
                .optionGroupName("default:postgres-" + Engine.major(instance.engineVersion()))
                .build();
        tables.write(() -> {
            tables.snapshots.put(key, snapshot);
            tables.tag(
                    snapshot.dbSnapshotArn(),
                    Boolean.TRUE.equals(instance.copyTagsToSnapshot()) && tags.isEmpty()
                            ? tables.tagsOf(instance.dbInstanceArn())
                            : tags);
            tables.changeWork(RdsTables.key(instance), work -> work.withSnapshot(id));
        });
        return snapshot;
    }

    private DescribeDbSnapshotsResponse describe(DescribeDbSnapshotsRequest request, Call call) {
        if (!request.filters().isEmpty()) {
            throw RdsErrors.notHere("filters of DescribeDBSnapshots");
        }
        List<DBSnapshot> found = tables.snapshots
                .prefix(call.region() + "|")
                .map(Map.Entry::getValue)
                .filter(snapshot -> request.dbSnapshotIdentifier() == null
                        || snapshot.dbSnapshotIdentifier()
                                .equalsIgnoreCase(RdsTables.name(request.dbSnapshotIdentifier())))
                .filter(snapshot -> request.dbInstanceIdentifier() == null
                        || snapshot.dbInstanceIdentifier()
                                .equalsIgnoreCase(RdsTables.name(request.dbInstanceIdentifier())))
                .filter(snapshot ->
                        request.snapshotType() == null || request.snapshotType().equals(snapshot.snapshotType()))
                .map(snapshot -> snapshot.toBuilder()
                        .tagList(tables.tagsOf(snapshot.dbSnapshotArn()))
                        .build())
                .toList();
        if (found.isEmpty() && request.dbSnapshotIdentifier() != null) {
            throw RdsErrors.snapshotNotFound(request.dbSnapshotIdentifier());
        }
        Page<DBSnapshot> page =
                Paging.of(found, DBSnapshot::dbSnapshotIdentifier, request.marker(), request.maxRecords());
        return DescribeDbSnapshotsResponse.builder()
                .dbSnapshots(page.items())
                .marker(page.nextToken())
                .build();
    }

    private DBSnapshot require(Call call, String id) {
        return tables.snapshots
                .get(RdsTables.key(call, RdsTables.name(id)))
                .orElseThrow(() -> RdsErrors.snapshotNotFound(id));
    }

    private synchronized DeleteDbSnapshotResponse delete(DeleteDbSnapshotRequest request, Call call) {
        DBSnapshot snapshot = require(call, request.dbSnapshotIdentifier());
        if (!snapshot.status().equals(Lifecycle.AVAILABLE)) {
            throw AwsError.of(
                    400,
                    "InvalidDBSnapshotState",
                    "Cannot delete the snapshot because it is not currently in the available or failed state.");
        }
        tables.write(() -> {
            tables.snapshots.remove(RdsTables.key(call, snapshot.dbSnapshotIdentifier()));
            tables.tags.remove(snapshot.dbSnapshotArn());
        });
        fleet.deleteSnapshot(snapshot);
        return DeleteDbSnapshotResponse.builder()
                .dbSnapshot(snapshot.toBuilder().status("deleted").build())
                .build();
    }

    private synchronized RestoreDbInstanceFromDbSnapshotResponse restore(
            RestoreDbInstanceFromDbSnapshotRequest request, Call call) {
        Unsupported.require(request);
        String id = Names.identifier("DBInstanceIdentifier", request.dbInstanceIdentifier(), MAX_INSTANCE_IDENTIFIER);
        DBSnapshot snapshot = require(call, request.dbSnapshotIdentifier());
        if (!snapshot.status().equals(Lifecycle.AVAILABLE)) {
            throw AwsError.of(
                    400,
                    "InvalidDBSnapshotState",
                    "The snapshot " + snapshot.dbSnapshotIdentifier() + " is not available.");
        }
        if (Boolean.TRUE.equals(request.manageMasterUserPassword())) {
            throw RdsErrors.notHere("ManageMasterUserPassword of RestoreDBInstanceFromDBSnapshot; modify it after");
        }
        String key = RdsTables.key(call, id);
        if (tables.instances.contains(key)) {
            throw AwsError.of(400, "DBInstanceAlreadyExists", "DB instance already exists");
        }
        DBSubnetGroup subnets = creation.subnetGroup(call, request.dbSubnetGroupName());
        DBInstance.Builder base = SdkState.copy(
                // An instance tells its progress in words.
                snapshot.toBuilder().percentProgress(null).build(),
                (DBInstance.Builder & SdkPojo) InstanceCreation.defaults(call));
        DBInstance instance = SdkState.copy(request, (DBInstance.Builder & SdkPojo) base)
                .dbInstanceIdentifier(id)
                .dbInstanceArn(InstanceOperations.arn(call, id))
                .dbInstanceStatus(Lifecycle.CREATING)
                .dbInstanceClass(request.dbInstanceClass() == null ? "db.t3.micro" : request.dbInstanceClass())
                .dbiResourceId("db-" + InstanceCreation.random())
                .dbParameterGroups(
                        creation.parameterGroup(call, request.dbParameterGroupName(), snapshot.engineVersion()))
                .dbSubnetGroup(subnets)
                .vpcSecurityGroups(network.securityGroups(
                        call, request.vpcSecurityGroupIds(), subnets == null ? "" : subnets.vpcId()))
                .build();
        tables.write(() -> {
            tables.instances.put(key, instance);
            tables.work.put(
                    key,
                    new Work(
                            request.port() == null ? snapshot.port() : request.port(),
                            null,
                            null,
                            Fleet.folder(snapshot),
                            null));
            tables.tag(instance.dbInstanceArn(), request.tags());
        });
        lifecycle.proceed(key);
        return RestoreDbInstanceFromDbSnapshotResponse.builder()
                .dbInstance(InstanceOperations.shown(tables, instance))
                .build();
    }
}
