package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.SdkState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

/**
 * ModifyDBInstance. Class, storage, engine version and the like wait for the next reboot unless {@code ApplyImmediately} is
 * given; all else is in effect at once. See "Settings for DB instances" in the Amazon RDS user guide.
 */
final class InstanceModification {
    private final RdsTables tables;
    private final Engine engine;
    private final InstanceCreation creation;
    private final Network network;
    private final MasterSecret secrets;
    private final Lifecycle lifecycle;

    InstanceModification(
            RdsTables tables,
            Engine engine,
            InstanceCreation creation,
            Network network,
            MasterSecret secrets,
            Lifecycle lifecycle) {
        this.tables = tables;
        this.engine = engine;
        this.creation = creation;
        this.network = network;
        this.secrets = secrets;
        this.lifecycle = lifecycle;
    }

    void register(Operations operations) {
        operations.on(
                ModifyDbInstanceRequest.class,
                AccessRule.on(
                        "rds:ModifyDBInstance", (q, call) -> InstanceOperations.arn(call, q.dbInstanceIdentifier())),
                this::modify);
    }

    private synchronized ModifyDbInstanceResponse modify(ModifyDbInstanceRequest request, Call call) {
        Unsupported.require(request);
        DBInstance before = tables.requireInstance(call, request.dbInstanceIdentifier());
        if (!before.dbInstanceStatus().equals(Lifecycle.AVAILABLE)) {
            throw RdsErrors.invalidState("Database instance is not in available state.");
        }
        if (request.dbPortNumber() != null) {
            InstanceCreation.requireRanges(null, request.dbPortNumber());
        }
        InstanceCreation.requireRanges(request.backupRetentionPeriod(), null);
        boolean isImmediate = Boolean.TRUE.equals(request.applyImmediately());
        DBInstance.Builder changed = atOnce(request, before, call);
        PendingModifiedValues later = later(request, before);
        if (isImmediate) {
            applyPending(changed, later);
        } else {
            changed.pendingModifiedValues(later);
        }
        String key = RdsTables.key(before);
        Credentials credentials = credentials(request, before, call);
        changed.masterUserSecret(credentials.secret())
                .dbInstanceStatus(credentials.isReset() ? Lifecycle.RESETTING : Lifecycle.MODIFYING);
        tables.write(() -> {
            tables.instances.put(key, changed.build());
            tables.changeWork(key, work -> {
                Work next = credentials.password() == null ? work : work.withPassword(credentials.password());
                return request.dbPortNumber() == null ? next : next.withPort(request.dbPortNumber());
            });
        });
        lifecycle.proceed(key);
        return ModifyDbInstanceResponse.builder()
                .dbInstance(InstanceOperations.shown(tables, changed.build()))
                .build();
    }

    /** What is in effect at once. */
    private DBInstance.Builder atOnce(ModifyDbInstanceRequest request, DBInstance before, Call call) {
        ModifyDbInstanceRequest.Builder kept = request.toBuilder()
                .allocatedStorage(null)
                .dbInstanceClass(null)
                .engineVersion(null)
                .iops(null)
                .storageThroughput(null)
                .storageType(null)
                .multiAZ(null);
        DBInstance.Builder changed = SdkState.copy(kept.build(), (DBInstance.Builder & SdkPojo) before.toBuilder());
        changed.dbInstanceIdentifier(before.dbInstanceIdentifier());
        if (request.enablePerformanceInsights() != null) {
            changed.performanceInsightsEnabled(request.enablePerformanceInsights());
        }
        if (!request.vpcSecurityGroupIds().isEmpty()) {
            String vpc =
                    before.dbSubnetGroup() == null ? "" : before.dbSubnetGroup().vpcId();
            changed.vpcSecurityGroups(network.securityGroups(call, request.vpcSecurityGroupIds(), vpc));
        }
        if (request.dbSubnetGroupName() != null) {
            changed.dbSubnetGroup(creation.subnetGroup(call, request.dbSubnetGroupName()));
        }
        if (request.dbParameterGroupName() != null) {
            changed.dbParameterGroups(
                    creation.parameterGroup(call, request.dbParameterGroupName(), before.engineVersion()).toBuilder()
                            .parameterApplyStatus("pending-reboot")
                            .build());
        }
        return changed;
    }

