package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Notification configurations that are taken or refused as AWS was recorded taking and refusing them. */
final class RecordedS3DestinationsTest {
    private static final String QUEUES = "s3.test_s3_notifications_sqs";
    private static final String FUNCTIONS = "s3.test_s3_notifications_lambda";
    private static final String BUCKET = "recorded-destinations";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private final LastAnswer answers = new LastAnswer();
    private S3Client s3;

    @BeforeEach
    void makeBucket() {
        s3 = cloud.client(S3Client.builder()
                .forcePathStyle(true)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(answers)));
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    @Test
    void queuesThatCannotBeToldAreRefusedAsRecorded() throws Exception {
        JsonNode recorded = RecordedS3.of(QUEUES, "test_invalid_sqs_arn");
        assertThatRefusalIs(recorded, "invalid_not_skip", toQueues("invalid-queue"), false);
        assertThatRefusalIs(recorded, "invalid_skip", toQueues("invalid-queue"), true);
        assertThatRefusalIs(recorded, "queue-does-not-exist", toQueues(arn("sqs", "my-queue")), false);
        put(toQueues(arn("sqs", "my-queue")), true);
        assertThatConfigurationIs(recorded, "skip_destination_validation");

        JsonNode several = RecordedS3.of(QUEUES, "test_multiple_invalid_sqs_arns");
        assertThatRefusalIs(several, "two-queue-arns-invalid", toQueues("invalid_arn", "invalid_arn_2"), false);
        assertThatRefusalIs(
                several,
                "one-queue-invalid-one-not-existent",
                toQueues("invalid_arn_2", arn("sqs", "my-queue")),
                false);
        assertThatRefusalIs(
                several,
                "multiple-queues-do-not-exist",
                toQueues(arn("sqs", "my-queue"), arn("sqs", "my-queue-2")),
                false);
    }

    @Test
    void functionsThatCannotBeToldAreRefusedAsRecorded() throws Exception {
        JsonNode recorded = RecordedS3.of(FUNCTIONS, "test_invalid_lambda_arn");
        assertThatRefusalIs(recorded, "invalid_not_skip", toFunction("invalid-queue"), false);
        assertThatRefusalIs(recorded, "invalid_skip", toFunction("invalid-queue"), true);
        NotificationConfiguration missing = toFunction(arn("lambda", "function:my-lambda"));
        assertThatRefusalIs(recorded, "lambda-does-not-exist", missing, false);
        put(missing, true);
        assertThatConfigurationIs(recorded, "skip_destination_validation");
    }

    @Test
    void filterNamesAreTakenInAnyCaseAndToldAsRecorded() throws Exception {
        put(
                queue(rule -> rule.filter(filter -> filter.key(
                        key -> key.filterRules(filterRule("PREFIX", "notif-"), filterRule("suffix", ".txt"))))),
                true);
        assertThatConfigurationIs(
                RecordedS3.of(QUEUES, "test_filter_rules_case_insensitive"), "bucket_notification_configuration");
    }

    @Test
    void emptyFilterValuesAreToldAsRecorded() throws Exception {
        put(queue(rule -> rule.filter(filter -> filter.key(key -> key.filterRules(filterRule("suffix", ""))))), true);
        assertThatConfigurationIs(
                RecordedS3.of(QUEUES, "test_filter_rules_empty_value"), "bucket_notification_configuration");
    }

    @Test
    void configurationsAreReplacedAndEmptiedAsRecorded() throws Exception {
        JsonNode recorded = RecordedS3.of(QUEUES, "test_notifications_with_filter");
        cloud.client(SqsClient.builder()).createQueue(request -> request.queueName("my-queue-1")
                .attributes(Map.of(QueueAttributeName.POLICY, """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                         "Action": "sqs:SendMessage", "Resource": "*",
                         "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::%s"}}}]}
                        """.formatted(BUCKET))));
        FilterRule[] rules = {filterRule("Prefix", "testupload/"), filterRule("Suffix", "testfile.txt")};
        put(
                NotificationConfiguration.builder()
                        .queueConfigurations(
                                rule("id0001", "s3:ObjectCreated:*", "s3:ObjectRemoved:Delete").toBuilder()
                                        .filter(filter -> filter.key(key -> key.filterRules(rules)))
                                        .build(),
                                rule("id0002", "s3:ObjectTagging:*").toBuilder()
                                        .filter(filter -> filter.key(key -> key.filterRules(rules)))
                                        .build())
                        .build(),
                false);
        assertThatConfigurationIs(recorded, "config");
        put(NotificationConfiguration.builder().build(), false);
        assertThatConfigurationIs(recorded, "config_empty");
        put(queue(rule -> rule.id("id123456")), false);
        assertThatConfigurationIs(recorded, "config_updated");
        put(
                queue(rule -> rule.id("id123456")
                        .filter(filter -> filter.key(key -> key.filterRules(filterRule("Prefix", "testupload/"))))),
                false);
        assertThatConfigurationIs(recorded, "config_updated_filter");
    }

    private static FilterRule filterRule(String name, String value) {
        return FilterRule.builder().name(name).value(value).build();
    }

    private QueueConfiguration rule(String id, String... events) {
        return QueueConfiguration.builder()
                .id(id)
                .queueArn(arn("sqs", "my-queue-1"))
                .eventsWithStrings(events)
                .build();
    }

    private NotificationConfiguration queue(Consumer<QueueConfiguration.Builder> more) {
        QueueConfiguration.Builder rule =
                QueueConfiguration.builder().queueArn(arn("sqs", "my-queue-1")).eventsWithStrings("s3:ObjectCreated:*");
        more.accept(rule);
        return NotificationConfiguration.builder()
                .queueConfigurations(rule.build())
                .build();
    }

    /** Rules with different events, as the same event may not go to two queues. */
    private static NotificationConfiguration toQueues(String... arns) {
        Event[] events = {Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED};
        return NotificationConfiguration.builder()
                .queueConfigurations(IntStream.range(0, arns.length)
                        .mapToObj(i -> QueueConfiguration.builder()
                                .id("id123")
                                .queueArn(arns[i])
                                .events(events[i])
                                .build())
                        .toList())
                .build();
    }

    private static NotificationConfiguration toFunction(String arn) {
        return NotificationConfiguration.builder()
                .lambdaFunctionConfigurations(LambdaFunctionConfiguration.builder()
                        .id("id123")
                        .lambdaFunctionArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build())
                .build();
    }

    private String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + CloudFixture.REGION.id() + ":"
                + cloud.cloud().environment().accountId() + ":" + resource;
    }

    private void put(NotificationConfiguration configuration, boolean skipValidation) {
        s3.putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                .skipDestinationValidation(skipValidation)
                .notificationConfiguration(configuration));
    }

    private void assertThatConfigurationIs(JsonNode recorded, String name) {
        assertThat(recorded.has(name)).as(name).isTrue();
        RecordedS3.assertLike(
                recorded.path(name),
                RecordedS3.shown(s3.getBucketNotificationConfiguration(request -> request.bucket(BUCKET))),
                name);
    }

    private void assertThatRefusalIs(
            JsonNode recorded, String name, NotificationConfiguration configuration, boolean skipValidation)
            throws IOException {
        assertThat(recorded.has(name)).as(name).isTrue();
        assertThatThrownBy(() -> put(configuration, skipValidation)).isInstanceOf(S3Exception.class);
        RecordedS3.assertLike(recorded.path(name), answers.shownError(), name);
    }
}
