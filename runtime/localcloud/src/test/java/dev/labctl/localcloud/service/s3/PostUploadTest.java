package dev.labctl.localcloud.service.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.identity.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Uploads by forms, signed as {@code generate_presigned_post} of boto3 signs them, and who may read without a signature. */
final class PostUploadTest {
    private static final String BUCKET = "posted";
    private static final String BOUNDARY = "a-boundary";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;
    private Credential admin;

    @BeforeEach
    void makeBucket() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
        admin = cloud.cloud().adminCredentials();
    }

    private static byte[] hmac(String algorithm, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String policy(String conditions) {
        String json = "{\"expiration\": \"%s\", \"conditions\": [%s]}"
                .formatted(Instant.now().plusSeconds(60), conditions);
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    /** The fields of a form signed with version 4, whose policy has these conditions beside those of the signature. */
    private Map<String, String> signed(String key, String conditions) throws GeneralSecurityException {
        String now = STAMP.format(Instant.now());
        String scope = now.substring(0, 8) + "/us-east-1/s3/aws4_request";
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", key);
        fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        fields.put("x-amz-credential", admin.accessKeyId() + "/" + scope);
        fields.put("x-amz-date", now);
        StringBuilder all = new StringBuilder(conditions);
        fields.forEach((name, value) -> {
            if (!name.equals("key")) {
                all.append(",{\"%s\":\"%s\"}".formatted(name, value));
            }
        });
        String policy = policy(all.toString());
        fields.put("policy", policy);
        byte[] signing = ("AWS4" + admin.secretAccessKey()).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            signing = hmac("HmacSHA256", signing, part);
        }
        fields.put("x-amz-signature", HexFormat.of().formatHex(hmac("HmacSHA256", signing, policy)));
        return fields;
    }

    private HttpResponse<String> post(Map<String, String> fields, String file)
            throws IOException, InterruptedException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            form.writeBytes("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(BOUNDARY, field.getKey(), field.getValue())
                    .getBytes(UTF_8));
        }
        form.writeBytes(String.join(
                        "\r\n",
                        "--" + BOUNDARY,
                        "Content-Disposition: form-data; name=\"file\"; filename=\"dir/photo.txt\"",
                        "Content-Type: text/plain",
                        "",
                        file,
                        "--" + BOUNDARY + "--",
                        "")
                .getBytes(UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/" + BUCKET))
                                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aSignedFormIsAnObjectWithItsHeadersAndIsToldAsPost() throws Exception {
        SqsClient sqs = cloud.client(SqsClient.builder());
        String queue = sqs.createQueue(
                        request -> request.queueName("told").attributes(Map.of(QueueAttributeName.POLICY, """
                                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                                 "Action": "sqs:SendMessage", "Resource": "*"}]}
                                """)))
                .queueUrl();
        QueueConfiguration rule = QueueConfiguration.builder()
                .queueArn("arn:aws:sqs:us-east-1:" + cloud.cloud().environment().accountId() + ":told")
                .eventsWithStrings("s3:ObjectCreated:Post")
                .build();
        s3.putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                .notificationConfiguration(configuration -> configuration.queueConfigurations(rule)));
        sqs.purgeQueue(request -> request.queueUrl(queue));

        Map<String, String> fields = signed("photos/${filename}", """
                {"bucket": "posted"}, ["starts-with", "$key", "photos/"], ["eq", "$Content-Type", "text/x"],
                ["starts-with", "$x-amz-meta-a", ""], ["content-length-range", 1, 100],
                {"success_action_status": "201"}""");
        fields.put("Content-Type", "text/x");
        fields.put("x-amz-meta-a", "b");
        fields.put("success_action_status", "201");
        String file = "a file\r\n--a-bound, almost\r\n\r";
        HttpResponse<String> answer = post(fields, file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("<Bucket>posted</Bucket><Key>photos/photo.txt</Key><ETag>&quot;");
        assertThat(answer.headers().firstValue("Location")).hasValue(cloud.endpoint() + "/posted/photos/photo.txt");

        GetObjectResponse object = s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("photos/photo.txt"))
                .response();
        assertThat(object.contentType()).isEqualTo("text/x");
        assertThat(object.metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("photos/photo.txt"))
                        .asUtf8String())
                .isEqualTo(file);
        JsonNode told = RecordedS3.JSON.readTree(
                sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(20))
                        .messages()
                        .get(0)
                        .body());
        assertThat(told.at("/Records/0/eventName").asText()).isEqualTo("ObjectCreated:Post");
    }

    @Test
    void formsSignedWithVersionTwoAreTakenAndRedirected() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "a b");
        fields.put("success_action_redirect", "http://localhost/done?x=1");
        fields.put("AWSAccessKeyId", admin.accessKeyId());
        String policy = policy("""
                {"bucket": "posted"}, {"key": "a b"}, ["starts-with", "$success_action_redirect", ""]""");
        fields.put("policy", policy);
        fields.put(
                "signature",
                Base64.getEncoder()
                        .encodeToString(hmac("HmacSHA1", admin.secretAccessKey().getBytes(UTF_8), policy)));
        HttpResponse<String> answer = post(fields, "text");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElse(""))
                .startsWith("http://localhost/done?x=1&bucket=posted&key=a+b&etag=%22");
        assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("a b"))
                        .asUtf8String())
                .isEqualTo("text");
    }

    @Test
    void formsThatTheirPolicyDoesNotAllowAreRefused() throws Exception {
        String bucket = "{\"bucket\": \"posted\"}";
        assertRefused(
                signed("a", bucket + ", {\"key\": \"b\"}"),
                "x",
                403,
                "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"b\"]");
        assertRefused(signed("a", bucket), "x", 403, "Invalid according to Policy: Extra input fields: key");
        String open = bucket + ", [\"starts-with\", \"$key\", \"\"]";
        assertRefused(signed("a", open + ", [\"content-length-range\", 2, 3]"), "x", 400, "EntityTooSmall");
        assertRefused(signed("a", open + ", [\"content-length-range\", 2, 3]"), "long", 400, "EntityTooLarge");
        Map<String, String> forged = signed("a", open);
        forged.put("x-amz-signature", "0".repeat(64));
        assertRefused(forged, "x", 403, "SignatureDoesNotMatch");
        Map<String, String> unsigned = new LinkedHashMap<>(Map.of("key", "a"));
        assertRefused(unsigned, "x", 403, "AccessDenied");
        assertRefused(Map.of("acl", "private"), "x", 400, "must contain a field named 'key'");
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .isEmpty();
    }

    private void assertRefused(Map<String, String> fields, String file, int status, String text)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = post(fields, file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body().replace("&quot;", "\"")).contains(text);
    }

    @Test
    void aPublicPolicyLetsAnyoneReadUntilTheBucketRestrictsIt() {
        s3.putObject(request -> request.bucket(BUCKET).key("open"), RequestBody.fromString("for all"));
        s3.deletePublicAccessBlock(request -> request.bucket(BUCKET));
        s3.putBucketPolicy(request -> request.bucket(BUCKET).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::posted/*"}]}
                """));
        S3Client anyone = cloud.client(
                S3Client.builder().forcePathStyle(true), CloudFixture.REGION, AnonymousCredentialsProvider.create());
        assertThat(anyone.getObjectAsBytes(request -> request.bucket(BUCKET).key("open"))
                        .asUtf8String())
                .isEqualTo("for all");
        s3.putPublicAccessBlock(request ->
                request.bucket(BUCKET).publicAccessBlockConfiguration(block -> block.restrictPublicBuckets(true)));
        assertThatThrownBy(() -> anyone.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("open")))
                .isInstanceOfSatisfying(S3Exception.class, denied -> assertThat(denied.statusCode())
                        .isEqualTo(403));
        assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("open"))
                        .asUtf8String())
                .isEqualTo("for all");
    }
}
