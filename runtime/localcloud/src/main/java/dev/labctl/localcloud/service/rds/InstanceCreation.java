package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.identity.Access;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.OptionGroupMembership;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** CreateDBInstance: what it takes, and the instance it describes before its server is there. */
final class InstanceCreation {
    private static final Pattern CLASS = Pattern.compile("db\\.[a-z0-9]+\\.[a-z0-9-]+");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_IDENTIFIER = 63;
    private static final int MAX_RETENTION = 35;
    private static final int LOWEST_PORT = 1150;
    private static final int HIGHEST_PORT = 65_535;

    private final RdsTables tables;
    private final Engine engine;
    private final ParameterGroupOperations groups;
    private final Network network;
    private final MasterSecret secrets;
    private final Lifecycle lifecycle;

    InstanceCreation(
            RdsTables tables,
            Engine engine,
            ParameterGroupOperations groups,
            Network network,
            MasterSecret secrets,
            Lifecycle lifecycle) {
        this.tables = tables;
        this.engine = engine;
        this.groups = groups;
        this.network = network;
        this.secrets = secrets;
        this.lifecycle = lifecycle;
    }

    /** What a caller needs: on the instance, and on the groups it is put into. */
    static List<Access> access(CreateDbInstanceRequest request, Call call) {
        String action = "rds:CreateDBInstance";
        List<Access> all = new ArrayList<>();
        String arn = InstanceOperations.arn(call, request.dbInstanceIdentifier());
        all.add(Access.to(action, arn)
                .with("rds:DatabaseEngine", String.valueOf(request.engine()))
                .with("rds:DatabaseClass", String.valueOf(request.dbInstanceClass())));
        if (request.dbParameterGroupName() != null) {
            all.add(Access.to(action, ParameterGroupOperations.arn(call, request.dbParameterGroupName())));
        }
        if (request.dbSubnetGroupName() != null) {
            all.add(Access.to(action, SubnetGroupOperations.arn(call, request.dbSubnetGroupName())));
        }
        if (!request.tags().isEmpty()) {
            all.add(Access.to("rds:AddTagsToResource", arn));
        }
        return all;
    }

    CreateDbInstanceResponse create(CreateDbInstanceRequest request, Call call) {
        String id = Names.identifier("DBInstanceIdentifier", request.dbInstanceIdentifier(), MAX_IDENTIFIER);
        Engine.require(request.engine());
        Unsupported.require(request);
        String version = engine.resolve(request.engineVersion());
        requireClass(request.dbInstanceClass());
        Storage storage = Storage.of(
                request.allocatedStorage(), request.storageType(), request.iops(), request.storageThroughput());
        Names.requireMasterUser(request.masterUsername());
        Names.requireDatabase(request.dbName());
        requireRanges(request.backupRetentionPeriod(), request.port());
        boolean isManaged = Boolean.TRUE.equals(request.manageMasterUserPassword());
        requirePassword(request, isManaged);
        DBParameterGroupStatus group = parameterGroup(call, request.dbParameterGroupName(), version);
        DBSubnetGroup subnets = subnetGroup(call, request.dbSubnetGroupName());
        List<VpcSecurityGroupMembership> securityGroups =
                network.securityGroups(call, request.vpcSecurityGroupIds(), subnets == null ? "" : subnets.vpcId());
        String password = isManaged ? MasterSecret.newPassword() : request.masterUserPassword();
        String arn = InstanceOperations.arn(call, id);
        synchronized (this) {
            String key = RdsTables.key(call, id);
            if (tables.instances.contains(key)) {
                throw AwsError.of(400, "DBInstanceAlreadyExists", "DB instance already exists");
            }
            DBInstance.Builder instance = described(request, call)
                    .dbInstanceIdentifier(id)
                    .dbInstanceArn(arn)
                    .engineVersion(version)
                    .allocatedStorage(storage.gibibytes())
                    .storageType(storage.type())
                    .dbParameterGroups(group)
                    .dbSubnetGroup(subnets)
                    .vpcSecurityGroups(securityGroups)
                    .optionGroupMemberships(OptionGroupMembership.builder()
                            .optionGroupName("default:postgres-" + Engine.major(version))
                            .status("in-sync")
                            .build());
            if (isManaged) {
                instance.masterUserSecret(secrets.create(
                        call, arn, request.masterUsername(), password, request.masterUserSecretKmsKeyId()));
            }
            int port = Objects.requireNonNullElse(request.port(), Work.DEFAULT_PORT);
            tables.write(() -> {
                tables.instances.put(key, instance.build());
                tables.work.put(key, new Work(port, password, null, null, null));
                tables.tag(arn, request.tags());
            });
            lifecycle.proceed(key);
            return CreateDbInstanceResponse.builder()
                    .dbInstance(InstanceOperations.shown(tables, instance.build()))
                    .build();
        }
    }

