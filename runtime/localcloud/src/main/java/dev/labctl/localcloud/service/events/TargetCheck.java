package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.transform.JsonPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** What PutTargets refuses, in AWS's words; and what AWS takes and the local cloud does not, by name. */
final class TargetCheck {
    private static final Pattern ARN = Pattern.compile("arn:aws[\\w-]*:[a-z0-9-]+:[a-z0-9-]*:(\\d{12})?:.+");
    private static final Set<String> SERVICES = Set.of("lambda", "sqs", "sns");
    private static final int MAX_ARN = 1600;
    private static final int MAX_INPUT = 8192;
    private static final int MAX_PATH = 256;
    private static final int MOST_AT_ONCE = 100;
    private static final int MAX_RETRIES = 185;
    private static final int MIN_AGE_SECONDS = 60;
    private static final int MAX_AGE_SECONDS = 86_400;

    private TargetCheck() {}

    /** Returns when the request may be carried out, as far as it can be told without state. */
    static void require(PutTargetsRequest request) {
        EventConstraints constraints = new EventConstraints()
                .name("rule", request.rule())
                .bus(request.eventBusName())
                .size("targets", request.targets(), MOST_AT_ONCE);
        int number = 0;
        for (Target target : request.targets()) {
            number++;
            constrain(constraints, target, "targets." + number + ".member.");
        }
        constraints.check();
        request.targets().forEach(TargetCheck::require);
    }

    private static void constrain(EventConstraints constraints, Target target, String member) {
        constraints
                .name(member + "id", target.id())
                .required(member + "arn", target.arn())
                .length(member + "arn", target.arn(), MAX_ARN)
                .atMost(member + "input", target.input(), MAX_INPUT)
                .atMost(member + "inputPath", target.inputPath(), MAX_PATH);
        if (target.inputTransformer() != null) {
            constraints
                    .required(
                            member + "inputTransformer.inputTemplate",
                            target.inputTransformer().inputTemplate())
                    .length(
                            member + "inputTransformer.inputTemplate",
                            target.inputTransformer().inputTemplate(),
                            MAX_INPUT);
        }
        if (target.retryPolicy() != null) {
            constraints
                    .range(
                            member + "retryPolicy.maximumRetryAttempts",
                            target.retryPolicy().maximumRetryAttempts(),
                            0,
                            MAX_RETRIES)
                    .range(
                            member + "retryPolicy.maximumEventAgeInSeconds",
                            target.retryPolicy().maximumEventAgeInSeconds(),
                            MIN_AGE_SECONDS,
                            MAX_AGE_SECONDS);
        }
    }

    private static void require(Target target) {
        if (!ARN.matcher(target.arn()).matches()) {
            throw EventsErrors.invalidParameter(target.arn(), "Provided Arn is not in correct format.");
        }
        requireKnown(target);
        long inputs = Stream.of(target.input(), target.inputPath(), target.inputTransformer())
                .filter(Objects::nonNull)
                .count();
        if (inputs > 1) {
            throw AwsError.validation("Only one of Input, InputPath, or InputTransformer must be provided for target "
                    + target.id() + ".");
        }
        requireInput(target);
        boolean isFifo = target.arn().contains(":sqs:") && target.arn().endsWith(".fifo");
        if (isFifo && (target.sqsParameters() == null || target.sqsParameters().messageGroupId() == null)) {
            throw AwsError.validation("Parameter(s) SqsParameters must be specified for target: " + target.id() + ".");
        }
        requireDeadLetters(target.deadLetterConfig());
    }

    private static void requireKnown(Target target) {
        String service = target.arn().split(":", 4)[2];
        if (!SERVICES.contains(service)) {
            throw EventsErrors.notImplemented("targets of the service " + service);
        }
        Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
        unknown.put("KinesisParameters", target.kinesisParameters());
        unknown.put("RunCommandParameters", target.runCommandParameters());
        unknown.put("EcsParameters", target.ecsParameters());
        unknown.put("BatchParameters", target.batchParameters());
        unknown.put("HttpParameters", target.httpParameters());
        unknown.put("RedshiftDataParameters", target.redshiftDataParameters());
        unknown.put("SageMakerPipelineParameters", target.sageMakerPipelineParameters());
        unknown.put("AppSyncParameters", target.appSyncParameters());
        unknown.forEach((name, value) -> {
            if (value != null) {
                throw EventsErrors.invalidParameter(name, name + " is not supported for target " + target.arn() + ".");
            }
        });
    }

    private static void requireInput(Target target) {
        if (target.input() != null) {
            try {
                Event.STRICT_JSON.readTree(target.input());
            } catch (JsonProcessingException e) {
                throw AwsError.validation("JSON syntax error in input for target " + target.id() + ".");
            }
        }
        requirePath(target.inputPath(), "InputPath", target);
        InputTransformer transformer = target.inputTransformer();
        if (transformer == null) {
            return;
        }
        transformer.inputPathsMap().values().forEach(path -> requirePath(path, "InputPathsMap", target));
        Matcher placeholder = TargetInput.PLACEHOLDER.matcher(transformer.inputTemplate());
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!transformer.inputPathsMap().containsKey(name) && !TargetInput.PREDEFINED.contains(name)) {
                throw AwsError.validation(
                        "InputTemplate for target " + target.id() + " contains invalid placeholder " + name + ".");
            }
        }
    }

    private static void requirePath(@Nullable String path, String parameter, Target target) {
        if (path != null && JsonPath.parse(path).isEmpty()) {
            throw AwsError.validation(parameter + " for target " + target.id() + " is invalid.");
        }
    }

    private static void requireDeadLetters(@Nullable DeadLetterConfig config) {
        if (config == null || config.arn() == null) {
            return;
        }
        List<String> parts = List.of(config.arn().split(":", -1));
        if (parts.size() != 6 || !parts.get(2).equals("sqs") || config.arn().endsWith(".fifo")) {
            throw EventsErrors.invalidParameter(
                    "DeadLetterConfig.Arn", "Dead-letter queue must be a standard SQS queue.");
        }
    }
}