    /** What waits: asked for now, or before and not yet done. */
    private PendingModifiedValues later(ModifyDbInstanceRequest request, DBInstance before) {
        PendingModifiedValues.Builder later = before.pendingModifiedValues() == null
                ? PendingModifiedValues.builder()
                : before.pendingModifiedValues().toBuilder();
        if (request.dbInstanceClass() != null) {
            InstanceCreation.requireClass(request.dbInstanceClass());
            later.dbInstanceClass(request.dbInstanceClass());
        }
        if (request.engineVersion() != null) {
            String version = engine.resolve(request.engineVersion());
            if (Engine.major(version) != Engine.major(before.engineVersion())) {
                throw RdsErrors.notHere("an upgrade from major version " + Engine.major(before.engineVersion()) + " to "
                        + Engine.major(version));
            }
        }
        if (request.allocatedStorage() != null || request.storageType() != null || request.iops() != null) {
            Storage storage = Storage.of(
                    Objects.requireNonNullElse(request.allocatedStorage(), before.allocatedStorage()),
                    Objects.requireNonNullElse(request.storageType(), before.storageType()),
                    request.iops() == null ? before.iops() : request.iops(),
                    request.storageThroughput());
            if (storage.gibibytes() < before.allocatedStorage()) {
                throw RdsErrors.invalidCombination(
                        "Invalid storage size. Requested storage size cannot be less than the"
                                + " current storage size: " + before.allocatedStorage());
            }
            later.allocatedStorage(storage.gibibytes())
                    .storageType(storage.type())
                    .iops(request.iops())
                    .storageThroughput(request.storageThroughput());
        }
        if (request.multiAZ() != null) {
            later.multiAZ(request.multiAZ());
        }
        return later.build();
    }

    /** Makes what waits the instance's own. */
    static void applyPending(DBInstance.Builder instance, @Nullable PendingModifiedValues pending) {
        if (pending != null) {
            SdkState.copy(
                    pending.toBuilder().masterUserPassword(null).build(), (DBInstance.Builder & SdkPojo) instance);
        }
        instance.pendingModifiedValues(PendingModifiedValues.builder().build());
    }

    /**
     * What becomes of the master user's password.
     *
     * @param password the one to set; null when it stays or the secret has it
     * @param isReset whether it changes
     */
    private record Credentials(
            @Nullable MasterUserSecret secret, @Nullable String password, boolean isReset) {}

    private Credentials credentials(ModifyDbInstanceRequest request, DBInstance before, Call call) {
        MasterUserSecret secret = before.masterUserSecret();
        if (Boolean.TRUE.equals(request.rotateMasterUserPassword())) {
            if (secret == null) {
                throw RdsErrors.invalidCombination(
                        "You can't rotate the master user password because ManageMasterUserPassword isn't enabled.");
            }
            if (!Boolean.TRUE.equals(request.applyImmediately())) {
                throw RdsErrors.invalidCombination(
                        "You must specify apply immediately when rotating the master user password.");
            }
            secrets.begin(secret.secretArn(), before.masterUsername());
            return new Credentials(
                    secret.toBuilder().secretStatus(MasterSecret.ROTATING).build(), null, true);
        }
        if (Boolean.TRUE.equals(request.manageMasterUserPassword()) && secret == null) {
            if (request.masterUserPassword() != null) {
                throw RdsErrors.invalidCombination("You can't specify MasterUserPassword for an instance with"
                        + " ManageMasterUserPassword enabled.");
            }
            String password = MasterSecret.newPassword();
            MasterUserSecret made = secrets.create(
                    call,
                    before.dbInstanceArn(),
                    before.masterUsername(),
                    password,
                    request.masterUserSecretKmsKeyId());
            return new Credentials(made, password, true);
        }
        if (Boolean.FALSE.equals(request.manageMasterUserPassword()) && secret != null) {
            Names.requirePassword(request.masterUserPassword());
            secrets.delete(secret.secretArn());
            return new Credentials(null, request.masterUserPassword(), true);
        }
        if (request.masterUserPassword() == null) {
            return new Credentials(secret, null, false);
        }
        if (secret != null) {
            throw RdsErrors.invalidCombination(
                    "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
        }
        Names.requirePassword(request.masterUserPassword());
        return new Credentials(null, request.masterUserPassword(), true);
    }
}
