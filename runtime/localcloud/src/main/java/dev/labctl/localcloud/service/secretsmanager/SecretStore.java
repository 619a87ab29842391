package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * All secrets: what DescribeSecret shows of each, its versions, its policy, and when it will be gone.
 *
 * <p>Keys are {@code region|name}; an ARN ends with the name, a hyphen and six random characters.
 */
final class SecretStore {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";
    static final String PENDING = "AWSPENDING";

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX = 6;
    private static final int MAX_UNLABELLED = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;
    private final Table<DescribeSecretResponse> secrets;
    private final Table<SecretVersion> versions;
    private final Table<String> policies;
    private final Table<String> deletions;
    private final Table<String> rotations;

    SecretStore(Store store) {
        this.store = store;
        this.secrets = store.table("secretsmanager.secrets", SdkState.codec(DescribeSecretResponse::builder));
        this.versions = store.table("secretsmanager.versions", Codec.json(SecretVersion.class));
        this.policies = store.table("secretsmanager.policies", Codec.TEXT);
        this.deletions = store.table("secretsmanager.deletions", Codec.TEXT);
        this.rotations = store.table("secretsmanager.rotations", Codec.TEXT);
    }

    static String newArn(Call call, String name) {
        StringBuilder suffix = new StringBuilder("-");
        for (int i = 0; i < SUFFIX; i++) {
            suffix.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return call.arn("secretsmanager", "secret:" + name + suffix);
    }

    private static String key(String region, String name) {
        return region + "|" + name;
    }

    private static String key(DescribeSecretResponse secret) {
        return key(secret.arn().split(":", 5)[3], secret.name());
    }

    /** The secret of this name, ARN, or ARN without its last seven characters; also one that will be deleted. */
    Optional<DescribeSecretResponse> find(String region, String secretId) {
        if (!secretId.startsWith("arn:")) {
            return secrets.get(key(region, secretId));
        }
        String[] parts = secretId.split(":", 7);
        if (parts.length < 7) {
            return Optional.empty();
        }
        String name = parts[6];
        Optional<DescribeSecretResponse> partial = secrets.get(key(parts[3], name));
        if (partial.isPresent() && partial.get().arn().startsWith(secretId)) {
            return partial;
        }
        int end = name.length() - SUFFIX - 1;
        return end < 1
                ? Optional.empty()
                : secrets.get(key(parts[3], name.substring(0, end)))
                        .filter(secret -> secret.arn().equals(secretId));
    }

    /** The secret, unless it is marked for deletion. */
    DescribeSecretResponse require(Call call, String secretId) {
        DescribeSecretResponse secret = requireAny(call, secretId);
        if (secret.deletedDate() != null) {
            throw SecretErrors.markedForDeletion();
        }
        return secret;
    }

    /** The secret, also when it is marked for deletion. */
    DescribeSecretResponse requireAny(Call call, String secretId) {
        return find(call.region(), secretId).orElseThrow(SecretErrors::notFound);
    }

    /** The ARN that policies decide about; of a secret that is not there, one with any ending. */
    String arn(Call call, String secretId) {
        return find(call.region(), secretId)
                .map(DescribeSecretResponse::arn)
                .orElseGet(() -> secretId.startsWith("arn:")
                        ? secretId
                        : call.arn("secretsmanager", "secret:" + secretId + "-??????"));
    }

    List<DescribeSecretResponse> all(String region) {
        return secrets.prefix(region + "|").map(Map.Entry::getValue).toList();
    }

    List<DescribeSecretResponse> everywhere() {
        return secrets.values().toList();
    }

    void put(DescribeSecretResponse secret) {
        store.write(() -> secrets.put(key(secret), secret));
    }

    Optional<SecretVersion> version(DescribeSecretResponse secret, String versionId) {
        return versions.get(key(secret) + "|" + versionId);
    }

    /** All versions, the oldest first. */
    List<SecretVersion> versions(DescribeSecretResponse secret) {
        return versions.prefix(key(secret) + "|")
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparing(SecretVersion::created))
                .toList();
    }

