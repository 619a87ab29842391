package dev.labctl.localcloud.service.secretsmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * Rotation: by a Lambda function in four steps, or by the service that manages the secret; when asked for and on schedule.
 *
 * <p>See "Rotate AWS Secrets Manager secrets" in its user guide. A rotation that a stop of the cloud broke off begins
 * again with its first step, which is why AWS asks functions to bear each step twice.
 */
final class Rotation {
    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    private static final String SERVICE = "secretsmanager.amazonaws.com";
    private static final String INSTANCE_TAG = "aws:rds:primaryDBInstanceArn";
    private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (hour|day)s?\\)");
    private static final List<String> STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");

    private final CloudEnvironment environment;
    private final SecretStore store;
    private final Object lock;

    Rotation(CloudEnvironment environment, SecretStore store, Object lock) {
        this.environment = environment;
        this.store = store;
        this.lock = lock;
    }

    void register(Operations operations) {
        operations.on(
                RotateSecretRequest.class,
                (q, call) -> {
                    Access access = Access.to("secretsmanager:RotateSecret", store.arn(call, q.secretId()));
                    return List.of(
                            q.rotationLambdaARN() == null
                                    ? access
                                    : access.with("secretsmanager:RotationLambdaARN", q.rotationLambdaARN()));
                },
                this::rotate);
        operations.on(
                CancelRotateSecretRequest.class,
                AccessRule.on("secretsmanager:CancelRotateSecret", (q, call) -> store.arn(call, q.secretId())),
                this::cancel);
    }

    /** Goes on with what was under way, and waits for what is due. */
    void start() {
        for (DescribeSecretResponse secret : store.everywhere()) {
            store.rotation(secret).ifPresent(version -> environment.executor().execute(() -> run(secret, version)));
            schedule(secret);
        }
    }

    private RotateSecretResponse rotate(RotateSecretRequest request, Call call) {
        DescribeSecretResponse secret = store.require(call, request.secretId());
        boolean isNow = !Boolean.FALSE.equals(request.rotateImmediately());
        if (secret.owningService() != null) {
            return rotateManaged(secret, request, isNow, call);
        }
        String function =
                request.rotationLambdaARN() == null ? secret.rotationLambdaARN() : request.rotationLambdaARN();
        if (function == null) {
            throw SecretErrors.invalidRequest("No Lambda rotation function ARN is associated with this secret.");
        }
        requireInvocable(secret, function);
        String version = VersionOperations.token(request.clientRequestToken());
        synchronized (lock) {
            DescribeSecretResponse now = store.require(call, secret.arn());
            if (isNow && store.rotation(now).isPresent()) {
                throw SecretErrors.invalidRequest(
                        "A previous rotation isn't complete. That rotation will be reattempted.");
            }
            RotationRulesType rules = rules(request, now);
            DescribeSecretResponse configured = now.toBuilder()
                    .rotationEnabled(true)
                    .rotationLambdaARN(function)
                    .rotationRules(rules)
                    .nextRotationDate(next(rules, environment.clock().instant()))
                    .lastChangedDate(environment.clock().instant())
                    .build();
            store.put(configured);
            schedule(configured);
            if (isNow) {
                begin(configured, version);
            }
        }
        return RotateSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(isNow ? version : null)
                .build();
    }

    private static RotationRulesType rules(RotateSecretRequest request, DescribeSecretResponse before) {
        RotationRulesType rules = request.rotationRules() == null ? before.rotationRules() : request.rotationRules();
        if (rules == null) {
            throw SecretErrors.invalidParameter("You must specify a rotation schedule in RotationRules.");
        }
        if (rules.automaticallyAfterDays() != null && rules.scheduleExpression() != null) {
            throw SecretErrors.invalidParameter(
                    "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
        }
        if (interval(rules).isEmpty()) {
            throw SecretErrors.invalidParameter("The local cloud takes a RotationRules ScheduleExpression of the form"
                    + " rate(n days) or rate(n hours), not " + rules.scheduleExpression());
        }
        return rules;
    }

    private static Optional<Duration> interval(RotationRulesType rules) {
        if (rules.automaticallyAfterDays() != null) {
            return Optional.of(Duration.ofDays(rules.automaticallyAfterDays()));
        }
        Matcher rate = RATE.matcher(Objects.requireNonNullElse(rules.scheduleExpression(), ""));
        if (!rate.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(rate.group(1));
        return Optional.of(rate.group(2).equals("day") ? Duration.ofDays(count) : Duration.ofHours(count));
    }

    private static Instant next(RotationRulesType rules, Instant from) {
        return from.plus(interval(rules).orElseThrow());
    }

    /** RDS itself makes the new version, changes the role's password, and moves the labels. */
    private RotateSecretResponse rotateManaged(
            DescribeSecretResponse secret, RotateSecretRequest request, boolean isNow, Call call) {
        if (request.rotationLambdaARN() != null) {
            throw SecretErrors.managed(secret.owningService());
        }
        if (request.rotationRules() != null) {
            synchronized (lock) {
                RotationRulesType rules = rules(request, secret);
                schedule(store.change(store.require(call, secret.arn()), changed -> changed.rotationRules(rules)
                        .nextRotationDate(next(rules, environment.clock().instant()))));
            }
        }
        if (!isNow) {
            return RotateSecretResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .build();
        }
        askOwner(secret);
        return RotateSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(SecretStore.versionWith(store.require(call, secret.arn()), SecretStore.PENDING))
                .build();
    }

    private void askOwner(DescribeSecretResponse secret) {
        String instance = secret.tags().stream()
                .filter(tag -> tag.key().equals(INSTANCE_TAG))
                .map(Tag::value)
                .findFirst()
                .orElseThrow(() -> SecretErrors.managed(secret.owningService()));
        Caller self = new Caller(
                Principal.root(environment.accountId()),
                region(secret),
                Map.of("aws:ViaAWSService", "true", "aws:CalledViaLast", SERVICE));
        environment
                .dispatcher()
                .call(
                        self,
                        ModifyDbInstanceRequest.builder()
                                .dbInstanceIdentifier(instance.substring(instance.lastIndexOf(':') + 1))
                                .rotateMasterUserPassword(true)
                                .applyImmediately(true)
                                .build(),
                        ModifyDbInstanceResponse.class);
    }

    private static String region(DescribeSecretResponse secret) {
        return secret.arn().split(":", 5)[3];
    }

    private void requireInvocable(DescribeSecretResponse secret, String function) {
        Caller self = Caller.service(SERVICE, region(secret), secret.arn(), environment.accountId());
        boolean isAllowed = environment
                .authorizer()
                .decide(self.principal(), Access.to("lambda:InvokeFunction", function), self.conditions())
                .isAllowed();
        if (!isAllowed) {
            throw AwsError.of(
                    400,
                    "AccessDeniedException",
                    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy"
                            + " grants access to the principal secretsmanager.amazonaws.com.");
        }
    }

    private void begin(DescribeSecretResponse secret, String version) {
        store.together(() -> {
            if (store.version(secret, version).isEmpty()) {
                store.putVersion(
                        secret,
                        SecretVersion.of(
                                version, null, null, environment.clock().instant()));
            }
            store.putLabelled(SecretStore.label(secret, SecretStore.PENDING, version));
            store.putRotation(secret, version);
        });
        environment.executor().execute(() -> run(secret, version));
    }

    private void run(DescribeSecretResponse secret, String version) {
        environment.store().awaitDurable();
        try {
            for (String step : STEPS) {
                invoke(secret, version, step);
            }
            synchronized (lock) {
                Instant now = environment.clock().instant();
                store.change(secret, changed -> changed.lastRotatedDate(now).lastChangedDate(now));
            }
        } catch (AwsError e) {
            LOG.warn("the rotation of {} failed: {}", secret.arn(), e.getMessage());
        } finally {
            synchronized (lock) {
                store.putRotation(secret, null);
            }
        }
    }

    private void invoke(DescribeSecretResponse secret, String version, String step) {
        DescribeSecretResponse now = store.find(region(secret), secret.arn()).orElseThrow(SecretErrors::notFound);
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("Step", step)
                .put("SecretId", now.arn())
                .put("ClientRequestToken", version)
                .put("RotationToken", version);
        InvokeResponse answer = environment
                .dispatcher()
                .call(
                        Caller.service(SERVICE, region(now), now.arn(), environment.accountId()),
                        InvokeRequest.builder()
                                .functionName(now.rotationLambdaARN())
                                .payload(SdkBytes.fromUtf8String(event.toString()))
                                .build(),
                        InvokeResponse.class);
        if (answer.functionError() != null) {
            throw SecretErrors.invalidRequest("step " + step + " of the rotation function failed: "
                    + answer.payload().asUtf8String());
        }
    }

    private CancelRotateSecretResponse cancel(CancelRotateSecretRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Managed.requireAllowed(secret, call);
            String pending = SecretStore.versionWith(secret, SecretStore.PENDING);
            store.put(secret.toBuilder()
                    .rotationEnabled(false)
                    .nextRotationDate(null)
                    .build());
            return CancelRotateSecretResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .versionId(pending)
                    .build();
        }
    }

    /** Rotates when the date comes that the secret then still has. */
    void schedule(DescribeSecretResponse secret) {
        Instant due = secret.nextRotationDate();
        if (due != null && Boolean.TRUE.equals(secret.rotationEnabled())) {
            environment.clock().schedule(due, () -> rotateOnSchedule(secret.arn(), due));
        }
    }

    private void rotateOnSchedule(String arn, Instant due) {
        DescribeSecretResponse secret = current(arn);
        if (secret == null || !due.equals(secret.nextRotationDate()) || secret.deletedDate() != null) {
            return;
        }
        synchronized (lock) {
            DescribeSecretResponse planned =
                    store.change(secret, changed -> changed.nextRotationDate(next(secret.rotationRules(), due)));
            schedule(planned);
            if (planned.owningService() == null) {
                begin(planned, UUID.randomUUID().toString());
                return;
            }
        }
        environment.store().awaitDurable();
        try {
            askOwner(secret);
        } catch (AwsError e) {
            LOG.warn("the rotation of {} failed: {}", arn, e.getMessage());
        }
    }

    private @Nullable DescribeSecretResponse current(String arn) {
        return store.find(arn.split(":", 5)[3], arn).orElse(null);
    }
}
