package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class BucketsTest {
    private static final String BUCKET = "buckets-of-a-test";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;

    @BeforeEach
    void makeBucket() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    private void put(String key, String text) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo(code));
    }

    @Test
    void aBucketIsMadeInTheRegionItsConstraintNamesAndOnlyThere() {
        S3Client ireland = cloud.client(S3Client.builder().forcePathStyle(true), Region.EU_WEST_1);
        assertRefused(
                "IllegalLocationConstraintException",
                () -> ireland.createBucket(request -> request.bucket("bucket-in-ireland")
                        .createBucketConfiguration(configuration -> configuration.locationConstraint("us-west-2"))));
        ireland.createBucket(request -> request.bucket("bucket-in-ireland")
                .createBucketConfiguration(configuration -> configuration.locationConstraint("eu-west-1")));
        assertThat(ireland.getBucketLocation(request -> request.bucket("bucket-in-ireland"))
                        .locationConstraintAsString())
                .isEqualTo("eu-west-1");
        assertRefused(
                "BucketAlreadyOwnedByYou",
                () -> ireland.createBucket(request -> request.bucket("bucket-in-ireland")
                        .createBucketConfiguration(configuration -> configuration.locationConstraint("eu-west-1"))));
        S3Client oregon = cloud.client(S3Client.builder().forcePathStyle(true), Region.US_WEST_2);
        assertThatThrownBy(() -> oregon.listObjectsV2(request -> request.bucket("bucket-in-ireland")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(301);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PermanentRedirect");
                    assertThat(e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region"))
                            .contains("eu-west-1");
                });
    }

    @Test
    void aBucketWithObjectsIsNotDeleted() {
        put("k", "x");
        assertRefused("BucketNotEmpty", () -> s3.deleteBucket(request -> request.bucket(BUCKET)));
        s3.deleteObject(request -> request.bucket(BUCKET).key("k"));
        s3.deleteBucket(request -> request.bucket(BUCKET));
        assertRefused("NoSuchBucket", () -> s3.listObjectsV2(request -> request.bucket(BUCKET)));
    }

    @Test
    void aPublicPolicyIsBlockedAndAMalformedOneRefused() {
        String open = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::buckets-of-a-test/*"}]}""";
        assertRefused(
                "AccessDenied",
                () -> s3.putBucketPolicy(request -> request.bucket(BUCKET).policy(open)));
        assertRefused(
                "MalformedPolicy",
                () -> s3.putBucketPolicy(
                        request -> request.bucket(BUCKET).policy(open.replace("buckets-of-a-test", "another"))));
        s3.deletePublicAccessBlock(request -> request.bucket(BUCKET));
        s3.putBucketPolicy(request -> request.bucket(BUCKET).policy(open));
        assertThat(s3.getBucketPolicyStatus(request -> request.bucket(BUCKET))
                        .policyStatus()
                        .isPublic())
                .isTrue();
    }

    @Test
    void versionsAreKeptListedHiddenByMarkersAndDeletedOneByOne() {
        s3.putBucketVersioning(request -> request.bucket(BUCKET)
                .versioningConfiguration(configuration -> configuration.status(BucketVersioningStatus.ENABLED)));
        put("k", "1");
        put("k", "2");
        s3.deleteObject(request -> request.bucket(BUCKET).key("k"));
        ListObjectVersionsResponse listed = s3.listObjectVersions(request -> request.bucket(BUCKET));
        assertThat(listed.versions()).hasSize(2).noneMatch(ObjectVersion::isLatest);
        assertThat(listed.deleteMarkers()).hasSize(1);
        String first = listed.versions().get(1).versionId();
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("k").versionId(first))
                        .asUtf8String())
                .isEqualTo("1");
        assertRefused(
                "NoSuchKey",
                () -> s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("k")));
        String marker = listed.deleteMarkers().get(0).versionId();
        s3.deleteObject(request -> request.bucket(BUCKET).key("k").versionId(marker));
        assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("k"))
                        .asUtf8String())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void versionsAreListedOnAfterThoseOfThePageBeforeWereDeleted(boolean isVersioned) {
        if (isVersioned) {
            s3.putBucketVersioning(request -> request.bucket(BUCKET)
                    .versioningConfiguration(configuration -> configuration.status(BucketVersioningStatus.ENABLED)));
        }
        List<String> keys = List.of("a", "b", "c", "d", "e");
        keys.forEach(key -> put(key, key));
        List<String> emptied = new ArrayList<>();
        for (ListObjectVersionsResponse page :
                s3.listObjectVersionsPaginator(request -> request.bucket(BUCKET).maxKeys(2))) {
            for (ObjectVersion version : page.versions()) {
                emptied.add(version.key());
                s3.deleteObject(
                        request -> request.bucket(BUCKET).key(version.key()).versionId(version.versionId()));
            }
        }
        assertThat(emptied).isEqualTo(keys);
        assertThat(s3.listObjectVersions(request -> request.bucket(BUCKET)).versions())
                .isEmpty();
    }

    @Test
    void listingsPageAndRollUpInTheOrderOfUtf8() {
        for (String key : List.of("b/1", "b/2", "a", "c/1", "\uFFFD", "\uD83D\uDE00", "d")) {
            put(key, key);
        }
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            ListObjectsV2Response page = s3.listObjectsV2(
                    request -> request.bucket(BUCKET).delimiter("/").maxKeys(1).continuationToken(next));
            assertThat(page.keyCount()).isEqualTo(1);
            page.contents().stream().map(S3Object::key).forEach(names::add);
            page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(names::add);
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(names).containsExactly("a", "b/", "c/", "d", "\uFFFD", "\uD83D\uDE00");
    }

    @Test
    void aMultipartUploadMakesOneObjectOfItsParts() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("big").checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId();
        UploadPartResponse first = part(upload, 1, "x".repeat(5 << 20));
        UploadPartResponse second = part(upload, 2, "end");
        assertRefused("InvalidPartOrder", () -> complete(upload, completed(2, second), completed(1, first)));
        CompleteMultipartUploadResponse done = complete(upload, completed(1, first), completed(2, second));
        assertThat(done.eTag()).endsWith("-2\"");
        assertThat(done.checksumSHA256()).endsWith("-2");
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("big").range("bytes=5242878-5242881"))
                        .asUtf8String())
                .isEqualTo("xxen");
        cloud.restart();
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key("big").partNumber(2))
                        .contentLength())
                .isEqualTo(3);
    }

    private UploadPartResponse part(String upload, int number, String text) {
        return s3.uploadPart(
                request -> request.bucket(BUCKET)
                        .key("big")
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString(text));
    }

    private static CompletedPart completed(int number, UploadPartResponse part) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(part.eTag())
                .checksumSHA256(part.checksumSHA256())
                .build();
    }

    private CompleteMultipartUploadResponse complete(String upload, CompletedPart... parts) {
        return s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                .key("big")
                .uploadId(upload)
                .multipartUpload(completed -> completed.parts(parts)));
    }

    @Test
    void aQueueThatAllowsItIsToldOfObjects() {
        SqsClient sqs = cloud.client(SqsClient.builder());
        String url = sqs.createQueue(request -> request.queueName("events")).queueUrl();
        QueueConfiguration rule = QueueConfiguration.builder()
                .queueArn("arn:aws:sqs:us-east-1:123456789012:events")
                .events(Event.S3_OBJECT_CREATED)
                .build();
        assertRefused("InvalidArgument", () -> notify(rule));
        String policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                 "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
                 "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::buckets-of-a-test"}}}]}""";
        sqs.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        notify(rule);
        assertThat(receive(sqs, url)).contains("s3:TestEvent");
        put("a b+ü.txt", "x");
        assertThat(receive(sqs, url))
                .contains("\"eventName\":\"ObjectCreated:Put\"", "\"key\":\"a+b%2B%C3%BC.txt\"", "\"size\":1");
    }

    private void notify(QueueConfiguration rule) {
        s3.putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                .notificationConfiguration(configuration -> configuration.queueConfigurations(rule)));
    }

    private static String receive(SqsClient sqs, String url) {
        List<Message> messages = sqs.receiveMessage(
                        request -> request.queueUrl(url).waitTimeSeconds(20))
                .messages();
        assertThat(messages).hasSize(1);
        sqs.deleteMessage(
                request -> request.queueUrl(url).receiptHandle(messages.get(0).receiptHandle()));
        return messages.get(0).body();
    }

    @Test
    void anExpiredObjectIsGoneAfterTheMidnightThatFollows() throws InterruptedException {
        LifecycleRule rule = LifecycleRule.builder()
                .id("short")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("tmp/"))
                .expiration(expiration -> expiration.days(1))
                .build();
        s3.putBucketLifecycleConfiguration(
                request -> request.bucket(BUCKET).lifecycleConfiguration(configuration -> configuration.rules(rule)));
        put("tmp/k", "x");
        put("kept", "x");
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key("tmp/k")).expiration())
                .contains("rule-id=\"short\"");
        cloud.cloud().environment().clock().advance(Duration.ofDays(2));
        List<S3Object> left = List.of();
        for (int tries = 0; tries < 100 && left.size() != 1; tries++) {
            Thread.sleep(50);
            left = s3.listObjectsV2(request -> request.bucket(BUCKET)).contents();
        }
        assertThat(left).extracting(S3Object::key).containsExactly("kept");
    }
}