    void putVersion(DescribeSecretResponse secret, SecretVersion version) {
        store.write(() -> versions.put(key(secret) + "|" + version.id(), version));
    }

    static List<String> stages(DescribeSecretResponse secret, String versionId) {
        return secret.versionIdsToStages().getOrDefault(versionId, List.of());
    }

    static @Nullable String versionWith(DescribeSecretResponse secret, String stage) {
        return secret.versionIdsToStages().entrySet().stream()
                .filter(entry -> entry.getValue().contains(stage))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Moves a label to a version, or away from all for null. The current version's label leaves AWSPREVIOUS behind. */
    static DescribeSecretResponse label(DescribeSecretResponse secret, String stage, @Nullable String versionId) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        String before = versionWith(secret, stage);
        secret.versionIdsToStages().forEach((id, labels) -> stages.put(id, new ArrayList<>(labels)));
        boolean isPreviousMoved =
                stage.equals(CURRENT) && before != null && versionId != null && !before.equals(versionId);
        stages.values().forEach(labels -> {
            labels.remove(stage);
            if (isPreviousMoved) {
                labels.remove(PREVIOUS);
            }
        });
        if (versionId != null) {
            stages.computeIfAbsent(versionId, id -> new ArrayList<>()).add(stage);
        }
        if (isPreviousMoved && before != null) {
            stages.computeIfAbsent(before, id -> new ArrayList<>()).add(PREVIOUS);
        }
        stages.values().removeIf(List::isEmpty);
        return secret.toBuilder().versionIdsToStages(stages).build();
    }

    /** Keeps the secret after its labels changed; versions without a label are kept up to a number. */
    void putLabelled(DescribeSecretResponse secret) {
        store.write(() -> {
            put(secret);
            List<SecretVersion> unlabelled = versions(secret).stream()
                    .filter(version -> stages(secret, version.id()).isEmpty())
                    .toList();
            unlabelled.stream()
                    .limit(Math.max(0, unlabelled.size() - MAX_UNLABELLED))
                    .forEach(version -> versions.remove(key(secret) + "|" + version.id()));
        });
    }

    Optional<String> policy(DescribeSecretResponse secret) {
        return policies.get(key(secret));
    }

    void putPolicy(DescribeSecretResponse secret, @Nullable String policy) {
        store.write(() -> {
            if (policy == null) {
                policies.remove(key(secret));
            } else {
                policies.put(key(secret), policy);
            }
        });
    }

    /** When a secret that is marked for deletion will be gone. */
    Optional<Instant> deletion(DescribeSecretResponse secret) {
        return deletions.get(key(secret)).map(Instant::parse);
    }

    void mark(DescribeSecretResponse marked, Instant gone) {
        store.write(() -> {
            put(marked);
            deletions.put(key(marked), gone.toString());
        });
    }

    void unmark(DescribeSecretResponse restored) {
        store.write(() -> {
            put(restored);
            deletions.remove(key(restored));
        });
    }

    /** The version that a rotation by a function is to make, while it goes on. */
    Optional<String> rotation(DescribeSecretResponse secret) {
        return rotations.get(key(secret));
    }

    void putRotation(DescribeSecretResponse secret, @Nullable String versionId) {
        store.write(() -> {
            if (versionId == null) {
                rotations.remove(key(secret));
            } else {
                rotations.put(key(secret), versionId);
            }
        });
    }

    void remove(DescribeSecretResponse secret) {
        store.write(() -> {
            String key = key(secret);
            versions.prefix(key + "|").map(Map.Entry::getKey).toList().forEach(versions::remove);
            secrets.remove(key);
            policies.remove(key);
            deletions.remove(key);
            rotations.remove(key);
        });
    }

    /** Several changes as one. */
    void together(Runnable changes) {
        store.write(changes);
    }

    /** Changes what is stored of a secret, as it is now. */
    DescribeSecretResponse change(DescribeSecretResponse secret, UnaryOperator<DescribeSecretResponse.Builder> change) {
        DescribeSecretResponse changed = change.apply(secrets.get(key(secret)).orElse(secret).toBuilder())
                .build();
        put(changed);
        return changed;
    }
}
