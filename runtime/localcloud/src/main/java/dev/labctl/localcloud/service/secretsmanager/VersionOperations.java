package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/** Values of secrets: reading, putting, and moving the labels of their versions. */
final class VersionOperations {
    private static final int VERSIONS_PAGE = 100;

    private final SecretStore store;
    private final CloudClock clock;
    private final Object lock;

    VersionOperations(SecretStore store, CloudClock clock, Object lock) {
        this.store = store;
        this.clock = clock;
        this.lock = lock;
    }

    void register(Operations operations) {
        operations.on(
                GetSecretValueRequest.class,
                (q, call) -> List.of(Access.to("secretsmanager:GetSecretValue", store.arn(call, q.secretId()))
                        .with("secretsmanager:SecretId", q.secretId())
                        .with(
                                "secretsmanager:VersionStage",
                                Objects.requireNonNullElse(q.versionStage(), SecretStore.CURRENT))),
                this::get);
        operations.on(
                PutSecretValueRequest.class,
                AccessRule.on("secretsmanager:PutSecretValue", (q, call) -> store.arn(call, q.secretId())),
                this::put);
        operations.on(
                UpdateSecretVersionStageRequest.class,
                AccessRule.on("secretsmanager:UpdateSecretVersionStage", (q, call) -> store.arn(call, q.secretId())),
                this::updateStage);
        operations.on(
                ListSecretVersionIdsRequest.class,
                AccessRule.on("secretsmanager:ListSecretVersionIds", (q, call) -> store.arn(call, q.secretId())),
                this::list);
    }

