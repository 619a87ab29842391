package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.targets.Targets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.pipes.model.DeadLetterConfig;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Tells a queue or a topic of records that a pipe gave up: not the records, but where in the stream they are. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html">DynamoDB streams as a source</a>.
 */
final class DeadLetters {
    static final String RETRIES_EXHAUSTED = "RetryAttemptsExhausted";
    static final String TOO_OLD = "RecordAgeExceeded";
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final CloudEnvironment environment;
    private final Targets targets;

    DeadLetters(CloudEnvironment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
    }

    /**
     * Returns when the pipe's role may use its dead-letter queue, if it has one.
     *
     * @throws AwsError what AWS says of a pipe that cannot begin
     */
    void require(DescribePipeResponse pipe, Caller caller) {
        DeadLetterConfig config =
                pipe.sourceParameters().dynamoDBStreamParameters().deadLetterConfig();
        if (config == null || config.arn() == null) {
            return;
        }
        boolean isQueue = TargetSender.isQueue(config.arn());
        try {
            environment
                    .dispatcher()
                    .require(caller, Access.to(isQueue ? "sqs:SendMessage" : "sns:Publish", config.arn()));
        } catch (AwsError e) {
            LOG.warn("{}: {}", pipe.arn(), e.message());
            throw PipesErrors.unusable("Error occurred while sending message to "
                    + (isQueue ? "SQS queue" : "SNS topic") + ": " + config.arn());
        }
    }

    /** Tells of a batch, if the pipe has a dead-letter queue. As on AWS, what that does not take is lost. */
    void tell(DescribePipeResponse pipe, Caller caller, String shardId, List<PipeEvent> batch, String condition) {
        DeadLetterConfig config =
                pipe.sourceParameters().dynamoDBStreamParameters().deadLetterConfig();
        LOG.warn("{} gave up {} records: {}", pipe.arn(), batch.size(), condition);
        if (config == null || config.arn() == null) {
            return;
        }
        String letter = letter(pipe, shardId, batch, condition).toString();
        Caller there = caller.inRegion(config.arn().split(":", 5)[3]);
        try {
            if (TargetSender.isQueue(config.arn())) {
                targets.send(there, config.arn(), SendMessageRequest.builder().messageBody(letter));
            } else {
                targets.publish(there, config.arn(), letter);
            }
        } catch (AwsError e) {
            LOG.warn("dead-letter queue {} refused what {} gave up: {}", config.arn(), pipe.arn(), e.message());
        }
    }

    private ObjectNode letter(DescribePipeResponse pipe, String shardId, List<PipeEvent> batch, String condition) {
        PipeEvent first = batch.get(0);
        PipeEvent last = batch.get(batch.size() - 1);
        ObjectNode letter = JsonNodeFactory.instance.objectNode();
        letter.putObject("context").put("partnerResourceArn", pipe.arn()).put("condition", condition);
        letter.put("version", "1.0");
        letter.put(
                "timestamp",
                environment.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString());
        letter.putObject("DDBStreamBatchInfo")
                .put("shardId", shardId)
                .put("startSequenceNumber", first.id())
                .put("endSequenceNumber", last.id())
                .put("approximateArrivalOfFirstRecord", first.arrived().toString())
                .put("approximateArrivalOfLastRecord", last.arrived().toString())
                .put("batchSize", batch.size())
                .put("streamArn", pipe.source());
        return letter;
    }
}
