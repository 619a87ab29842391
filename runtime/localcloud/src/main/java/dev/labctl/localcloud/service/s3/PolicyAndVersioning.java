package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PolicyStatus;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;

/** The bucket policy, held to the public access block, and versioning. */
final class PolicyAndVersioning {
    private final Buckets buckets;

    PolicyAndVersioning(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(Operations on, S3Access access) {
        on.on(PutBucketPolicyRequest.class, access.bucket("s3:PutBucketPolicy"), this::putPolicy);
        on.on(GetBucketPolicyRequest.class, access.bucket("s3:GetBucketPolicy"), this::getPolicy);
        on.on(GetBucketPolicyStatusRequest.class, access.bucket("s3:GetBucketPolicyStatus"), this::policyStatus);
        on.on(DeleteBucketPolicyRequest.class, access.bucket("s3:DeleteBucketPolicy"), (request, call) -> {
            buckets.require(request.bucket(), call);
            buckets.update(request.bucket(), bucket -> bucket.withPolicy(null));
            return DeleteBucketPolicyResponse.builder().build();
        });
        on.on(PutBucketVersioningRequest.class, access.bucket("s3:PutBucketVersioning"), this::putVersioning);
        on.on(GetBucketVersioningRequest.class, access.bucket("s3:GetBucketVersioning"), this::getVersioning);
    }

    private PutBucketPolicyResponse putPolicy(PutBucketPolicyRequest request, Call call) {
        buckets.require(request.bucket(), call);
        String document = BucketSettings.given(request.policy());
        buckets.update(request.bucket(), bucket -> {
            BucketPolicies.check(bucket, document);
            if (blocksPublicPolicies(bucket) && BucketPolicies.isPublic(document)) {
                throw publicPolicyBlocked(bucket, call);
            }
            return bucket.withPolicy(document);
        });
        return PutBucketPolicyResponse.builder().build();
    }

    private static boolean blocksPublicPolicies(Bucket bucket) {
        return bucket.setting(PublicAccessBlockConfiguration.class)
                .map(block -> Boolean.TRUE.equals(block.blockPublicPolicy()))
                .orElse(false);
    }

    private static AwsError publicPolicyBlocked(Bucket bucket, Call call) {
        return AwsError.of(
                403,
                "AccessDenied",
                ("User: %s is not authorized to perform: s3:PutBucketPolicy on resource: \"%s\" because public policies"
                                + " are prevented by the BlockPublicPolicy setting in S3 Block Public Access.")
                        .formatted(call.caller().principal().arn(), bucket.arn()));
    }

    private GetBucketPolicyResponse getPolicy(GetBucketPolicyRequest request, Call call) {
        return GetBucketPolicyResponse.builder()
                .policy(policy(buckets.require(request.bucket(), call)))
                .build();
    }

    private GetBucketPolicyStatusResponse policyStatus(GetBucketPolicyStatusRequest request, Call call) {
        String document = policy(buckets.require(request.bucket(), call));
        return GetBucketPolicyStatusResponse.builder()
                .policyStatus(PolicyStatus.builder()
                        .isPublic(BucketPolicies.isPublic(document))
                        .build())
                .build();
    }

    private static String policy(Bucket bucket) {
        String document = bucket.policy();
        if (document == null) {
            throw BucketSettings.missing(bucket, "NoSuchBucketPolicy", "The bucket policy does not exist");
        }
        return document;
    }

    private PutBucketVersioningResponse putVersioning(PutBucketVersioningRequest request, Call call) {
        buckets.require(request.bucket(), call);
        BucketVersioningStatus status =
                BucketSettings.given(request.versioningConfiguration()).status();
        if (status == null) {
            throw AwsError.of(
                    400, "IllegalVersioningConfigurationException", "The Versioning element must be specified");
        }
        if (request.versioningConfiguration().mfaDelete() != null) {
            throw S3Errors.notImplemented("MfaDelete");
        }
        Bucket.Versioning versioning =
                switch (status) {
                    case ENABLED -> Bucket.Versioning.ENABLED;
                    case SUSPENDED -> Bucket.Versioning.SUSPENDED;
                    case UNKNOWN_TO_SDK_VERSION -> throw S3Errors.malformedXml();
                };
        buckets.update(request.bucket(), bucket -> bucket.withVersioning(versioning));
        return PutBucketVersioningResponse.builder().build();
    }

    private GetBucketVersioningResponse getVersioning(GetBucketVersioningRequest request, Call call) {
        return switch (buckets.require(request.bucket(), call).versioning()) {
            case NEVER -> GetBucketVersioningResponse.builder().build();
            case ENABLED ->
                GetBucketVersioningResponse.builder()
                        .status(BucketVersioningStatus.ENABLED)
                        .build();
            case SUSPENDED ->
                GetBucketVersioningResponse.builder()
                        .status(BucketVersioningStatus.SUSPENDED)
                        .build();
        };
    }
}
