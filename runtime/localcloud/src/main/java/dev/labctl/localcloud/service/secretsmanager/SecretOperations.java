package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.time.CloudClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

/** Secrets as such: made, described, changed, deleted and restored. */
final class SecretOperations {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]{1,512}");
    private static final int MAX_VALUE = 65_536;
    private static final long DEFAULT_WINDOW = 30;
    private static final long SHORTEST_WINDOW = 7;

    /** What RDS rotates by itself. */
    private static final long MANAGED_ROTATION_DAYS = 7;

    private final SecretStore store;
    private final VersionOperations versions;
    private final Rotation rotation;
    private final CloudClock clock;
    private final Object lock;

    SecretOperations(SecretStore store, VersionOperations versions, Rotation rotation, CloudClock clock, Object lock) {
        this.store = store;
        this.versions = versions;
        this.rotation = rotation;
        this.clock = clock;
        this.lock = lock;
    }

    void register(Operations operations) {
        operations.on(
                CreateSecretRequest.class,
                (q, call) -> List.of(Access.to("secretsmanager:CreateSecret", store.arn(call, q.name()))
                        .with("secretsmanager:Name", q.name())),
                this::create);
        operations.on(
                DescribeSecretRequest.class,
                AccessRule.on("secretsmanager:DescribeSecret", (q, call) -> store.arn(call, q.secretId())),
                (q, call) -> store.requireAny(call, q.secretId()));
        operations.on(
                UpdateSecretRequest.class,
                AccessRule.on("secretsmanager:UpdateSecret", (q, call) -> store.arn(call, q.secretId())),
                this::update);
        operations.on(
                DeleteSecretRequest.class,
                AccessRule.on("secretsmanager:DeleteSecret", (q, call) -> store.arn(call, q.secretId())),
                this::delete);
        operations.on(
                RestoreSecretRequest.class,
                AccessRule.on("secretsmanager:RestoreSecret", (q, call) -> store.arn(call, q.secretId())),
                this::restore);
        operations.on(
                GetRandomPasswordRequest.class,
                AccessRule.anyResource("secretsmanager:GetRandomPassword"),
                (q, call) -> GetRandomPasswordResponse.builder()
                        .randomPassword(RandomPassword.of(q))
                        .build());
    }

    /** Lets what is marked for deletion go when its window ends. */
    void start() {
        store.everywhere().forEach(secret -> store.deletion(secret).ifPresent(gone -> expire(secret, gone)));
    }

    private CreateSecretResponse create(CreateSecretRequest request, Call call) {
        requireName(request.name());
        VersionOperations.requireAtMostOneValue(request.secretString(), request.secretBinary());
        requireSize(request.secretString(), request.secretBinary());
        if (!request.addReplicaRegions().isEmpty()) {
            throw SecretErrors.invalidParameter("The local cloud does not replicate secrets: AddReplicaRegions");
        }
        String token = VersionOperations.token(request.clientRequestToken());
        boolean hasValue = request.secretString() != null || request.secretBinary() != null;
        synchronized (lock) {
            DescribeSecretResponse before =
                    store.find(call.region(), request.name()).orElse(null);
            if (before != null) {
                return again(before, request, token);
            }
            Instant now = clock.instant();
            String owner = Managed.by(call);
            DescribeSecretResponse.Builder secret = DescribeSecretResponse.builder()
                    .arn(SecretStore.newArn(call, request.name()))
                    .name(request.name())
                    .description(request.description())
                    .kmsKeyId(request.kmsKeyId())
                    .owningService(owner)
                    .tags(request.tags())
                    .createdDate(now)
                    .lastChangedDate(now);
            if (owner != null) {
                secret.rotationEnabled(true)
                        .rotationRules(RotationRulesType.builder()
                                .automaticallyAfterDays(MANAGED_ROTATION_DAYS)
                                .build())
                        .nextRotationDate(now.plus(Duration.ofDays(MANAGED_ROTATION_DAYS)));
            }
            DescribeSecretResponse made = secret.build();
            store.together(() -> {
                store.put(made);
                if (hasValue) {
                    versions.putValue(
                            made, token, request.secretString(), request.secretBinary(), List.of(SecretStore.CURRENT));
                }
            });
            rotation.schedule(made);
            return CreateSecretResponse.builder()
                    .arn(made.arn())
                    .name(made.name())
                    .versionId(hasValue ? token : null)
                    .build();
        }
    }

    private CreateSecretResponse again(DescribeSecretResponse before, CreateSecretRequest request, String token) {
        if (before.deletedDate() != null) {
            throw SecretErrors.invalidRequest(
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
        boolean isSame = store.version(before, token)
                .filter(version -> version.holds(request.secretString(), request.secretBinary()))
                .isPresent();
        if (!isSame) {
            throw AwsError.of(
                    400,
                    "ResourceExistsException",
                    "The operation failed because the secret " + request.name() + " already exists.");
        }
        return CreateSecretResponse.builder()
                .arn(before.arn())
                .name(before.name())
                .versionId(token)
                .build();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw AwsError.validation("Invalid name. Must be a valid name containing alphanumeric characters, or any of"
                    + " the following: -/_+=.@!");
        }
    }

    private static void requireSize(@Nullable String string, @Nullable SdkBytes binary) {
        int size = string == null
                ? (binary == null ? 0 : binary.asByteArrayUnsafe().length)
                : string.getBytes(StandardCharsets.UTF_8).length;
        if (size > MAX_VALUE) {
            throw AwsError.validation("1 validation error detected: Value at '"
                    + (string == null ? "secretBinary" : "secretString")
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + MAX_VALUE);
        }
    }

    private UpdateSecretResponse update(UpdateSecretRequest request, Call call) {
        VersionOperations.requireAtMostOneValue(request.secretString(), request.secretBinary());
        requireSize(request.secretString(), request.secretBinary());
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Managed.requireAllowed(secret, call);
            DescribeSecretResponse changed = secret.toBuilder()
                    .description(Objects.requireNonNullElse(
                            request.description(), Objects.requireNonNullElse(secret.description(), "")))
                    .kmsKeyId(request.kmsKeyId() == null ? secret.kmsKeyId() : request.kmsKeyId())
                    .lastChangedDate(clock.instant())
                    .build();
            boolean hasValue = request.secretString() != null || request.secretBinary() != null;
            String token = hasValue ? VersionOperations.token(request.clientRequestToken()) : null;
            store.together(() -> {
                store.put(changed);
                if (token != null) {
                    versions.putValue(
                            changed,
                            token,
                            request.secretString(),
                            request.secretBinary(),
                            List.of(SecretStore.CURRENT));
                }
            });
            return UpdateSecretResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .versionId(token)
                    .build();
        }
    }

    private DeleteSecretResponse delete(DeleteSecretRequest request, Call call) {
        boolean isForced = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        Long window = request.recoveryWindowInDays();
        if (isForced && window != null) {
            throw SecretErrors.invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        if (window != null && (window < SHORTEST_WINDOW || window > DEFAULT_WINDOW)) {
            throw SecretErrors.invalidParameter(
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        synchronized (lock) {
            Instant now = clock.instant();
            DescribeSecretResponse secret =
                    isForced ? store.requireAny(call, request.secretId()) : store.require(call, request.secretId());
            Managed.requireAllowed(secret, call);
            Instant gone =
                    isForced ? now : now.plus(Duration.ofDays(Objects.requireNonNullElse(window, DEFAULT_WINDOW)));
            if (isForced) {
                store.remove(secret);
            } else {
                store.mark(secret.toBuilder().deletedDate(now).build(), gone);
                expire(secret, gone);
            }
            return DeleteSecretResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .deletionDate(gone)
                    .build();
        }
    }

    private void expire(DescribeSecretResponse secret, Instant gone) {
        clock.schedule(gone, () -> {
            synchronized (lock) {
                store.find(secret.arn().split(":", 5)[3], secret.arn())
                        .filter(now -> store.deletion(now).filter(gone::equals).isPresent())
                        .ifPresent(store::remove);
            }
        });
    }

    private RestoreSecretResponse restore(RestoreSecretRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.requireAny(call, request.secretId());
            store.unmark(secret.toBuilder().deletedDate(null).build());
            return RestoreSecretResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .build();
        }
    }

    /** The tags of the secret with this ARN, for policies. */
    Map<String, String> tags(String arn) {
        String[] parts = arn.split(":", 5);
        return parts.length < 5
                ? Map.of()
                : store.find(parts[3], arn)
                        .map(secret -> Tags.map(secret.tags()))
                        .orElse(Map.of());
    }
}