    private GetSecretValueResponse get(GetSecretValueRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            String stage = request.versionStage();
            String versionId = request.versionId();
            if (versionId == null) {
                String label = Objects.requireNonNullElse(stage, SecretStore.CURRENT);
                versionId = SecretStore.versionWith(secret, label);
                if (versionId == null) {
                    throw SecretErrors.noStage(label);
                }
            } else if (stage != null && !SecretStore.stages(secret, versionId).contains(stage)) {
                throw SecretErrors.invalidRequest(
                        "You provided a VersionStage that is not associated to the provided VersionId.");
            }
            String id = versionId;
            SecretVersion version = store.version(secret, id)
                    .filter(SecretVersion::hasValue)
                    .orElseThrow(() -> request.versionId() == null
                            ? SecretErrors.noStage(Objects.requireNonNullElse(stage, SecretStore.CURRENT))
                            : SecretErrors.noVersion(id));
            accessed(secret, version);
            return GetSecretValueResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .versionId(version.id())
                    .versionStages(SecretStore.stages(secret, version.id()))
                    .secretString(version.string())
                    .secretBinary(version.bytes())
                    .createdDate(version.created())
                    .build();
        }
    }

    /** Kept to the day, as AWS does: so that hardly any read writes. */
    private void accessed(DescribeSecretResponse secret, SecretVersion version) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        if (!today.equals(secret.lastAccessedDate())) {
            store.change(secret, changed -> changed.lastAccessedDate(today));
        }
        if (!today.equals(version.accessed())) {
            store.putVersion(secret, version.accessedAt(today));
        }
    }

    private PutSecretValueResponse put(PutSecretValueRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Managed.requireAllowed(secret, call);
            requireOneValue(request.secretString(), request.secretBinary());
            List<String> stages =
                    request.versionStages().isEmpty() ? List.of(SecretStore.CURRENT) : request.versionStages();
            String token = token(request.clientRequestToken());
            SecretVersion version = putValue(secret, token, request.secretString(), request.secretBinary(), stages);
            return PutSecretValueResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .versionId(version.id())
                    .versionStages(SecretStore.stages(store.requireAny(call, secret.arn()), version.id()))
                    .build();
        }
    }

    static void requireOneValue(@Nullable String string, @Nullable SdkBytes binary) {
        if (string == null && binary == null) {
            throw SecretErrors.invalidRequest("You must provide either SecretString or SecretBinary.");
        }
        requireAtMostOneValue(string, binary);
    }

    static void requireAtMostOneValue(@Nullable String string, @Nullable SdkBytes binary) {
        if (string != null && binary != null) {
            throw SecretErrors.invalidParameter(
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
    }

    /** The id of the version to make: the client's token, which says the same thing twice when it tries twice. */
    static String token(@Nullable String given) {
        if (given == null) {
            return UUID.randomUUID().toString();
        }
        if (given.length() < 32 || given.length() > 64) {
            throw AwsError.validation("1 validation error detected: Value '" + given
                    + "' at 'clientRequestToken' failed to satisfy constraint: Member must have length "
                    + (given.length() < 32 ? "greater than or equal to 32" : "less than or equal to 64"));
        }
        return given;
    }

    /** Makes a version, or finds the one that this token has made of the same value. */
    SecretVersion putValue(
            DescribeSecretResponse secret,
            String token,
            @Nullable String string,
            @Nullable SdkBytes binary,
            List<String> stages) {
        SecretVersion before =
                store.version(secret, token).filter(SecretVersion::hasValue).orElse(null);
        if (before != null) {
            if (!before.holds(string, binary)) {
                throw SecretErrors.tokenInUse(token, secret.arn());
            }
            return before;
        }
        SecretVersion version = SecretVersion.of(token, string, binary, clock.instant());
        store.together(() -> {
            store.putVersion(secret, version);
            DescribeSecretResponse labelled = secret.versionIdsToStages().isEmpty()
                    ? SecretStore.label(secret, SecretStore.CURRENT, token)
                    : secret;
            for (String stage : stages) {
                labelled = SecretStore.label(labelled, stage, token);
            }
            store.putLabelled(
                    labelled.toBuilder().lastChangedDate(clock.instant()).build());
        });
        return version;
    }

    private UpdateSecretVersionStageResponse updateStage(UpdateSecretVersionStageRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Managed.requireAllowed(secret, call);
            String stage = request.versionStage();
            String from = SecretStore.versionWith(secret, stage);
            String to = request.moveToVersionId();
            for (String id : new String[] {to, request.removeFromVersionId()}) {
                if (id != null && store.version(secret, id).isEmpty()) {
                    throw SecretErrors.noVersion(id);
                }
            }
            if (from != null && !from.equals(to) && !from.equals(request.removeFromVersionId())) {
                throw SecretErrors.invalidParameter(
                        "The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                                + " is currently attached to version " + from
                                + ", so you must explicitly reference that version in RemoveFromVersionId.");
            }
            if (request.removeFromVersionId() != null
                    && !request.removeFromVersionId().equals(from)) {
                throw SecretErrors.invalidParameter("Staging label " + stage + " is not attached to version "
                        + request.removeFromVersionId() + ".");
            }
            if (to == null && stage.equals(SecretStore.CURRENT)) {
                throw SecretErrors.invalidParameter("You can only move staging label " + SecretStore.CURRENT
                        + " to a different secret version. It can't be completely removed.");
            }
            store.putLabelled(SecretStore.label(secret, stage, to).toBuilder()
                    .lastChangedDate(clock.instant())
                    .build());
            return UpdateSecretVersionStageResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .build();
        }
    }

    private ListSecretVersionIdsResponse list(ListSecretVersionIdsRequest request, Call call) {
        DescribeSecretResponse secret = store.requireAny(call, request.secretId());
        List<SecretVersion> shown = store.versions(secret).stream()
                .filter(version -> Boolean.TRUE.equals(request.includeDeprecated())
                        || !SecretStore.stages(secret, version.id()).isEmpty())
                .sorted(Comparator.comparing(SecretVersion::id))
                .toList();
        Page<SecretVersion> page = Page.of(
                shown,
                SecretVersion::id,
                request.nextToken(),
                Objects.requireNonNullElse(request.maxResults(), VERSIONS_PAGE),
                () -> AwsError.of(400, "InvalidNextTokenException", "Invalid pagination token"));
        return ListSecretVersionIdsResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .nextToken(page.nextToken())
                .versions(page.items().stream()
                        .map(version -> SecretVersionsListEntry.builder()
                                .versionId(version.id())
                                .versionStages(SecretStore.stages(secret, version.id()))
                                .createdDate(version.created())
                                .lastAccessedDate(version.accessed())
                                .kmsKeyIds(Objects.requireNonNullElse(secret.kmsKeyId(), "DefaultEncryptionKey"))
                                .build())
                        .toList())
                .build();
    }
}
