package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class ObjectsTest {
    private static final String BUCKET = "objects-of-a-test";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;

    @BeforeEach
    void makeBucket() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    private PutObjectResponse put(String key, String text) {
        return s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private String get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asUtf8String();
    }

    @Test
    void anObjectComesBackWithItsMetadataHeadersAndEtag() {
        PutObjectResponse written = s3.putObject(
                request -> request.bucket(BUCKET)
                        .key("a.txt")
                        .contentType("text/plain")
                        .cacheControl("no-cache")
                        .tagging("team=blue")
                        .metadata(Map.of("Owner", "me")),
                RequestBody.fromString("hello"));
        assertThat(written.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(written.serverSideEncryptionAsString()).isEqualTo("AES256");
        ResponseBytes<GetObjectResponse> read =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("a.txt"));
        assertThat(read.asUtf8String()).isEqualTo("hello");
        assertThat(read.response().contentType()).isEqualTo("text/plain");
        assertThat(read.response().cacheControl()).isEqualTo("no-cache");
        assertThat(read.response().metadata()).containsExactly(Map.entry("owner", "me"));
        assertThat(read.response().tagCount()).isEqualTo(1);
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key("a.txt")).contentLength())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b+c.txt",
                "100% & more.txt",
                "größe/日本/😀",
                "trailing.",
                "a//b",
                "/leading",
                "../../etc/passwd",
                "..",
                "dir/",
                "q?x=1#y",
                "star*~'!()\"quote"
            })
    void everyKeyNamesItsOwnObject(String key) {
        put(key, "content of " + key);
        assertThat(get(key)).isEqualTo("content of " + key);
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactly(key);
        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey(key)
                .destinationBucket(BUCKET)
                .destinationKey("copy"));
        assertThat(get("copy")).isEqualTo("content of " + key);
        s3.deleteObject(request -> request.bucket(BUCKET).key(key));
        assertThatThrownBy(() -> get(key)).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void aKeyMayHave1024BytesAndNoMore() {
        put("k".repeat(1024), "x");
        assertThatThrownBy(() -> put("k".repeat(1025), "x")).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("KeyTooLongError"));
    }

    @Test
    void rangesAreCutOutAndUnsatisfiableOnesRefused() {
        put("digits", "0123456789");
        assertThat(range("bytes=2-4")).isEqualTo("234");
        assertThat(range("bytes=7-")).isEqualTo("789");
        assertThat(range("bytes=-3")).isEqualTo("789");
        assertThat(range("bytes=5-99")).isEqualTo("56789");
        assertThat(range("bytes=0-1,4-5")).isEqualTo("0123456789");
        assertThatThrownBy(() -> range("bytes=10-")).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(416);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
        });
    }

    private String range(String range) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("digits").range(range))
                .asUtf8String();
    }

    @Test
    void aWriteOnAConditionHappensOnlyWhenItHolds() {
        s3.putObject(request -> request.bucket(BUCKET).key("k").ifNoneMatch("*"), RequestBody.fromString("1"));
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(BUCKET).key("k").ifNoneMatch("*"), RequestBody.fromString("2")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        String etag = s3.headObject(request -> request.bucket(BUCKET).key("k")).eTag();
        s3.putObject(request -> request.bucket(BUCKET).key("k").ifMatch(etag), RequestBody.fromString("3"));
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(BUCKET).key("k").ifMatch(etag), RequestBody.fromString("4")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(get("k")).isEqualTo("3");
        String current =
                s3.headObject(request -> request.bucket(BUCKET).key("k")).eTag();
        assertThatThrownBy(() -> s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("k").ifNoneMatch(current)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void aChecksumIsVerifiedKeptAndAnswered(ChecksumAlgorithm algorithm) {
        s3.putObject(
                request -> request.bucket(BUCKET).key("k").checksumAlgorithm(algorithm),
                RequestBody.fromString("checked"));
        ResponseBytes<GetObjectResponse> read =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("k").checksumMode(ChecksumMode.ENABLED));
        assertThat(List.of(
                        text(read.response().checksumCRC32()),
                        text(read.response().checksumCRC32C()),
                        text(read.response().checksumSHA1()),
                        text(read.response().checksumSHA256())))
                .filteredOn(value -> !value.isEmpty())
                .hasSize(1);
        assertThat(read.response().checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    @Test
    void bytesThatAreNotWhatTheChecksumSaysAreRefusedAndLeaveNothing() {
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(BUCKET).key("k").checksumCRC32("AAAAAA=="),
                        RequestBody.fromString("x")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The CRC32 you specified did not match the calculated checksum.");
                });
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .isEmpty();
    }

    @Test
    void aCopyTakesMetadataTagsAndChecksumAlong() {
        s3.putObject(
                request -> request.bucket(BUCKET)
                        .key("from")
                        .contentType("text/plain")
                        .tagging("a=1&b=2")
                        .metadata(Map.of("m", "1"))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("copied"));
        CopyObjectResponse copied = s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("from")
                .destinationBucket(BUCKET)
                .destinationKey("to"));
        assertThat(copied.copyObjectResult().checksumSHA256()).isNotEmpty();
        GetObjectResponse to =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("to")).response();
        assertThat(to.metadata()).containsEntry("m", "1");
        assertThat(to.contentType()).isEqualTo("text/plain");
        assertThat(s3.getObjectTagging(request -> request.bucket(BUCKET).key("to"))
                        .tagSet())
                .hasSize(2);
        s3.deleteObject(request -> request.bucket(BUCKET).key("from"));
        assertThat(get("to")).isEqualTo("copied");
    }

    @Test
    void aCopyOntoItselfMustChangeSomething() {
        put("k", "same");
        assertThatThrownBy(() -> s3.copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("k")
                        .destinationBucket(BUCKET)
                        .destinationKey("k")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRequest"));
        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("k")
                .destinationBucket(BUCKET)
                .destinationKey("k")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("changed", "yes")));
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key("k")).metadata())
                .containsEntry("changed", "yes");
        assertThat(get("k")).isEqualTo("same");
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        put("k", "kept");
        put("empty", "");
        cloud.restart();
        assertThat(get("k")).isEqualTo("kept");
        assertThat(get("empty")).isEmpty();
        put("k", "again");
        assertThat(get("k")).isEqualTo("again");
    }

    @Test
    void metadataInUnicodeComesBackAsRfc2047() {
        String encoded = "=?UTF-8?B?"
                + java.util.Base64.getEncoder().encodeToString("größe".getBytes(StandardCharsets.UTF_8)) + "?=";
        s3.putObject(
                request -> request.bucket(BUCKET).key("k").metadata(Map.of("m", encoded)), RequestBody.fromString("x"));
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key("k")).metadata())
                .containsEntry("m", encoded);
    }
}
