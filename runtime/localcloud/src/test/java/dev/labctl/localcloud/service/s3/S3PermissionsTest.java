package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Each operation works with exactly the documented permissions, and without any one of them does not. */
final class S3PermissionsTest {
    private static final String BUCKET = "permissions-of-a-test";
    private static final String ARN = "arn:aws:s3:::" + BUCKET;
    private static final Tagging TAGGING =
            Tagging.builder().tagSet(Tag.builder().key("k").value("v").build()).build();

    private static CloudFixture cloud;
    private static S3Client admins;
    private static S3Client anns;
    private static String version = "";
    private static String upload = "";

    /** One permission: {@code s3:GetObject} on {@code arn:aws:s3:::b/k}. */
    record Permission(String action, String arn) {}

    /** An operation and what it needs. */
    record Operation(String name, Consumer<S3Client> call, List<Permission> needs) {
        Operation {
            needs = List.copyOf(needs);
        }

        Operation(String name, Consumer<S3Client> call, Permission... needs) {
            this(name, call, List.of(needs));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void makeBucketAndUser() {
        cloud = CloudFixture.started();
        admins = cloud.client(S3Client.builder().forcePathStyle(true));
        IamClient iam = cloud.client(IamClient.builder());
        iam.createUser(request -> request.userName("ann"));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        anns = cloud.client(
                S3Client.builder().forcePathStyle(true),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        admins.createBucket(request -> request.bucket(BUCKET));
        admins.putBucketVersioning(request -> request.bucket(BUCKET)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    @AfterAll
    static void endCloud() {
        cloud.close();
    }

    @BeforeEach
    void makeThings() {
        version = admins.putObject(
                        request -> request.bucket(BUCKET).key("k").tagging(TAGGING), RequestBody.fromString("text"))
                .versionId();
        upload = admins.createMultipartUpload(request -> request.bucket(BUCKET).key("up"))
                .uploadId();
    }

    private static void allow(List<Permission> permissions) {
        StringBuilder statements = new StringBuilder("{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}");
        permissions.forEach(
                permission -> statements.append(",{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\"}"
                        .formatted(permission.action(), permission.arn())));
        cloud.client(IamClient.builder()).putUserPolicy(request -> request.userName("ann")
                .policyName("p")
                .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
    }

    private static Operation onBucket(String name, String action, Consumer<S3Client> call) {
        return new Operation(name, call, new Permission(action, ARN));
    }

    private static Operation onKey(String name, Consumer<S3Client> call, String... actions) {
        return on("k", name, call, actions);
    }

    private static Operation on(String key, String name, Consumer<S3Client> call, String... actions) {
        Permission[] needs = new Permission[actions.length];
        for (int i = 0; i < actions.length; i++) {
            needs[i] = new Permission(actions[i], ARN + "/" + key);
        }
        return new Operation(name, call, needs);
    }

    static final List<Operation> OPERATIONS = List.of(
            onBucket("HeadBucket", "s3:ListBucket", s3 -> s3.headBucket(request -> request.bucket(BUCKET))),
            onBucket("ListObjectsV2", "s3:ListBucket", s3 -> s3.listObjectsV2(request -> request.bucket(BUCKET))),
            onBucket(
                    "ListObjectVersions",
                    "s3:ListBucketVersions",
                    s3 -> s3.listObjectVersions(request -> request.bucket(BUCKET))),
            onBucket(
                    "ListMultipartUploads",
                    "s3:ListBucketMultipartUploads",
                    s3 -> s3.listMultipartUploads(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketLocation",
                    "s3:GetBucketLocation",
                    s3 -> s3.getBucketLocation(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketVersioning",
                    "s3:GetBucketVersioning",
                    s3 -> s3.getBucketVersioning(request -> request.bucket(BUCKET))),
            onBucket(
                    "PutBucketTagging",
                    "s3:PutBucketTagging",
                    s3 -> s3.putBucketTagging(request -> request.bucket(BUCKET).tagging(TAGGING))),
            onBucket(
                    "DeleteBucketTagging",
                    "s3:PutBucketTagging",
                    s3 -> s3.deleteBucketTagging(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketEncryption",
                    "s3:GetEncryptionConfiguration",
                    s3 -> s3.getBucketEncryption(request -> request.bucket(BUCKET))),
            onBucket(
                    "DeleteBucketEncryption",
                    "s3:PutEncryptionConfiguration",
                    s3 -> s3.deleteBucketEncryption(request -> request.bucket(BUCKET))),
            onBucket(
                    "DeleteBucketCors",
                    "s3:PutBucketCORS",
                    s3 -> s3.deleteBucketCors(request -> request.bucket(BUCKET))),
            onBucket(
                    "DeleteBucketLifecycle",
                    "s3:PutLifecycleConfiguration",
                    s3 -> s3.deleteBucketLifecycle(request -> request.bucket(BUCKET))),
            onBucket(
                    "DeleteBucketPolicy",
                    "s3:DeleteBucketPolicy",
                    s3 -> s3.deleteBucketPolicy(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetPublicAccessBlock",
                    "s3:GetBucketPublicAccessBlock",
                    s3 -> s3.getPublicAccessBlock(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketOwnershipControls",
                    "s3:GetBucketOwnershipControls",
                    s3 -> s3.getBucketOwnershipControls(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketNotificationConfiguration",
                    "s3:GetBucketNotification",
                    s3 -> s3.getBucketNotificationConfiguration(request -> request.bucket(BUCKET))),
            onBucket("GetBucketAcl", "s3:GetBucketAcl", s3 -> s3.getBucketAcl(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketLogging",
                    "s3:GetBucketLogging",
                    s3 -> s3.getBucketLogging(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketAccelerateConfiguration",
                    "s3:GetAccelerateConfiguration",
                    s3 -> s3.getBucketAccelerateConfiguration(request -> request.bucket(BUCKET))),
            onBucket(
                    "GetBucketRequestPayment",
                    "s3:GetBucketRequestPayment",
                    s3 -> s3.getBucketRequestPayment(request -> request.bucket(BUCKET))),
            onBucket(
                    "DeleteBucketWebsite",
                    "s3:DeleteBucketWebsite",
                    s3 -> s3.deleteBucketWebsite(request -> request.bucket(BUCKET))),
            onKey(
                    "GetObject",
                    s3 -> s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("k")),
                    "s3:GetObject"),
            onKey(
                    "GetObject of a version",
                    s3 -> s3.getObjectAsBytes(
                            request -> request.bucket(BUCKET).key("k").versionId(version)),
                    "s3:GetObjectVersion"),
            onKey(
                    "HeadObject",
                    s3 -> s3.headObject(request -> request.bucket(BUCKET).key("k")),
                    "s3:GetObject"),
            onKey(
                    "HeadObject of a version",
                    s3 -> s3.headObject(
                            request -> request.bucket(BUCKET).key("k").versionId(version)),
                    "s3:GetObjectVersion"),
            onKey(
                    "GetObjectAttributes",
                    s3 -> s3.getObjectAttributes(
                            request -> request.bucket(BUCKET).key("k").objectAttributes(ObjectAttributes.E_TAG)),
                    "s3:GetObject",
                    "s3:GetObjectAttributes"),
            onKey(
                    "GetObjectAttributes of a version",
                    s3 -> s3.getObjectAttributes(request -> request.bucket(BUCKET)
                            .key("k")
                            .versionId(version)
                            .objectAttributes(ObjectAttributes.E_TAG)),
                    "s3:GetObjectVersion",
                    "s3:GetObjectVersionAttributes"),
            onKey(
                    "GetObjectTagging",
                    s3 -> s3.getObjectTagging(request -> request.bucket(BUCKET).key("k")),
                    "s3:GetObjectTagging"),
            onKey(
                    "GetObjectTagging of a version",
                    s3 -> s3.getObjectTagging(
                            request -> request.bucket(BUCKET).key("k").versionId(version)),
                    "s3:GetObjectVersionTagging"),
            onKey(
                    "PutObjectTagging",
                    s3 -> s3.putObjectTagging(
                            request -> request.bucket(BUCKET).key("k").tagging(TAGGING)),
                    "s3:PutObjectTagging"),
            onKey(
                    "DeleteObjectTagging of a version",
                    s3 -> s3.deleteObjectTagging(
                            request -> request.bucket(BUCKET).key("k").versionId(version)),
                    "s3:DeleteObjectVersionTagging"),
            onKey(
                    "GetObjectAcl",
                    s3 -> s3.getObjectAcl(request -> request.bucket(BUCKET).key("k")),
                    "s3:GetObjectAcl"),
            onKey(
                    "PutObjectAcl",
                    s3 -> s3.putObjectAcl(
                            request -> request.bucket(BUCKET).key("k").acl("bucket-owner-full-control")),
                    "s3:PutObjectAcl"),
            onKey(
                    "PutObject",
                    s3 -> s3.putObject(request -> request.bucket(BUCKET).key("k"), RequestBody.fromString("x")),
                    "s3:PutObject"),
            onKey(
                    "PutObject with tags",
                    s3 -> s3.putObject(
                            request -> request.bucket(BUCKET).key("k").tagging(TAGGING), RequestBody.fromString("x")),
                    "s3:PutObject",
                    "s3:PutObjectTagging"),
            onKey(
                    "PutObject with an ACL",
                    s3 -> s3.putObject(
                            request -> request.bucket(BUCKET).key("k").acl("bucket-owner-full-control"),
                            RequestBody.fromString("x")),
                    "s3:PutObject",
                    "s3:PutObjectAcl"),
            onKey(
                    "DeleteObject",
                    s3 -> s3.deleteObject(request -> request.bucket(BUCKET).key("k")),
                    "s3:DeleteObject"),
            onKey(
                    "DeleteObject of a version",
                    s3 -> s3.deleteObject(
                            request -> request.bucket(BUCKET).key("k").versionId(version)),
                    "s3:DeleteObjectVersion"),
            new Operation(
                    "CopyObject with its tags",
                    s3 -> s3.copyObject(request -> request.sourceBucket(BUCKET)
                            .sourceKey("k")
                            .destinationBucket(BUCKET)
                            .destinationKey("copy")),
                    new Permission("s3:GetObject", ARN + "/k"),
                    new Permission("s3:GetObjectTagging", ARN + "/k"),
                    new Permission("s3:PutObject", ARN + "/copy"),
                    new Permission("s3:PutObjectTagging", ARN + "/copy")),
            new Operation(
                    "CopyObject of a version without tags",
                    s3 -> s3.copyObject(request -> request.sourceBucket(BUCKET)
                            .sourceKey("k")
                            .sourceVersionId(version)
                            .taggingDirective(TaggingDirective.REPLACE)
                            .destinationBucket(BUCKET)
                            .destinationKey("copy")),
                    new Permission("s3:GetObjectVersion", ARN + "/k"),
                    new Permission("s3:PutObject", ARN + "/copy")),
            on(
                    "up",
                    "CreateMultipartUpload",
                    s3 -> s3.createMultipartUpload(
                            request -> request.bucket(BUCKET).key("up")),
                    "s3:PutObject"),
            on(
                    "up",
                    "UploadPart",
                    s3 -> s3.uploadPart(
                            request -> request.bucket(BUCKET)
                                    .key("up")
                                    .uploadId(upload)
                                    .partNumber(1),
                            RequestBody.fromString("x")),
                    "s3:PutObject"),
            new Operation(
                    "UploadPartCopy",
                    s3 -> s3.uploadPartCopy(request -> request.sourceBucket(BUCKET)
                            .sourceKey("k")
                            .destinationBucket(BUCKET)
                            .destinationKey("up")
                            .uploadId(upload)
                            .partNumber(1)),
                    new Permission("s3:GetObject", ARN + "/k"),
                    new Permission("s3:PutObject", ARN + "/up")),
            on(
                    "up",
                    "ListParts",
                    s3 -> s3.listParts(
                            request -> request.bucket(BUCKET).key("up").uploadId(upload)),
                    "s3:ListMultipartUploadParts"),
            on(
                    "up",
                    "AbortMultipartUpload",
                    s3 -> s3.abortMultipartUpload(
                            request -> request.bucket(BUCKET).key("up").uploadId(upload)),
                    "s3:AbortMultipartUpload"),
            new Operation(
                    "CreateBucket with tags",
                    s3 -> s3.createBucket(request -> request.bucket("made-by-ann")
                            .createBucketConfiguration(configuration -> configuration.tags(TAGGING.tagSet()))),
                    new Permission("s3:CreateBucket", "arn:aws:s3:::made-by-ann"),
                    new Permission("s3:TagResource", "arn:aws:s3:::made-by-ann")),
            new Operation("ListBuckets", S3Client::listBuckets, new Permission("s3:ListAllMyBuckets", "*")));

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void worksWithTheDocumentedPermissionsAndWithoutOneDoesNot(Operation operation) {
        List<Permission> all = operation.needs();
        for (Permission missing : all) {
            List<Permission> others = new ArrayList<>(all);
            others.remove(missing);
            allow(others);

            S3Exception refused = catchThrowableOfType(
                    S3Exception.class, () -> operation.call().accept(anns));

            assertThat(refused).as("without %s", missing).isNotNull();
            assertThat(refused.statusCode()).isEqualTo(403);
            if (!operation.name().startsWith("Head")) {
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                assertThat(refused.awsErrorDetails().errorMessage())
                        .isEqualTo(
                                "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: %s on resource: \"%s\" %s"
                                        .formatted(
                                                missing.action(),
                                                missing.arn(),
                                                "because no identity-based policy allows the " + missing.action()
                                                        + " action"));
            }
        }
        allow(all);

        operation.call().accept(anns);
    }

    @Test
    void eachKeyOfADeletionOfManyIsJudgedByItself() {
        allow(List.of(new Permission("s3:DeleteObject", ARN + "/k")));

        DeleteObjectsResponse done = anns.deleteObjects(request -> request.bucket(BUCKET)
                .delete(delete -> delete.objects(
                        ObjectIdentifier.builder().key("k").build(),
                        ObjectIdentifier.builder().key("k").versionId(version).build(),
                        ObjectIdentifier.builder().key("other").build())));

        assertThat(done.deleted()).singleElement().satisfies(deleted -> assertThat(deleted.key())
                .isEqualTo("k"));
        assertThat(done.errors())
                .extracting(error -> error.key() + " " + error.versionId() + " " + error.code())
                .containsExactly("k " + version + " AccessDenied", "other null AccessDenied");
    }

    @Test
    void aMissingKeyIsAccessDeniedForWhoMayNotListTheBucket() {
        Permission get = new Permission("s3:GetObject", ARN + "/*");
        allow(List.of(get));
        assertThat(statusOfMissing()).isEqualTo(403);
        S3Exception refused = catchThrowableOfType(
                S3Exception.class,
                () -> anns.getObjectAsBytes(request -> request.bucket(BUCKET).key("none")));
        assertThat(refused.awsErrorDetails().errorMessage())
                .contains("is not authorized to perform: s3:ListBucket on resource: \"" + ARN + "\"");

        allow(List.of(get, new Permission("s3:ListBucket", ARN)));
        assertThat(statusOfMissing()).isEqualTo(404);
    }

    private static int statusOfMissing() {
        return catchThrowableOfType(
                        S3Exception.class,
                        () -> anns.headObject(request -> request.bucket(BUCKET).key("none")))
                .statusCode();
    }
}
