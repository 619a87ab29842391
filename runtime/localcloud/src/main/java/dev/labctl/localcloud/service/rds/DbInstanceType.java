package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventsResponse;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.rds.model.SourceType;

/** {@code AWS::RDS::DBInstance}. */
final class DbInstanceType implements ResourceType {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int POLL_MILLIS = 20;
    private static final int MAX_NAME = 63;

    /** The properties that the API knows by the same name. */
    private static final List<String> SAME = List.of(
            "AllocatedStorage",
            "AutoMinorVersionUpgrade",
            "AvailabilityZone",
            "BackupRetentionPeriod",
            "CACertificateIdentifier",
            "CopyTagsToSnapshot",
            "DatabaseInsightsMode",
            "DBInstanceClass",
            "DBName",
            "DBParameterGroupName",
            "DBSubnetGroupName",
            "DeletionProtection",
            "EnableIAMDatabaseAuthentication",
            "EnablePerformanceInsights",
            "Engine",
            "EngineLifecycleSupport",
            "EngineVersion",
            "Iops",
            "KmsKeyId",
            "LicenseModel",
            "ManageMasterUserPassword",
            "MasterUsername",
            "MasterUserPassword",
            "MaxAllocatedStorage",
            "MonitoringInterval",
            "MonitoringRoleArn",
            "MultiAZ",
            "NetworkType",
            "OptionGroupName",
            "PerformanceInsightsKMSKeyId",
            "PerformanceInsightsRetentionPeriod",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "PubliclyAccessible",
            "StorageEncrypted",
            "StorageThroughput",
            "StorageType");

