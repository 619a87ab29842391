package dev.labctl.localcloud.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.gateway.RawSocket.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Requests that are broken in every way get an error of AWS's, never one of ours, and never silence. */
final class GatewayFuzzTest {
    private static final int MUTATIONS = 150;
    private static final String BUCKET = "fuzzed";
    private static final List<String> HEADERS = List.of(
            "content-md5",
            "x-amz-checksum-crc32",
            "x-amz-checksum-algorithm",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-copy-source",
            "x-amz-copy-source-range",
            "x-amz-tagging",
            "x-amz-acl",
            "x-amz-storage-class",
            "x-amz-meta-a",
            "x-amz-object-lock-retain-until-date",
            "x-amz-server-side-encryption-bucket-key-enabled",
            "x-amz-write-offset-bytes",
            "x-amz-decoded-content-length",
            "x-amz-security-token",
            "expires",
            "range",
            "if-match",
            "if-modified-since",
            "content-encoding",
            "host",
            "expect");

    private static CloudFixture cloud;
    private static RawSocket socket;

    private final Random random = new Random();

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
        S3Client s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
        s3.deletePublicAccessBlock(request -> request.bucket(BUCKET));
        s3.putBucketPolicy(request -> request.bucket(BUCKET).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                 "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
                 "Resource": ["arn:aws:s3:::fuzzed", "arn:aws:s3:::fuzzed/*"]}]}
                """));
        socket = new RawSocket(cloud);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    /** A request of each protocol, as a client would send it. */
    private record Sample(String service, String method, String path, Map<String, String> headers, String body) {
        byte[] bytes(byte[] other) {
            return socket.signed(service, method, path, headers, other);
        }
    }

    static Map<String, Sample> samples() {
        Map<String, Sample> samples = new LinkedHashMap<>();
        samples.put(
                "s3 bytes", new Sample("s3", "PUT", "/" + BUCKET + "/a%20key", Map.of("x-amz-meta-a", "b"), "some"));
        samples.put("s3 xml", new Sample("s3", "POST", "/" + BUCKET + "?delete", Map.of(), """
                <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object></Delete>"""));
        samples.put("s3 list", new Sample("s3", "GET", "/" + BUCKET + "?list-type=2&max-keys=5", Map.of(), ""));
        samples.put("json 1.0", json("sqs", "application/x-amz-json-1.0", "AmazonSQS.CreateQueue", """
                {"QueueName": "fuzzed", "Attributes": {"DelaySeconds": "3"}, "tags": {"a": "b"}}"""));
        samples.put("json binary", json("dynamodb", "application/x-amz-json-1.0", "DynamoDB_20120810.PutItem", """
                {"TableName": "none", "Item": {"id": {"S": "x"}, "b": {"B": "AAEC"}, "n": {"N": "1"}}}"""));
        samples.put("json 1.1", json("logs", "application/x-amz-json-1.1", "Logs_20140328.CreateLogGroup", """
                {"logGroupName": "fuzzed", "tags": {"a": "b"}}"""));
        samples.put("query", form("cloudformation", """
                Action=DescribeStacks&Version=2010-05-15&StackName=none"""));
        samples.put("query list", form("sns", """
                Action=CreateTopic&Version=2010-03-31&Name=fuzzed&Tags.member.1.Key=a&Tags.member.1.Value=b"""));
        samples.put(
                "rest json",
                new Sample(
                        "lambda",
                        "POST",
                        "/2015-03-31/functions/none/event-invoke-config",
                        Map.of("Content-Type", "application/json"),
                        "{\"MaximumRetryAttempts\": 1}"));
        samples.put(
                "cbor",
                new Sample(
                        "monitoring",
                        "POST",
                        "/service/GraniteServiceVersion20100801/operation/ListMetrics",
                        Map.of("smithy-protocol", "rpc-v2-cbor", "Content-Type", "application/cbor"),
                        new String(
                                new byte[] {(byte) 0xa1, 0x69, 'N', 'a', 'm', 'e', 's', 'p', 'a', 'c', 'e', 0x61, 'a'},
                                ISO_8859_1)));
        return samples;
    }

    private static Sample json(String service, String type, String target, String body) {
        return new Sample(service, "POST", "/", Map.of("Content-Type", type, "X-Amz-Target", target), body);
    }

    private static Sample form(String service, String body) {
        return new Sample(
                service, "POST", "/", Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), body);
    }

    static List<String> names() {
        return List.copyOf(samples().keySet());
    }

    private void seed(TestReporter report, String of) {
        long seed = Long.getLong("labctl.test.seed", System.nanoTime());
        report.publishEntry(of, "labctl.test.seed=" + seed);
        random.setSeed(seed);
    }

    @ParameterizedTest
    @MethodSource("names")
    void requestsWithAnyBytesChangedGetAnAnswerOrAnError(String name, TestReporter report) throws IOException {
        seed(report, name);
        Sample sample = Objects.requireNonNull(samples().get(name));
        byte[] whole = sample.bytes(sample.body().getBytes(ISO_8859_1));
        assertThat(socket.send(whole))
                .as("the sample itself")
                .matches(answer -> answer.status() < 500 && answer.status() != 403);
        for (int i = 0; i < MUTATIONS; i++) {
            assertProper(mutated(whole));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void signedBodiesOfGarbageGetAnAnswerOrAnError(String name, TestReporter report) throws IOException {
        seed(report, name);
        Sample sample = Objects.requireNonNull(samples().get(name));
        byte[] body = sample.body().getBytes(ISO_8859_1);
        for (int i = 0; i < MUTATIONS; i++) {
            assertProper(sample.bytes(mutated(body)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"QueueName\": \"nulls\", \"Attributes\": {\"DelaySeconds\": null}}",
                "{\"QueueName\": \"nulls\", \"tags\": {\"a\": null}}"
            })
    void aNullInAMapOfTextsIsTheClientsFault(String body) throws IOException {
        Sample sample = json("sqs", "application/x-amz-json-1.0", "AmazonSQS.CreateQueue", body);

        Answer answer = assertProper(sample.bytes(body.getBytes(ISO_8859_1)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("SerializationException");
    }

    @Test
    void signedHeadersOfGarbageGetAnAnswerOrAnError(TestReporter report) throws IOException {
        seed(report, "headers");
        List<String> values = List.of(
                "",
                "-1",
                "abc",
                "99999999999999999999",
                "\u00ff\u00fe",
                "a=b&a=c",
                "bytes=9-1",
                "%zz",
                "/x/y?versionId=",
                "[1]",
                "x".repeat(9000),
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "2020-13-45T99:99:99Z",
                ",,,");
        for (String header : HEADERS) {
            for (String value : values) {
                for (String method : List.of("PUT", "GET")) {
                    byte[] request =
                            socket.signed("s3", method, "/" + BUCKET + "/key", Map.of(), "some".getBytes(UTF_8));
                    assertProper(with(request, header + ": " + value));
                    assertProper(socket.signed(
                            "s3", method, "/" + BUCKET + "/key", Map.of(header, value), "some".getBytes(UTF_8)));
                }
            }
        }
    }

    private static byte[] with(byte[] request, String header) {
        return new String(request, ISO_8859_1)
                .replaceFirst("\r\n", "\r\n" + java.util.regex.Matcher.quoteReplacement(header) + "\r\n")
                .getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/" + BUCKET + "/%ff%fe",
                "/" + BUCKET + "/%zz",
                "/" + BUCKET + "/%",
                "/" + BUCKET + "/%00",
                "/" + BUCKET + "/a?versionId=%ff",
                "/" + BUCKET + "/a?partNumber=x&uploadId=y",
                "/" + BUCKET + "/a?partNumber=99999999999&uploadId=y",
                "/" + BUCKET + "?list-type=2&max-keys=x",
                "/" + BUCKET + "?list-type=2&max-keys=-1",
                "/" + BUCKET + "?list-type=2&continuation-token=%ff",
                "/" + BUCKET + "?list-type=2&encoding-type=nonsense",
                "/" + BUCKET + "?nonsense&acl&policy",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//",
                "/?",
                "/%2f%2f",
                "/_",
                "/A_B/"
            })
    void strangePathsGetAnAnswerOrAnError(String path) throws IOException {
        for (String method : List.of("GET", "PUT", "DELETE", "HEAD", "POST", "PATCH")) {
            assertProper((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nsome\r\n0\r\n\r\n",
                "4\r\nsome",
                "4\r\nso",
                "ffffffffffffffff\r\nsome\r\n0\r\n\r\n",
                "-4\r\nsome\r\n0\r\n\r\n",
                "4\r\nsomemore\r\n0\r\n\r\n",
                "4\r\nsome\r\n0\r\nnonsense\r\n\r\n",
                "4\r\nsome\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
                "4\r\nsome\r\n0\r\nx-amz-checksum-crc32:!\r\n\r\n",
                "3\r\nsom\r\n0\r\n\r\n",
                "5\r\nsome.\r\n0\r\n\r\n",
                ""
            })
    void malformedChunksGetAClientErrorAndMakeNoObject(String body) throws IOException {
        Answer answer = assertProper(("PUT /" + BUCKET + "/chunked HTTP/1.1\r\nHost: localhost\r\n"
                        + "x-amz-decoded-content-length: 4\r\nx-amz-trailer: x-amz-checksum-crc32\r\n"
                        + "Content-Encoding: aws-chunked\r\nContent-Length: " + body.length()
                        + "\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n\r\n" + body)
                .getBytes(ISO_8859_1));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        Answer read =
                socket.send(("GET /" + BUCKET + "/chunked HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        assertThat(read.status()).isEqualTo(404);
    }

    /** An answer below 400, or an error in AWS's form that is the client's fault. */
    private static Answer assertProper(byte[] request) throws IOException {
        Answer answer = socket.send(request);
        String as = new String(request, ISO_8859_1) + "\n=> " + answer;
        if (answer.status() == 0) {
            assertThat(new String(request, ISO_8859_1).strip()).as(as).isEmpty();
            return answer;
        }
        assertThat(answer.status()).as(as).matches(status -> status < 500 || status == 501);
        assertThat(answer.body()).as(as).doesNotContain("\tat ", "Exception:", "java.");
        boolean isHead = new String(request, ISO_8859_1).startsWith("HEAD ");
        if (answer.status() >= 400 && !isHead) {
            assertThat(answer.isAwsError()).as(as).isTrue();
        }
        return answer;
    }

    /** The bytes with some changed, left out, doubled or added, or cut off. */
    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes.clone();
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations && changed.length > 0; i++) {
            int at = random.nextInt(changed.length);
            int length = Math.min(changed.length - at, 1 + random.nextInt(8));
            changed = switch (random.nextInt(5)) {
                case 0 -> joined(changed, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
                case 1 -> joined(changed, at, new byte[0], at + length);
                case 2 -> joined(changed, at, Arrays.copyOfRange(changed, at, at + length), at);
                case 3 -> joined(changed, at, special(), at + length);
                default -> Arrays.copyOf(changed, at);
            };
        }
        return changed;
    }

    private byte[] special() {
        List<String> special = List.of(
                "\"",
                "{",
                "}",
                "[",
                "<",
                ">",
                "&",
                "%",
                "\\u0000",
                "null",
                "-1",
                "1e999",
                "99999999999999999999",
                "true",
                "<a>",
                "</",
                "\r\n",
                "\u0000",
                "\u00ff",
                "[[[[",
                "{\"",
                ".",
                "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                "=",
                "..");
        return special.get(random.nextInt(special.size())).getBytes(ISO_8859_1);
    }

    private static byte[] joined(byte[] bytes, int start, byte[] between, int end) {
        byte[] all = new byte[start + between.length + Math.max(0, bytes.length - end)];
        System.arraycopy(bytes, 0, all, 0, start);
        System.arraycopy(between, 0, all, start, between.length);
        System.arraycopy(
                bytes, Math.min(end, bytes.length), all, start + between.length, all.length - start - between.length);
        return all;
    }
}
