package dev.labctl.localcloud.service.rds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Principal;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/**
 * The master user's password in Secrets Manager. See "Password management with Amazon RDS and AWS Secrets Manager" in the
 * Amazon RDS user guide.
 */
final class MasterSecret {
    static final String ACTIVE = "active";
    static final String CREATING = "creating";
    static final String ROTATING = "rotating";

    private static final String SELF = "rds.amazonaws.com";
    private static final String CURRENT = "AWSCURRENT";
    private static final String PENDING = "AWSPENDING";
    private static final String CHARACTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,-.:;<=>?[]^_{|}~";
    private static final int LENGTH = 28;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CloudEnvironment environment;

    MasterSecret(CloudEnvironment environment) {
        this.environment = environment;
    }

    static String newPassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
        }
        return password.toString();
    }

    /** Makes the secret on behalf of who makes the instance, who needs the permissions for it. */
    MasterUserSecret create(Call call, String instanceArn, String user, String password, @Nullable String kmsKeyId) {
        String name = "rds!db-" + UUID.randomUUID();
        environment
                .dispatcher()
                .require(
                        call.caller(),
                        Access.to(
                                "secretsmanager:TagResource",
                                call.arn("secretsmanager", "secret:" + name + "-??????")));
        CreateSecretResponse made = environment
                .dispatcher()
                .call(
                        via(call.caller().principal(), call.region()),
                        CreateSecretRequest.builder()
                                .name(name)
                                .clientRequestToken(UUID.randomUUID().toString())
                                .description("The secret associated with the primary RDS DB instance: " + instanceArn)
                                .kmsKeyId(kmsKeyId)
                                .secretString(json(user, password))
                                .tags(
                                        tag("aws:secretsmanager:owningService", "rds"),
                                        tag("aws:rds:primaryDBInstanceArn", instanceArn))
                                .build(),
                        CreateSecretResponse.class);
        return MasterUserSecret.builder()
                .secretArn(made.arn())
                .secretStatus(CREATING)
                .kmsKeyId(kmsKeyId == null ? call.arn("kms", "alias/aws/secretsmanager") : kmsKeyId)
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Caller via(Principal principal, String region) {
        return new Caller(principal, region, Map.of("aws:ViaAWSService", "true", "aws:CalledViaLast", SELF));
    }

    private Caller self(String secretArn) {
        return via(Principal.root(environment.accountId()), RdsTables.region(secretArn));
    }

    private static String json(String user, String password) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("username", user)
                .put("password", password)
                .toString();
    }

    /** Puts a new password beside the current one; {@link #pending} tells it and {@link #finish} makes it current. */
    void begin(String secretArn, String user) {
        environment
                .dispatcher()
                .call(
                        self(secretArn),
                        PutSecretValueRequest.builder()
                                .secretId(secretArn)
                                .clientRequestToken(UUID.randomUUID().toString())
                                .secretString(json(user, newPassword()))
                                .versionStages(PENDING)
                                .build(),
                        PutSecretValueResponse.class);
    }

    /** The password that is to become current; empty when there is none. */
    Optional<String> pending(String secretArn) {
        if (versionWith(secretArn, PENDING).isEmpty()) {
            return Optional.empty();
        }
        String value = environment
                .dispatcher()
                .call(
                        self(secretArn),
                        GetSecretValueRequest.builder()
                                .secretId(secretArn)
                                .versionStage(PENDING)
                                .build(),
                        GetSecretValueResponse.class)
                .secretString();
        try {
            return Optional.of(JSON.readTree(value).path("password").asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> versionWith(String secretArn, String stage) {
        return environment
                .dispatcher()
                .call(
                        self(secretArn),
                        DescribeSecretRequest.builder().secretId(secretArn).build(),
                        DescribeSecretResponse.class)
                .versionIdsToStages()
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().contains(stage))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    void finish(String secretArn) {
        String version = versionWith(secretArn, PENDING).orElseThrow();
        move(secretArn, CURRENT, versionWith(secretArn, CURRENT).orElse(null), version);
        move(secretArn, PENDING, version, null);
    }

    private void move(String secretArn, String stage, @Nullable String from, @Nullable String to) {
        environment
                .dispatcher()
                .call(
                        self(secretArn),
                        UpdateSecretVersionStageRequest.builder()
                                .secretId(secretArn)
                                .versionStage(stage)
                                .removeFromVersionId(from)
                                .moveToVersionId(to)
                                .build(),
                        UpdateSecretVersionStageResponse.class);
    }

    void delete(String secretArn) {
        try {
            environment
                    .dispatcher()
                    .call(
                            self(secretArn),
                            DeleteSecretRequest.builder()
                                    .secretId(secretArn)
                                    .forceDeleteWithoutRecovery(true)
                                    .build(),
                            DeleteSecretResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