    @Override
    public String name() {
        return "AWS::RDS::DBInstance";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("DBInstanceIdentifier", Schema.STRING)
                .optional("AllocatedStorage", Schema.STRING)
                .optional("DBInstanceClass", Schema.STRING)
                .createOnly("Engine", Schema.STRING)
                .optional("EngineVersion", Schema.STRING)
                .createOnly("DBName", Schema.STRING)
                .createOnly("MasterUsername", Schema.STRING)
                .optional("MasterUserPassword", Schema.STRING)
                .optional("ManageMasterUserPassword", Schema.BOOLEAN)
                .optional("MasterUserSecret", ObjectSchema.of().recordedOnly("KmsKeyId", Schema.STRING))
                .optional("DBParameterGroupName", Schema.STRING)
                .createOnly("DBSubnetGroupName", Schema.STRING)
                .optional("VPCSecurityGroups", Schema.listOf(Schema.STRING))
                .optional("Port", Schema.STRING)
                .optional("PubliclyAccessible", Schema.BOOLEAN)
                .optional("DeletionProtection", Schema.BOOLEAN)
                .optional("StorageType", Schema.STRING)
                .optional("Iops", Schema.INTEGER)
                .optional("StorageThroughput", Schema.INTEGER)
                .optional("ApplyImmediately", Schema.BOOLEAN)
                .optional("CopyTagsToSnapshot", Schema.BOOLEAN)
                .optional("Tags", SdkProperties.TAG_LIST)
                .recordedOnly("AllowMajorVersionUpgrade", Schema.BOOLEAN)
                .recordedOnly("AutoMinorVersionUpgrade", Schema.BOOLEAN)
                .createOnly("AvailabilityZone", Schema.STRING)
                .recordedOnly("BackupRetentionPeriod", Schema.INTEGER)
                .recordedOnly("CACertificateIdentifier", Schema.STRING)
                .recordedOnly("DatabaseInsightsMode", Schema.STRING)
                .recordedOnly("DeleteAutomatedBackups", Schema.BOOLEAN)
                .recordedOnly("EnableCloudwatchLogsExports", Schema.listOf(Schema.STRING))
                .optional("EnableIAMDatabaseAuthentication", Schema.BOOLEAN)
                .recordedOnly("EnablePerformanceInsights", Schema.BOOLEAN)
                .recordedOnly("EngineLifecycleSupport", Schema.STRING)
                .createOnly("KmsKeyId", Schema.STRING)
                .recordedOnly("LicenseModel", Schema.STRING)
                .recordedOnly("MaxAllocatedStorage", Schema.INTEGER)
                .recordedOnly("MonitoringInterval", Schema.INTEGER)
                .recordedOnly("MonitoringRoleArn", Schema.STRING)
                .recordedOnly("MultiAZ", Schema.BOOLEAN)
                .recordedOnly("NetworkType", Schema.STRING)
                .recordedOnly("OptionGroupName", Schema.STRING)
                .recordedOnly("PerformanceInsightsKMSKeyId", Schema.STRING)
                .recordedOnly("PerformanceInsightsRetentionPeriod", Schema.INTEGER)
                .recordedOnly("PreferredBackupWindow", Schema.STRING)
                .recordedOnly("PreferredMaintenanceWindow", Schema.STRING)
                .createOnly("StorageEncrypted", Schema.BOOLEAN);
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "DBInstanceArn",
                "DbiResourceId",
                "DBInstanceStatus",
                "Endpoint.Address",
                "Endpoint.HostedZoneId",
                "Endpoint.Port",
                "InstanceCreateTime",
                "MasterUserSecret.SecretArn");
    }

    @Override
    public boolean takesSnapshots() {
        return true;
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = request.properties()
                .string("DBInstanceIdentifier")
                .orElseGet(() -> request.generatedName(MAX_NAME))
                .toLowerCase(Locale.ROOT);
        if (!request.resumed() || find(request, id).isEmpty()) {
            request.call(creation(request, id), CreateDbInstanceResponse.class);
        }
        request.created(id);
        return resource(awaitAvailable(request, id));
    }

    private static CreateDbInstanceRequest creation(ResourceRequest request, String id) {
        Properties properties = request.properties();
        CreateDbInstanceRequest.Builder create = SdkProperties.fill(
                        (CreateDbInstanceRequest.Builder & SdkPojo) CreateDbInstanceRequest.builder(), properties, SAME)
                .dbInstanceIdentifier(id)
                .tags(SdkProperties.tags(request.tags()));
        properties
                .object("MasterUserSecret")
                .flatMap(secret -> secret.string("KmsKeyId"))
                .ifPresent(create::masterUserSecretKmsKeyId);
        properties.string("Port").ifPresent(port -> create.port(SdkProperties.integer("Port", port)));
        if (properties.has("VPCSecurityGroups")) {
            create.vpcSecurityGroupIds(properties.strings("VPCSecurityGroups"));
        }
        if (properties.has("EnableCloudwatchLogsExports")) {
            create.enableCloudwatchLogsExports(properties.strings("EnableCloudwatchLogsExports"));
        }
        return create.build();
    }

    private static Optional<DBInstance> find(ResourceRequest request, String id) {
        try {
            return Optional.of(request.call(
                            DescribeDbInstancesRequest.builder()
                                    .dbInstanceIdentifier(id)
                                    .build(),
                            DescribeDbInstancesResponse.class)
                    .dbInstances()
                    .get(0));
        } catch (AwsError e) {
            if (e.code().equals("DBInstanceNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static DBInstance awaitAvailable(ResourceRequest request, String id) {
        DBInstance instance = await(request, id, found -> found.map(DBInstance::dbInstanceStatus)
                        .filter(status -> !status.equals(Lifecycle.AVAILABLE) && !status.equals(Lifecycle.FAILED))
                        .isEmpty())
                .orElseThrow(() -> RdsErrors.instanceNotFound(id));
        if (instance.dbInstanceStatus().equals(Lifecycle.FAILED)) {
            throw AwsError.of(400, "NotStabilized", reason(request, id));
        }
        return instance;
    }

    private static String reason(ResourceRequest request, String id) {
        List<Event> events = request.call(
                        DescribeEventsRequest.builder()
                                .sourceIdentifier(id)
                                .sourceType(SourceType.DB_INSTANCE)
                                .eventCategories("failure")
                                .build(),
                        DescribeEventsResponse.class)
                .events();
        return events.isEmpty()
                ? "DB instance " + id + " failed"
                : events.get(events.size() - 1).message();
    }

    private static Optional<DBInstance> await(
            ResourceRequest request, String id, Predicate<Optional<DBInstance>> isDone) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<DBInstance> found = find(request, id);
        while (!isDone.test(found)) {
            if (System.nanoTime() > deadline) {
                throw AwsError.of(400, "NotStabilized", "DB instance " + id + " did not stabilize");
            }
            pause();
            found = find(request, id);
        }
        return found;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsError.of(500, "InternalFailure", "interrupted");
        }
    }

    private static PhysicalResource resource(DBInstance instance) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("DBInstanceArn", instance.dbInstanceArn());
        attributes.put("DbiResourceId", instance.dbiResourceId());
        attributes.put("DBInstanceStatus", instance.dbInstanceStatus());
        attributes.put("Endpoint.Address", instance.endpoint().address());
        attributes.put("Endpoint.HostedZoneId", instance.endpoint().hostedZoneId());
        attributes.put("Endpoint.Port", String.valueOf(instance.endpoint().port()));
        attributes.put("InstanceCreateTime", String.valueOf(instance.instanceCreateTime()));
        if (instance.masterUserSecret() != null) {
            attributes.put(
                    "MasterUserSecret.SecretArn", instance.masterUserSecret().secretArn());
        }
        return new PhysicalResource(instance.dbInstanceIdentifier(), attributes);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        Properties before = request.previousProperties();
        List<String> changed = new ArrayList<>(SAME);
        changed.removeIf(name -> properties.value(name).equals(before.value(name)));
        ModifyDbInstanceRequest.Builder modify = SdkProperties.fill(
                        (ModifyDbInstanceRequest.Builder & SdkPojo) ModifyDbInstanceRequest.builder(),
                        properties,
                        changed)
                .dbInstanceIdentifier(request.id())
                .applyImmediately(properties.bool("ApplyImmediately").orElse(true));
        if (!properties.value("VPCSecurityGroups").equals(before.value("VPCSecurityGroups"))) {
            modify.vpcSecurityGroupIds(properties.strings("VPCSecurityGroups"));
        }
        if (!properties.string("Port").equals(before.string("Port"))) {
            properties.string("Port").ifPresent(port -> modify.dbPortNumber(SdkProperties.integer("Port", port)));
        }
        if (changed.contains("ManageMasterUserPassword") && !properties.has("ManageMasterUserPassword")) {
            modify.manageMasterUserPassword(false);
        }
        request.call(modify.build(), ModifyDbInstanceResponse.class);
        DBInstance instance = awaitAvailable(request, request.id());
        retag(request, instance.dbInstanceArn());
        return resource(instance);
    }

    static void retag(ResourceRequest request, String arn) {
        request.retag(
                keys -> request.call(
                        RemoveTagsFromResourceRequest.builder()
                                .resourceName(arn)
                                .tagKeys(keys)
                                .build(),
                        RemoveTagsFromResourceResponse.class),
                tags -> request.call(
                        AddTagsToResourceRequest.builder()
                                .resourceName(arn)
                                .tags(SdkProperties.tags(tags))
                                .build(),
                        AddTagsToResourceResponse.class));
    }

    @Override
    public void snapshot(ResourceRequest request) {
        String id = (request.stackName() + "-snapshot-" + request.logicalId() + "-"
                        + Long.toString(request.environment().clock().millis(), 36))
                .toLowerCase(Locale.ROOT);
        request.call(
                CreateDbSnapshotRequest.builder()
                        .dbInstanceIdentifier(request.id())
                        .dbSnapshotIdentifier(id)
                        .build(),
                CreateDbSnapshotResponse.class);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!snapshotOf(request, id).status().equals(Lifecycle.AVAILABLE)) {
            if (System.nanoTime() > deadline) {
                throw AwsError.of(400, "NotStabilized", "DB snapshot " + id + " did not stabilize");
            }
            pause();
        }
    }

    private static DBSnapshot snapshotOf(ResourceRequest request, String id) {
        return request.call(
                        DescribeDbSnapshotsRequest.builder()
                                .dbSnapshotIdentifier(id)
                                .build(),
                        DescribeDbSnapshotsResponse.class)
                .dbSnapshots()
                .get(0);
    }

    @Override
    public void delete(ResourceRequest request) {
        Optional<DBInstance> found = find(request, request.id());
        if (found.isPresent() && !found.get().dbInstanceStatus().equals(Lifecycle.DELETING)) {
            request.call(
                    DeleteDbInstanceRequest.builder()
                            .dbInstanceIdentifier(request.id())
                            .skipFinalSnapshot(true)
                            .deleteAutomatedBackups(request.properties()
                                    .bool("DeleteAutomatedBackups")
                                    .orElse(true))
                            .build(),
                    DeleteDbInstanceResponse.class);
        }
        await(request, request.id(), Optional::isEmpty);
    }
}
