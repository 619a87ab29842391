package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Type;

/** What those who do not sign may do: by ACLs and policies, and against which of them the public access block helps. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
final class PublicAccessTest {
    private static final String BUCKET = "public-access-of-a-test";
    private static final String EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client owner;
    private S3Client anyone;

    @BeforeEach
    void makeBucketWithAcls() {
        owner = cloud.client(S3Client.builder().forcePathStyle(true));
        anyone = cloud.client(
                S3Client.builder().forcePathStyle(true), CloudFixture.REGION, AnonymousCredentialsProvider.create());
        owner.createBucket(request -> request.bucket(BUCKET).objectOwnership("ObjectWriter"));
    }

    private void block(Consumer<PublicAccessBlockConfiguration.Builder> settings) {
        owner.putPublicAccessBlock(request -> request.bucket(BUCKET).publicAccessBlockConfiguration(settings));
    }

    private void put(String key, String acl) {
        owner.putObject(request -> request.bucket(BUCKET).key(key).acl(acl), RequestBody.fromString("text"));
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        S3Exception refused = catchThrowableOfType(S3Exception.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
    }

    private void assertHidden(String key) {
        S3Exception refused = catchThrowableOfType(
                S3Exception.class,
                () -> anyone.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)));
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo("Access Denied");
    }

    @Test
    void anObjectsPublicAclLetsAnyoneReadItAndNothingElse() {
        block(block -> {});
        put("open", "public-read");
        put("closed", "private");
        put("members", "authenticated-read");

        assertThat(anyone.getObjectAsBytes(request -> request.bucket(BUCKET).key("open"))
                        .asUtf8String())
                .isEqualTo("text");
        assertHidden("closed");
        assertHidden("members");
        assertRefused("AccessDenied", () -> anyone.listObjectsV2(request -> request.bucket(BUCKET)));
        assertRefused(
                "AccessDenied",
                () -> anyone.deleteObject(request -> request.bucket(BUCKET).key("open")));
    }

    @Test
    void whoeverDoesNotSignSaysNoRegionAndIsAnsweredForTheBucketsOwn() {
        S3Client elsewhere = cloud.client(S3Client.builder().forcePathStyle(true), Region.EU_WEST_1);
        elsewhere.createBucket(request -> request.bucket("far-away").objectOwnership("ObjectWriter"));
        elsewhere.deletePublicAccessBlock(request -> request.bucket("far-away"));
        elsewhere.putObject(
                request -> request.bucket("far-away").key("open").acl("public-read"), RequestBody.fromString("text"));

        assertThat(anyone.getObjectAsBytes(request -> request.bucket("far-away").key("open"))
                        .asUtf8String())
                .isEqualTo("text");
        assertRefused(
                "AccessDenied",
                () -> anyone.getObject(request -> request.bucket("far-away").key("closed")));
    }

    @Test
    void aBucketsPublicAclLetsAnyoneListAndWrite() {
        block(block -> {});
        owner.putBucketAcl(request -> request.bucket(BUCKET).acl("public-read"));
        assertThat(anyone.listObjectsV2(request -> request.bucket(BUCKET)).keyCount())
                .isZero();
        assertRefused(
                "AccessDenied",
                () -> anyone.putObject(request -> request.bucket(BUCKET).key("k"), RequestBody.fromString("x")));

        owner.putBucketAcl(request -> request.bucket(BUCKET).acl("public-read-write"));
        anyone.putObject(request -> request.bucket(BUCKET).key("k"), RequestBody.fromString("x"));

        assertThat(anyone.listObjectsV2(request -> request.bucket(BUCKET)).keyCount())
                .isOne();
    }

    @Test
    void publicAclsThatAreIgnoredGrantNothingAndStayInSight() {
        block(block -> {});
        owner.putBucketAcl(request -> request.bucket(BUCKET).acl("public-read"));
        put("open", "public-read");

        block(block -> block.ignorePublicAcls(true));

        assertHidden("open");
        assertRefused("AccessDenied", () -> anyone.listObjectsV2(request -> request.bucket(BUCKET)));
        GetBucketAclResponse acl = owner.getBucketAcl(request -> request.bucket(BUCKET));
        assertThat(acl.grants()).extracting(grant -> grant.grantee().uri()).contains(EVERYONE);
    }

    @Test
    void publicAclsThatAreBlockedAreRefusedInEveryForm() {
        block(block -> block.blockPublicAcls(true));
        AccessControlPolicy open = AccessControlPolicy.builder()
                .owner(owner.getBucketAcl(request -> request.bucket(BUCKET)).owner())
                .grants(grant -> grant.permission(Permission.READ)
                        .grantee(grantee -> grantee.type(Type.GROUP).uri(EVERYONE)))
                .build();
        put("k", "private");

        assertRefused("AccessDenied", () -> put("k", "public-read"));
        assertRefused(
                "AccessDenied",
                () -> owner.putBucketAcl(request -> request.bucket(BUCKET).acl("public-read")));
        assertRefused(
                "AccessDenied",
                () -> owner.putBucketAcl(request -> request.bucket(BUCKET).accessControlPolicy(open)));
        assertRefused(
                "AccessDenied",
                () -> owner.putObjectAcl(
                        request -> request.bucket(BUCKET).key("k").accessControlPolicy(open)));
        assertRefused(
                "InvalidBucketAclWithBlockPublicAccessError",
                () -> owner.createBucket(request -> request.bucket("another-" + BUCKET)
                        .objectOwnership("ObjectWriter")
                        .acl("public-read")));
    }

    @Test
    void whereTheOwnerIsEnforcedAclsAreRefusedAndAnAclThatGivesOthersAnythingKeepsItOff() {
        block(block -> {});
        put("open", "public-read");
        owner.putBucketAcl(request -> request.bucket(BUCKET).acl("public-read"));
        assertRefused("InvalidBucketAclWithObjectOwnership", this::enforceOwner);
        owner.putBucketAcl(request -> request.bucket(BUCKET).acl("private"));
        enforceOwner();

        assertHidden("open");
        assertRefused("AccessControlListNotSupported", () -> put("k", "public-read"));
        assertRefused("AccessControlListNotSupported", () -> put("k", "private"));
        assertRefused(
                "AccessControlListNotSupported",
                () -> owner.putBucketAcl(request -> request.bucket(BUCKET).acl("private")));
        put("k", "bucket-owner-full-control");
    }

    private void enforceOwner() {
        owner.putBucketOwnershipControls(request -> request.bucket(BUCKET)
                .ownershipControls(controls -> controls.rules(rule -> rule.objectOwnership("BucketOwnerEnforced"))));
    }

    @Test
    void aPublicPolicyIsBlockedOrRestrictedToTheAccount() {
        String open = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*"}]}""".formatted(BUCKET);
        put("k", "private");
        block(block -> block.blockPublicPolicy(true));
        assertRefused(
                "AccessDenied",
                () -> owner.putBucketPolicy(request -> request.bucket(BUCKET).policy(open)));
        block(block -> {});
        owner.putBucketPolicy(request -> request.bucket(BUCKET).policy(open));
        assertThat(anyone.getObjectAsBytes(request -> request.bucket(BUCKET).key("k"))
                        .asUtf8String())
                .isEqualTo("text");

        block(block -> block.restrictPublicBuckets(true));

        assertHidden("k");
        assertThat(owner.getBucketPolicyStatus(request -> request.bucket(BUCKET))
                        .policyStatus()
                        .isPublic())
                .isTrue();
    }
}
