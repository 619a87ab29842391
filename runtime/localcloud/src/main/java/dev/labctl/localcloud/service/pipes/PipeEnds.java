package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Constraints;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DeadLetterConfig;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.PipeSourceDynamoDBStreamParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceSqsQueueParameters;
import software.amazon.awssdk.services.pipes.model.PipeTargetParameters;

/** What the sources and targets of pipes may be; what the local cloud does not run is refused by name. */
final class PipeEnds {
    private static final Pattern STREAM =
            Pattern.compile("arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\\d{12}:table/[^/]+/stream/.+");
    private static final Pattern QUEUE = Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[^:/]+");
    private static final Pattern TOPIC = Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[^:/]+");
    private static final Pattern FUNCTION = Pattern.compile("arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:.+");
    private static final int MAX_PATTERN = 4096;
    private static final int MAX_TEMPLATE = 8192;
    private static final int MOST_FILTERS = 5;
    private static final int MAX_BATCH = 10_000;
    private static final int MOST_MESSAGES = 10;
    private static final int MAX_WINDOW = 300;
    private static final int MAX_AGE = 604_800;
    private static final int MAX_ATTEMPTS = 10_000;
    private static final int MAX_PARALLEL = 10;

    private PipeEnds() {}

    static boolean isStream(String arn) {
        return STREAM.matcher(arn).matches();
    }

    /** Checks the source and the target of a new or changed pipe. */
    static void check(DescribePipeResponse pipe) {
        PipeSourceParameters source = Objects.requireNonNullElse(
                pipe.sourceParameters(), PipeSourceParameters.builder().build());
        checkSource(pipe.source(), source);
        if (source.filterCriteria() != null) {
            List<Filter> filters = source.filterCriteria().filters();
            if (filters.size() > MOST_FILTERS) {
                throw AwsError.validation("1 validation error detected: Value '" + filters
                        + "' at 'sourceParameters.filterCriteria.filters' failed to satisfy constraint: Member must "
                        + "have length less than or equal to " + MOST_FILTERS);
            }
            Constraints constraints = new Constraints();
            for (int i = 0; i < filters.size(); i++) {
                String member = "sourceParameters.filterCriteria.filters." + (i + 1) + ".member.pattern";
                constraints
                        .required(member, filters.get(i).pattern())
                        .length(member, filters.get(i).pattern(), 0, MAX_PATTERN);
            }
            constraints.check();
            EventFilter.require(source.filterCriteria());
        }
        checkBatch(pipe.target(), source);
        checkTarget(
                pipe.target(),
                Objects.requireNonNullElse(
                        pipe.targetParameters(), PipeTargetParameters.builder().build()));
    }

    private static void checkSource(String arn, PipeSourceParameters source) {
        PipesErrors.refuse(
                "sources other than DynamoDB streams and SQS queues",
                source.kinesisStreamParameters(),
                source.activeMQBrokerParameters(),
                source.rabbitMQBrokerParameters(),
                source.managedStreamingKafkaParameters(),
                source.selfManagedKafkaParameters());
        PipeSourceDynamoDBStreamParameters stream = source.dynamoDBStreamParameters();
        PipeSourceSqsQueueParameters queue = source.sqsQueueParameters();
        if (isStream(arn)) {
            fits(queue, "SqsQueueParameters", arn);
            if (stream == null) {
                throw AwsError.validation("DynamoDBStreamParameters must be specified for the source " + arn);
            }
            checkStream(stream);
        } else if (QUEUE.matcher(arn).matches()) {
            fits(stream, "DynamoDBStreamParameters", arn);
            if (queue != null) {
                String member = "sourceParameters.sqsQueueParameters.";
                new Constraints()
                        .range(member + "batchSize", queue.batchSize(), 1, MAX_BATCH)
                        .range(
                                member + "maximumBatchingWindowInSeconds",
                                queue.maximumBatchingWindowInSeconds(),
                                0,
                                MAX_WINDOW)
                        .check();
            }
        } else {
            throw unknown(
                    arn,
                    "source",
                    Map.of("kinesis", "Kinesis streams", "kafka", "MSK clusters", "mq", "brokers of Amazon MQ"));
        }
    }

    /**
     * A pipe may not collect more than its target takes at once. See <a
     * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html">batching</a>.
     */
    private static void checkBatch(String target, PipeSourceParameters source) {
        PipeSourceDynamoDBStreamParameters stream = source.dynamoDBStreamParameters();
        PipeSourceSqsQueueParameters queue = source.sqsQueueParameters();
        Integer size = stream != null ? stream.batchSize() : queue != null ? queue.batchSize() : null;
        if (size != null && size > MOST_MESSAGES && QUEUE.matcher(target).matches()) {
            throw AwsError.validation("BatchSize " + size + " is more than the " + MOST_MESSAGES + " that the target "
                    + target + " takes in a batch.");
        }
    }

