package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Events that notifications tell, held to those that AWS was recorded telling. */
final class RecordedS3NotificationsTest {
    private static final String RECORDING = "s3.test_s3_notifications_sqs";
    private static final String BUCKET = "recorded-notifications";
    private static final String NAME = "told";
    private static final Region OTHER_REGION = Region.US_WEST_2;
    private static final String TRACE = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;
    private SqsClient sqs;
    private String queue;

    @BeforeEach
    void makeBucketAndQueue() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        sqs = cloud.client(SqsClient.builder());
        s3.createBucket(request -> request.bucket(BUCKET).objectOwnership(ObjectOwnership.OBJECT_WRITER));
        s3.deletePublicAccessBlock(request -> request.bucket(BUCKET));
        queue = createQueue(sqs);
    }

    @Test
    void putsAreToldAsRecorded() throws Exception {
        tell("s3:ObjectCreated:Put");
        put("my_key_0", "something");
        put("my_key_1", "something else");
        assertThatEventsAre("test_object_created_put", 2);
    }

    @Test
    void copiesAreToldAsRecorded() throws Exception {
        tell("s3:ObjectCreated:Copy");
        put("source", "something");
        copy("source", "target");
        assertThatEventsAre("test_object_created_copy", 1);
    }

    @Test
    void creationAndRemovalAreToldAsRecorded() throws Exception {
        tell("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
        put("source", "something");
        copy("source", "target");
        s3.deleteObject(request -> request.bucket(BUCKET).key("source"));
        assertThatEventsAre("test_object_created_and_object_removed", 3);
    }

    @Test
    void deletionsOfManyAreToldAsRecordedThoughSomeWereNeverThere() throws Exception {
        tell("s3:ObjectRemoved:*");
        put("key", "something");
        s3.deleteObjects(request -> request.bucket(BUCKET)
                .delete(delete -> delete.objects(object("key"), object("dummy1"), object("dummy2"))
                        .quiet(true)));
        assertThatEventsAre("test_delete_objects", 3);
    }

    private static ObjectIdentifier object(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    @Test
    void completedUploadsAreToldAsRecorded() throws Exception {
        tell("s3:ObjectCreated:*");
        String key = "test-key";
        String id = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(key))
                .uploadId();
        String etag = s3.uploadPart(
                        request -> request.bucket(BUCKET).key(key).uploadId(id).partNumber(1),
                        RequestBody.fromString("1".repeat(6 * 1024)))
                .eTag();
        s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                .key(key)
                .uploadId(id)
                .multipartUpload(upload -> upload.parts(
                        CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThatEventsAre("test_object_created_complete_multipart_upload", 1);
    }

    @Test
    void keysAreEncodedAsRecorded() throws Exception {
        tell("s3:ObjectCreated:*");
        put("a@b", "something");
        assertThatEventsAre("test_key_encoding", 1);
    }

    @Test
    void presignedUploadsAreToldAsRecordedInTheRegionOfTheirBucket() throws Exception {
        JsonNode recorded = RecordedS3.of(RECORDING, "test_object_created_put_with_presigned_url_upload");
        tell("s3:ObjectCreated:*");
        putPresigned(CloudFixture.REGION, BUCKET);
        JsonNode here = events(sqs, queue, 1);
        RecordedS3.assertLike(recorded.at("/receive_messages/messages"), here, "");
        assertThat(here.at("/0/awsRegion").asText()).isEqualTo(CloudFixture.REGION.id());

        S3Client otherS3 = cloud.client(S3Client.builder().forcePathStyle(true), OTHER_REGION);
        SqsClient otherSqs = cloud.client(SqsClient.builder(), OTHER_REGION);
        String otherQueue = createQueue(otherSqs);
        otherS3.createBucket(request -> request.bucket("other-region")
                .createBucketConfiguration(where -> where.locationConstraint(OTHER_REGION.id())));
        notify(otherS3, OTHER_REGION, "other-region", "s3:ObjectCreated:*");
        putPresigned(OTHER_REGION, "other-region");
        JsonNode there = events(otherSqs, otherQueue, 1);
        RecordedS3.assertLike(recorded.at("/receive_messages_region_2/messages"), there, "");
        assertThat(there.at("/0/awsRegion").asText()).isEqualTo(OTHER_REGION.id());
    }

    private void putPresigned(Region region, String bucket) throws IOException {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(cloud.endpoint())
                .region(region)
                .credentialsProvider(
                        () -> CloudFixture.credentials(cloud.cloud().adminCredentials()))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            HttpURLConnection connection = (HttpURLConnection) presigner
                    .presignPutObject(presign -> presign.signatureDuration(Duration.ofMinutes(1))
                            .putObjectRequest(put -> put.bucket(bucket).key("key-by-hostname")))
                    .url()
                    .openConnection();
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.getOutputStream().write("something".getBytes(StandardCharsets.UTF_8));
            assertThat(connection.getResponseCode()).isEqualTo(200);
        }
    }

    @Test
    void taggingIsToldAsRecorded() throws Exception {
        tell("s3:ObjectTagging:*");
        put("tagged", "something");
        s3.putObjectTagging(request -> request.bucket(BUCKET)
                .key("tagged")
                .tagging(tags -> tags.tagSet(
                        Tag.builder().key("swallow_type").value("african").build())));
        assertThatEventsAreButForTheETag("test_object_tagging_put_event", 1);
        s3.deleteObjectTagging(request -> request.bucket(BUCKET).key("tagged"));
        assertThatEventsAreButForTheETag("test_object_tagging_delete_event", 1);
    }

    @Test
    void changedAclsAreToldAsRecorded() throws Exception {
        tell("s3:ObjectAcl:Put");
        put("my_key_acl", "something");
        for (ObjectCannedACL acl :
                List.of(ObjectCannedACL.PUBLIC_READ, ObjectCannedACL.PRIVATE, ObjectCannedACL.PUBLIC_READ)) {
            s3.putObjectAcl(request -> request.bucket(BUCKET).key("my_key_acl").acl(acl));
        }
        assertThatEventsAre("test_object_put_acl", 3);
    }

    @Test
    void queuesGetTheTraceHeaderAsRecorded() throws Exception {
        tell("s3:ObjectCreated:*");
        s3.putObject(
                request -> request.bucket(BUCKET)
                        .key("test-data")
                        .overrideConfiguration(headers -> headers.putHeader("X-Amzn-Trace-Id", TRACE)),
                RequestBody.fromString("something"));
        Message message = sqs.receiveMessage(request -> request.queueUrl(queue)
                        .messageSystemAttributeNames(MessageSystemAttributeName.AWS_TRACE_HEADER)
                        .waitTimeSeconds(20))
                .messages()
                .get(0);
        ObjectNode shown = RecordedS3.JSON.createObjectNode();
        shown.put("MessageId", message.messageId())
                .put("ReceiptHandle", message.receiptHandle())
                .put("MD5OfBody", message.md5OfBody());
        shown.set("Attributes", RecordedS3.JSON.valueToTree(message.attributesAsStrings()));
        shown.set("Body", RecordedS3.JSON.readTree(message.body()));
        RecordedS3.assertLike(
                RecordedS3.of(RECORDING, "test_xray_header").at("/receive_messages/messages/0"), shown, "");
    }

    @Test
    void versionsAreToldAsRecorded() throws Exception {
        JsonNode recorded = RecordedS3.of(RECORDING, "test_object_created_put_versioned");
        tell("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
        s3.putBucketVersioning(request -> request.bucket(BUCKET).versioningConfiguration(to -> to.status("Enabled")));
        String key = "test-key";
        String first = put(key, "data").versionId();
        put(key, "data-version2");
        String marker =
                s3.deleteObject(request -> request.bucket(BUCKET).key(key)).versionId();
        s3.deleteObject(request -> request.bucket(BUCKET).key(key).versionId(first));
        RecordedS3.assertLike(recorded.path("message-versioning-active"), sortedByETag(events(sqs, queue, 4)), "");

        s3.putBucketVersioning(request -> request.bucket(BUCKET).versioningConfiguration(to -> to.status("Suspended")));
        RecordedS3.assertLike(
                recorded.path("add-null-version"), RecordedS3.shown(put(key, "data-version3")), "/add-null-version");
        RecordedS3.assertLike(
                recorded.path("del-delete-marker"),
                RecordedS3.shown(s3.deleteObject(
                        request -> request.bucket(BUCKET).key(key).versionId(marker))),
                "/del-delete-marker");
        RecordedS3.assertLike(recorded.path("message-versioning-suspended"), events(sqs, queue, 2), "");
    }

    /** As that recording is: by event, and the newest version first. */
    private static JsonNode sortedByETag(JsonNode events) {
        return sorted(
                events,
                Comparator.comparing((JsonNode event) -> event.path("eventName").asText())
                        .thenComparing(event -> event.at("/s3/object/eTag").asText()));
    }

    private software.amazon.awssdk.services.s3.model.PutObjectResponse put(String key, String text) {
        return s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private void copy(String from, String to) {
        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey(from)
                .destinationBucket(BUCKET)
                .destinationKey(to));
    }

    private static String createQueue(SqsClient sqs) {
        return sqs.createQueue(request -> request.queueName(NAME).attributes(Map.of(QueueAttributeName.POLICY, """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                         "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]}
                        """)))
                .queueUrl();
    }

    /** Has the queue told of the events, and takes the test event from it. */
    private void tell(String... events) {
        notify(s3, CloudFixture.REGION, BUCKET, events);
        sqs.purgeQueue(request -> request.queueUrl(queue));
    }

    private void notify(S3Client client, Region region, String bucket, String... events) {
        QueueConfiguration rule = QueueConfiguration.builder()
                .queueArn(queueArn(region))
                .eventsWithStrings(events)
                .build();
        client.putBucketNotificationConfiguration(request -> request.bucket(bucket)
                .notificationConfiguration(configuration -> configuration.queueConfigurations(rule)));
    }

    private String queueArn(Region region) {
        return "arn:aws:sqs:" + region.id() + ":" + cloud.cloud().environment().accountId() + ":" + NAME;
    }

    private void assertThatEventsAre(String test, int count) throws IOException {
        RecordedS3.assertLike(
                RecordedS3.of(RECORDING, test).at("/receive_messages/messages"), events(sqs, queue, count), "");
    }

    /** For events of an object whose bytes the recording does not tell. */
    private void assertThatEventsAreButForTheETag(String test, int count) throws IOException {
        JsonNode recorded = RecordedS3.of(RECORDING, test).at("/receive_messages/messages");
        recorded.forEach(event -> ((ObjectNode) event.at("/s3/object")).put("eTag", "<etag>"));
        RecordedS3.assertLike(recorded, events(sqs, queue, count), "");
    }

    /** The next events, sorted by name and key as the recordings are. Events that were told twice would show. */
    private static JsonNode events(SqsClient sqs, String queue, int count) throws IOException {
        ArrayNode events = RecordedS3.JSON.createArrayNode();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events.size() < count && System.nanoTime() < deadline) {
            for (Message message : sqs.receiveMessage(request ->
                            request.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()) {
                RecordedS3.JSON.readTree(message.body()).path("Records").forEach(events::add);
            }
        }
        return sorted(
                events,
                Comparator.comparing((JsonNode event) -> event.path("eventName").asText())
                        .thenComparing(event -> event.at("/s3/object/key").asText()));
    }

    private static JsonNode sorted(JsonNode events, Comparator<JsonNode> order) {
        List<JsonNode> list = new ArrayList<>();
        events.forEach(list::add);
        list.sort(order);
        return RecordedS3.JSON.createArrayNode().addAll(list);
    }
}
