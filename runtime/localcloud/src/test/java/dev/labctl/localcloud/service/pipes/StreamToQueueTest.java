package dev.labctl.localcloud.service.pipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.pipes.model.DynamoDBStreamStartPosition;
import software.amazon.awssdk.services.pipes.model.PipeState;

/** Records of a table, on their way to a queue. */
final class StreamToQueueTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private PipesFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new PipesFixture(cloud).prepare();
    }

    @Test
    void onlyItemsThatBecomePendingReachTheQueueAsWholeRecords() {
        String out = fixture.queue("out");
        fixture.pipe(source -> {}, pipe -> {});
        fixture.put("a", "PENDING");
        fixture.put("b", "FINISHED");
        fixture.put("a", "PROCESSING");
        fixture.put("a", "FAILED");
        fixture.put("a", "PENDING");
        fixture.dynamodb.updateItem(update -> update.tableName("items")
                .key(Map.of("id", AttributeValue.fromS("a")))
                .updateExpression("SET note = :n")
                .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("1"))));
        fixture.dynamodb.deleteItem(delete -> delete.tableName("items").key(Map.of("id", AttributeValue.fromS("a"))));
        List<JsonNode> records =
                fixture.received(out, 2).stream().map(PipesFixture::json).toList();
        assertThat(records)
                .extracting(record -> record.path("eventName").asText())
                .containsExactly("INSERT", "MODIFY");
        JsonNode second = records.get(1);
        assertThat(second.at("/dynamodb/Keys/id/S").asText()).isEqualTo("a");
        assertThat(second.at("/dynamodb/OldImage/status/S").asText()).isEqualTo("FAILED");
        assertThat(second.at("/dynamodb/StreamViewType").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(second.at("/dynamodb/ApproximateCreationDateTime").isIntegralNumber())
                .isTrue();
        assertThat(second.path("eventSource").asText()).isEqualTo("aws:dynamodb");
        assertThat(second.path("eventSourceARN").asText()).isEqualTo(fixture.stream);
        assertThat(second.path("awsRegion").asText()).isEqualTo("us-east-1");
    }

    @Test
    void recordsWaitForAQueueThatIsMissing() {
        fixture.pipe(source -> source.batchSize(2), pipe -> {});
        fixture.put("a", "PENDING");
        fixture.put("b", "PENDING");
        PipesFixture.pause(400);
        String out = fixture.queue("out");
        fixture.advance(Duration.ofMinutes(2));
        assertThat(fixture.ids(out, 2)).containsExactly("a", "b");
    }

    @Test
    void recordsThatExhaustTheirAttemptsAreToldToTheDeadLetterQueueAndUnblockTheShard() {
        String dead = fixture.queue("dead");
        fixture.pipe(
                source -> source.maximumRetryAttempts(0)
                        .deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                pipe -> {});
        fixture.put("a", "PENDING");
        JsonNode letter = PipesFixture.json(fixture.received(dead, 1).get(0));
        assertThat(letter.at("/context/condition").asText()).isEqualTo("RetryAttemptsExhausted");
        assertThat(letter.at("/context/partnerResourceArn").asText())
                .isEqualTo("arn:aws:pipes:us-east-1:123456789012:pipe/p");
        JsonNode batch = letter.path("DDBStreamBatchInfo");
        assertThat(batch.path("streamArn").asText()).isEqualTo(fixture.stream);
        assertThat(batch.path("batchSize").asInt()).isEqualTo(1);
        assertThat(batch.path("startSequenceNumber")).isEqualTo(batch.path("endSequenceNumber"));
        String out = fixture.queue("out");
        fixture.put("b", "PENDING");
        assertThat(fixture.ids(out, 1)).containsExactly("b");
    }

    @Test
    void whatAPipeDoesIsShownByCloudWatch() {
        String dead = fixture.queue("dead");
        fixture.pipe(
                source -> source.maximumRetryAttempts(0)
                        .deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                pipe -> {});
        fixture.put("a", "PENDING");
        fixture.received(dead, 1);
        String out = fixture.queue("out");
        fixture.put("b", "PENDING");
        fixture.received(out, 1);
        assertThat(List.of(sum("Invocations"), sum("EventCount"), sum("ExecutionFailed"), sum("TargetStageFailed")))
                .containsExactly(2.0, 2.0, 1.0, 1.0);
        assertThat(sum("EventSize")).isPositive();
    }

    private double sum(String metric) {
        Instant now = cloud.cloud().environment().clock().instant();
        return cloud
                .client(CloudWatchClient.builder())
                .getMetricStatistics(get -> get.namespace("AWS/EventBridge/Pipes")
                        .metricName(metric)
                        .dimensions(
                                Dimension.builder().name("PipeName").value("p").build())
                        .startTime(now.minus(Duration.ofDays(1)))
                        .endTime(now.plusSeconds(60))
                        .period(86_400)
                        .statistics(Statistic.SUM))
                .datapoints()
                .stream()
                .mapToDouble(Datapoint::sum)
                .sum();
    }

    @Test
    void aStoppedPipeGoesOnWhereItWasAlsoAfterARestart() {
        String out = fixture.queue("out");
        fixture.pipe(source -> source.startingPosition("LATEST"), pipe -> {});
        fixture.put("a", "PENDING");
        assertThat(fixture.ids(out, 1)).containsExactly("a");
        fixture.pipes.stopPipe(stop -> stop.name("p"));
        assertThat(fixture.settled()).isEqualTo(PipeState.STOPPED);
        fixture.put("b", "PENDING");
        cloud.restart();
        fixture.put("c", "PENDING");
        fixture.received(out, 0);
        fixture.pipes.startPipe(start -> start.name("p"));
        assertThat(fixture.ids(out, 2)).containsExactly("b", "c");
        cloud.restart();
        fixture.put("d", "PENDING");
        assertThat(fixture.ids(out, 1)).containsExactly("d");
    }

    @Test
    void latestBeginsWithWhatComesAfterThePipeAndTrimHorizonWithTheOldestRecord() {
        fixture.put("before", "PENDING");
        String late = fixture.queue("out");
        fixture.pipe(source -> source.startingPosition(DynamoDBStreamStartPosition.LATEST), pipe -> {});
        cloud.restart();
        fixture.put("after", "PENDING");
        assertThat(fixture.ids(late, 1)).containsExactly("after");
        fixture.pipes.deletePipe(delete -> delete.name("p"));
        fixture.gone();
        fixture.pipe(source -> {}, pipe -> {});
        assertThat(fixture.ids(late, 2)).containsExactly("before", "after");
    }

    @Test
    void aPoisonousRecordIsFoundByHalvingAndTheOthersArriveAtLeastOnce() {
        String out = fixture.queue("out");
        String dead = fixture.queue("dead");
        for (String text : List.of("a", "b", "c", "", "e", "f")) {
            Map<String, AttributeValue> item = Map.of(
                    "id", AttributeValue.fromS("id-" + text),
                    "status", AttributeValue.fromS("PENDING"),
                    "text", AttributeValue.fromS(text));
            fixture.dynamodb.putItem(put -> put.tableName("items").item(item));
        }
        fixture.pipe(
                source -> source.batchSize(10)
                        .maximumRetryAttempts(0)
                        .onPartialBatchItemFailure("AUTOMATIC_BISECT")
                        .deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                pipe -> pipe.targetParameters(target -> target.inputTemplate("<$.dynamodb.NewImage.text.S>")));
        JsonNode letter = PipesFixture.json(fixture.received(dead, 1).get(0));
        assertThat(letter.at("/DDBStreamBatchInfo/batchSize").asInt()).isEqualTo(1);
        assertThat(Set.copyOf(fixture.received(out, 8))).containsExactlyInAnyOrder("a", "b", "c", "e", "f");
    }

    @Test
    void templatesMakeTheBodyFromPathsAndReservedVariables() {
        String out = fixture.queue("out");
        fixture.pipe(source -> {}, pipe -> pipe.targetParameters(target -> target.inputTemplate("""
                        {"id": <$.dynamodb.Keys.id.S>, "text": "item <$.dynamodb.Keys.id.S> of <aws.pipes.pipe-name>", \
                        "keys": <$.dynamodb.Keys>, "none": <$.dynamodb.None>}""")));
        fixture.put("a\"b", "PENDING");
        assertThat(fixture.received(out, 1)).containsExactly("""
                {"id": "a\\"b", "text": "item a\\"b of p", "keys": {"id":{"S":"a\\"b"}}, "none": ""}""");
    }

    @Test
    void recordsOlderThanTheirMaximumAgeGoToTheDeadLetterQueue() {
        String dead = fixture.queue("dead");
        fixture.put("a", "PENDING");
        fixture.advance(Duration.ofMinutes(5));
        fixture.pipe(
                source -> source.maximumRecordAgeInSeconds(60)
                        .deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                pipe -> {});
        assertThat(PipesFixture.json(fixture.received(dead, 1).get(0))
                        .at("/context/condition")
                        .asText())
                .isEqualTo("RecordAgeExceeded");
    }

    @Test
    void aPipeThatMayNotUseItsDeadLetterQueueDoesNotBegin() {
        fixture.queue("out");
        fixture.queue("dead");
        fixture.allow("dynamodb:*");
        assertThatThrownBy(() -> fixture.pipe(
                        source -> source.deadLetterConfig(config -> config.arn(PipesFixture.queueArn("dead"))),
                        pipe -> {}))
                .isInstanceOf(AssertionError.class);
        assertThat(fixture.describe().currentState()).isEqualTo(PipeState.CREATE_FAILED);
        assertThat(fixture.describe().stateReason())
                .isEqualTo(
                        "Input parameter is invalid from the request due to : Error occurred while sending message to "
                                + "SQS queue: " + PipesFixture.queueArn("dead"));
    }

    @Test
    void aBatchingWindowHoldsRecordsBackUntilItIsOverOrTheBatchIsFull() {
        String out = fixture.queue("out");
        fixture.pipe(source -> source.batchSize(2).maximumBatchingWindowInSeconds(300), pipe -> {});
        fixture.put("a", "PENDING");
        fixture.received(out, 0);
        fixture.put("b", "PENDING");
        assertThat(fixture.ids(out, 2)).containsExactly("a", "b");
        fixture.put("c", "PENDING");
        fixture.received(out, 0);
        fixture.advance(Duration.ofMinutes(6));
        assertThat(fixture.ids(out, 1)).containsExactly("c");
    }

    @Test
    void aRoleThatMayNotReadTheStreamFailsThePipeAndOneThatMayNotSendBlocksIt() {
        String out = fixture.queue("out");
        fixture.allow("sqs:*");
        fixture.pipes.createPipe(create -> create.name("p")
                .source(fixture.stream)
                .sourceParameters(source -> source.dynamoDBStreamParameters(
                        stream -> stream.startingPosition(DynamoDBStreamStartPosition.TRIM_HORIZON)))
                .target(PipesFixture.queueArn("out"))
                .roleArn(fixture.role));
        assertThat(fixture.settled()).isEqualTo(PipeState.CREATE_FAILED);
        assertThat(fixture.describe().stateReason())
                .isEqualTo("Input parameter is invalid from the request due to : Cannot access stream " + fixture.stream
                        + ". Please ensure the customer role can perform actions on source stream");
        fixture.allow("dynamodb:*");
        fixture.pipes.startPipe(start -> start.name("p"));
        assertThat(fixture.settled()).isEqualTo(PipeState.RUNNING);
        fixture.put("a", "PENDING");
        fixture.received(out, 0);
        fixture.allow("dynamodb:*", "sqs:SendMessage");
        fixture.advance(Duration.ofMinutes(2));
        assertThat(fixture.ids(out, 1)).containsExactly("a");
    }
}