    private static void requirePassword(CreateDbInstanceRequest request, boolean isManaged) {
        if (!isManaged) {
            Names.requirePassword(request.masterUserPassword());
            if (request.masterUserSecretKmsKeyId() != null) {
                throw RdsErrors.invalidCombination(
                        "You can't specify MasterUserSecretKmsKeyId unless you enable ManageMasterUserPassword.");
            }
        } else if (request.masterUserPassword() != null) {
            throw RdsErrors.invalidCombination(
                    "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
        }
    }

    static void requireClass(@Nullable String instanceClass) {
        if (instanceClass == null) {
            throw RdsErrors.missing("DBInstanceClass");
        }
        if (!CLASS.matcher(instanceClass).matches()) {
            throw RdsErrors.invalidValue("Invalid DB Instance class: " + instanceClass);
        }
    }

    static void requireRanges(@Nullable Integer retention, @Nullable Integer port) {
        if (retention != null && (retention < 0 || retention > MAX_RETENTION)) {
            throw RdsErrors.invalidValue(
                    "Invalid backup retention period: " + retention + ". Must be between 0 and " + MAX_RETENTION + ".");
        }
        if (port != null && (port < LOWEST_PORT || port > HIGHEST_PORT)) {
            throw RdsErrors.invalidValue("Invalid endpoint port: " + port + ". Must be between " + LOWEST_PORT + " and "
                    + HIGHEST_PORT + ".");
        }
    }

    DBParameterGroupStatus parameterGroup(Call call, @Nullable String asked, String version) {
        String name = asked == null ? Engine.defaultGroup(version) : asked;
        DBParameterGroup group =
                groups.find(call, RdsTables.name(name)).orElseThrow(() -> RdsErrors.parameterGroupNotFound(name));
        if (!group.dbParameterGroupFamily().equals(Engine.family(version))) {
            throw RdsErrors.invalidCombination("The parameter group " + name + " with DBParameterGroupFamily "
                    + group.dbParameterGroupFamily()
                    + " can't be used for this instance. Please use a parameter group with DBParameterGroupFamily "
                    + Engine.family(version));
        }
        return DBParameterGroupStatus.builder()
                .dbParameterGroupName(group.dbParameterGroupName())
                .parameterApplyStatus("in-sync")
                .build();
    }

    @Nullable
    DBSubnetGroup subnetGroup(Call call, @Nullable String name) {
        return name == null
                ? null
                : tables.subnetGroups
                        .get(RdsTables.key(call, RdsTables.name(name)))
                        .orElseThrow(() -> RdsErrors.subnetGroupNotFound(name));
    }

    /** What the request says under the names the instance shows it by, and RDS's own defaults. */
    private static DBInstance.Builder described(CreateDbInstanceRequest request, Call call) {
        return SdkState.copy(request, (DBInstance.Builder & SdkPojo) defaults(call))
                .dbiResourceId("db-" + random())
                .iamDatabaseAuthenticationEnabled(false)
                .performanceInsightsEnabled(Boolean.TRUE.equals(request.enablePerformanceInsights()))
                .enabledCloudwatchLogsExports(request.enableCloudwatchLogsExports())
                .deletionProtection(Boolean.TRUE.equals(request.deletionProtection()));
    }

    static DBInstance.Builder defaults(Call call) {
        return DBInstance.builder()
                .dbInstanceStatus(Lifecycle.CREATING)
                .preferredBackupWindow("07:00-07:30")
                .backupRetentionPeriod(1)
                .availabilityZone(call.region() + "a")
                .preferredMaintenanceWindow("sun:05:00-sun:05:30")
                .pendingModifiedValues(PendingModifiedValues.builder().build())
                .multiAZ(false)
                .autoMinorVersionUpgrade(true)
                .licenseModel("postgresql-license")
                .publiclyAccessible(false)
                .dbInstancePort(0)
                .storageEncrypted(false)
                .caCertificateIdentifier(EngineOperations.CERTIFICATE)
                .copyTagsToSnapshot(false)
                .monitoringInterval(0)
                .customerOwnedIpEnabled(false)
                .activityStreamStatus("stopped")
                .backupTarget("region")
                .networkType("IPV4")
                .isStorageConfigUpgradeAvailable(false)
                .dedicatedLogVolume(false)
                .engineLifecycleSupport("open-source-rds-extended-support");
    }

    static String random() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
