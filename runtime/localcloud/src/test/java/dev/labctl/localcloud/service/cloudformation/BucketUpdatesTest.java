package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

/** Properties of a bucket and its policy that an update changes or leaves out change or go on the bucket itself. */
final class BucketUpdatesTest {
    private static final String NAME = "updates-of-a-test";
    private static final String BARE = """
            Resources:
              Logs: {Type: AWS::S3::Bucket}
              Bucket:
                Type: AWS::S3::Bucket
                Properties:
                  BucketName: updates-of-a-test
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;
    private TestStacks stacks;

    @BeforeEach
    void connect() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        stacks = new TestStacks(cloud.client(CloudFormationClient.builder()));
    }

    private static String full(String word, int days, String yes) {
        return BARE + """
                  AccessControl: %4$s
                  OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}
                  PublicAccessBlockConfiguration: {BlockPublicAcls: false, BlockPublicPolicy: %3$s}
                  AccelerateConfiguration: {AccelerationStatus: Enabled}
                  BucketEncryption:
                    ServerSideEncryptionConfiguration:
                      - BucketKeyEnabled: %3$s
                        ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
                  CorsConfiguration:
                    CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['https://%1$s.example']}]
                  LifecycleConfiguration:
                    TransitionDefaultMinimumObjectSize: varies_by_storage_class
                    Rules:
                      - {Id: %1$s, Status: Enabled, ExpirationInDays: %2$d, TagFilters: [{Key: k, Value: %1$s}]}
                  LoggingConfiguration: {DestinationBucketName: !Ref Logs, LogFilePrefix: %1$s/}
                  Tags: [{Key: word, Value: %1$s}]
                  VersioningConfiguration: {Status: Enabled}
                  WebsiteConfiguration: {IndexDocument: %1$s.html}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Bucket
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Sid: %1$s
                        Effect: Allow
                        Principal: {AWS: !Ref 'AWS::AccountId'}
                        Action: s3:GetObject
                        Resource: !Sub '${Bucket.Arn}/*'
            """.formatted(word, days, yes, word.equals("one") ? "PublicRead" : "LogDeliveryWrite");
    }

    private void assertHas(String word, int days, boolean yes) {
        assertThat(s3.getBucketAcl(request -> request.bucket(NAME))
                        .grants()
                        .get(1)
                        .grantee()
                        .uri())
                .contains(word.equals("one") ? "AllUsers" : "LogDelivery");
        assertThat(s3.getPublicAccessBlock(request -> request.bucket(NAME))
                        .publicAccessBlockConfiguration()
                        .blockPublicPolicy())
                .isEqualTo(yes);
        assertThat(s3.getBucketAccelerateConfiguration(request -> request.bucket(NAME))
                        .status())
                .isEqualTo(BucketAccelerateStatus.ENABLED);
        assertThat(s3.getBucketEncryption(request -> request.bucket(NAME))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .get(0)
                        .bucketKeyEnabled())
                .isEqualTo(yes);
        assertThat(s3.getBucketCors(request -> request.bucket(NAME))
                        .corsRules()
                        .get(0)
                        .allowedOrigins())
                .containsExactly("https://" + word + ".example");
        GetBucketLifecycleConfigurationResponse lifecycle =
                s3.getBucketLifecycleConfiguration(request -> request.bucket(NAME));
        assertThat(lifecycle.transitionDefaultMinimumObjectSize())
                .isEqualTo(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS);
        assertThat(lifecycle.rules().get(0).expiration().days()).isEqualTo(days);
        assertThat(lifecycle.rules().get(0).filter().tag().value()).isEqualTo(word);
        assertThat(s3.getBucketLogging(request -> request.bucket(NAME))
                        .loggingEnabled()
                        .targetPrefix())
                .isEqualTo(word + "/");
        assertThat(s3.getBucketTagging(request -> request.bucket(NAME)).tagSet())
                .contains(Tag.builder().key("word").value(word).build());
        assertThat(s3.getBucketVersioning(request -> request.bucket(NAME)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertThat(s3.getBucketWebsite(request -> request.bucket(NAME))
                        .indexDocument()
                        .suffix())
                .isEqualTo(word + ".html");
        assertThat(s3.getBucketPolicy(request -> request.bucket(NAME)).policy()).contains("\"Sid\":\"" + word + "\"");
    }

    private static void assertGone(String code, Runnable read) {
        S3Exception missing = catchThrowableOfType(S3Exception.class, read::run);
        assertThat(missing).as(code).isNotNull();
        assertThat(missing.awsErrorDetails().errorCode()).isEqualTo(code);
    }

    @Test
    void changeAndGo() {
        assertThat(stacks.create("s", full("one", 1, "true")).stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertHas("one", 1, true);

        assertThat(stacks.update("s", full("two", 2, "false")).stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertHas("two", 2, false);

        assertThat(stacks.update("s", BARE).stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(s3.getBucketAcl(request -> request.bucket(NAME)).grants()).hasSize(1);
        assertGone(
                "OwnershipControlsNotFoundError", () -> s3.getBucketOwnershipControls(request -> request.bucket(NAME)));
        assertGone(
                "NoSuchPublicAccessBlockConfiguration", () -> s3.getPublicAccessBlock(request -> request.bucket(NAME)));
        assertThat(s3.getBucketAccelerateConfiguration(request -> request.bucket(NAME))
                        .status())
                .isEqualTo(BucketAccelerateStatus.SUSPENDED);
        assertThat(s3.getBucketEncryption(request -> request.bucket(NAME))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .get(0)
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithm())
                .isEqualTo(ServerSideEncryption.AES256);
        assertGone("NoSuchCORSConfiguration", () -> s3.getBucketCors(request -> request.bucket(NAME)));
        assertGone(
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(request -> request.bucket(NAME)));
        assertThat(s3.getBucketLogging(request -> request.bucket(NAME)).loggingEnabled())
                .isNull();
        assertThat(s3.getBucketTagging(request -> request.bucket(NAME)).tagSet())
                .noneMatch(tag -> tag.key().equals("word"));
        assertThat(s3.getBucketVersioning(request -> request.bucket(NAME)).status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
        assertGone("NoSuchWebsiteConfiguration", () -> s3.getBucketWebsite(request -> request.bucket(NAME)));
        assertGone("NoSuchBucketPolicy", () -> s3.getBucketPolicy(request -> request.bucket(NAME)));
    }
}