    private static void checkStream(PipeSourceDynamoDBStreamParameters stream) {
        String member = "sourceParameters.dynamoDBStreamParameters.";
        DeadLetterConfig letters = stream.deadLetterConfig();
        new Constraints()
                .required(member + "startingPosition", stream.startingPositionAsString())
                .oneOf(
                        member + "startingPosition",
                        stream.startingPositionAsString(),
                        List.of("TRIM_HORIZON", "LATEST"))
                .range(member + "batchSize", stream.batchSize(), 1, MAX_BATCH)
                .range(
                        member + "maximumBatchingWindowInSeconds",
                        stream.maximumBatchingWindowInSeconds(),
                        0,
                        MAX_WINDOW)
                .range(member + "maximumRecordAgeInSeconds", stream.maximumRecordAgeInSeconds(), -1, MAX_AGE)
                .range(member + "maximumRetryAttempts", stream.maximumRetryAttempts(), -1, MAX_ATTEMPTS)
                .range(member + "parallelizationFactor", stream.parallelizationFactor(), 1, MAX_PARALLEL)
                .oneOf(
                        member + "onPartialBatchItemFailure",
                        stream.onPartialBatchItemFailureAsString(),
                        List.of("AUTOMATIC_BISECT"))
                .check();
        Integer factor = stream.parallelizationFactor();
        PipesErrors.refuse(
                "several batches of a shard at once (ParallelizationFactor)",
                factor == null || factor == 1 ? null : factor);
        String arn = letters == null ? null : letters.arn();
        if (arn != null && !QUEUE.matcher(arn).matches() && !TOPIC.matcher(arn).matches()) {
            throw AwsError.validation("The dead-letter target " + arn + " is neither an SQS queue nor an SNS topic.");
        }
    }

    private static void checkTarget(String arn, PipeTargetParameters target) {
        PipesErrors.refuse(
                "targets other than SQS queues and Lambda functions",
                target.stepFunctionStateMachineParameters(),
                target.kinesisStreamParameters(),
                target.ecsTaskParameters(),
                target.batchJobParameters(),
                target.httpParameters(),
                target.redshiftDataParameters(),
                target.sageMakerPipelineParameters(),
                target.eventBridgeEventBusParameters(),
                target.cloudWatchLogsParameters(),
                target.timestreamParameters());
        if (QUEUE.matcher(arn).matches()) {
            fits(target.lambdaFunctionParameters(), "LambdaFunctionParameters", arn);
            if (arn.endsWith(".fifo")
                    && (target.sqsQueueParameters() == null
                            || target.sqsQueueParameters().messageGroupId() == null)) {
                throw AwsError.validation("MessageGroupId must be specified for the FIFO queue " + arn);
            }
        } else if (FUNCTION.matcher(arn).matches()) {
            fits(target.sqsQueueParameters(), "SqsQueueParameters", arn);
            new Constraints()
                    .oneOf(
                            "targetParameters.lambdaFunctionParameters.invocationType",
                            target.lambdaFunctionParameters() == null
                                    ? null
                                    : target.lambdaFunctionParameters().invocationTypeAsString(),
                            List.of("REQUEST_RESPONSE", "FIRE_AND_FORGET"))
                    .check();
        } else {
            throw unknown(
                    arn,
                    "target",
                    Map.of(
                            "kinesis",
                            "Kinesis streams",
                            "events",
                            "event buses",
                            "states",
                            "state machines",
                            "sns",
                            "topics",
                            "logs",
                            "log groups",
                            "ecs",
                            "ECS clusters",
                            "batch",
                            "Batch queues",
                            "firehose",
                            "Firehose streams"));
        }
        new Constraints()
                .length("targetParameters.inputTemplate", target.inputTemplate(), 0, MAX_TEMPLATE)
                .check();
        if (target.inputTemplate() != null) {
            InputTemplate.wrong(target.inputTemplate()).ifPresent(name -> {
                throw AwsError.validation("Invalid InputTemplate: <" + name + "> is not a valid placeholder.");
            });
        }
    }

    private static void fits(@Nullable Object parameters, String name, String arn) {
        if (parameters != null) {
            throw AwsError.validation(name + " cannot be specified for " + arn);
        }
    }

    private static AwsError unknown(String arn, String end, Map<String, String> refused) {
        String[] parts = arn.split(":", 4);
        String what = parts.length > 2 ? refused.get(parts[2]) : null;
        return what == null
                ? AwsError.validation("Invalid " + end + " ARN: " + arn)
                : PipesErrors.notImplemented(what + " as a " + end);
    }
}
