package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/** Buckets: create, head, locate, list, delete. */
final class BucketOperations {
    private static final int MOST_LISTED = 10_000;
    private static final String EU = "EU";

    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;
    private final Clock clock;

    BucketOperations(Buckets buckets, ObjectIndex index, Uploads uploads, Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.uploads = uploads;
        this.clock = clock;
    }

    void register(Operations operations, S3Access access) {
        operations.on(CreateBucketRequest.class, access.newBucket(), this::create);
        operations.on(HeadBucketRequest.class, access.bucket("s3:ListBucket"), this::head);
        operations.on(GetBucketLocationRequest.class, access.bucket("s3:GetBucketLocation"), this::location);
        operations.on(DeleteBucketRequest.class, access.bucket("s3:DeleteBucket"), this::delete);
        operations.on(ListBucketsRequest.class, AccessRule.anyResource("s3:ListAllMyBuckets"), this::list);
    }

    private CreateBucketResponse create(CreateBucketRequest request, Call call) {
        BucketNames.check(request.bucket());
        String region = regionOf(request, call);
        if (Boolean.TRUE.equals(request.objectLockEnabledForBucket())) {
            throw S3Errors.notImplemented("x-amz-bucket-object-lock-enabled");
        }
        ObjectOwnership ownership =
                request.objectOwnership() == null ? ObjectOwnership.BUCKET_OWNER_ENFORCED : request.objectOwnership();
        Acls.checkNew(request.aclAsString(), ownership);
        Bucket made = new Bucket(
                        request.bucket(),
                        region,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        Bucket.Versioning.NEVER,
                        null,
                        request.createBucketConfiguration() == null
                                ? Map.of()
                                : ObjectTags.ofSet(
                                        request.createBucketConfiguration().tags(), ObjectTags.MOST_ON_BUCKET),
                        Map.of())
                .with(ownershipControls(ownership))
                .with(blockAllPublicAccess());
        Bucket bucket = request.acl() == null ? made : Acls.with(made, request.aclAsString(), call);
        index.change(() -> {
            if (buckets.find(bucket.name()).isPresent()) {
                refuseExisting(buckets.require(bucket.name()), region);
            } else {
                buckets.create(bucket);
            }
        });
        return CreateBucketResponse.builder()
                .location(
                        region.equals(Buckets.GLOBAL_REGION)
                                ? "/" + bucket.name()
                                : "http://" + bucket.name() + ".s3.amazonaws.com/")
                .bucketArn(bucket.arn())
                .build();
    }

    /** Making an own bucket again succeeds in us-east-1 only, for old clients' sake. */
    private static void refuseExisting(Bucket existing, String region) {
        if (!existing.region().equals(Buckets.GLOBAL_REGION) || !region.equals(Buckets.GLOBAL_REGION)) {
            throw AwsError.of(
                            409,
                            "BucketAlreadyOwnedByYou",
                            "Your previous request to create the named bucket succeeded and you already own it.")
                    .with(ErrorDetails.of("BucketName", existing.name()));
        }
    }

    private static String regionOf(CreateBucketRequest request, Call call) {
        String constraint = request.createBucketConfiguration() == null
                ? null
                : request.createBucketConfiguration().locationConstraintAsString();
        boolean global = call.region().equals(Buckets.GLOBAL_REGION);
        if (constraint == null || constraint.isEmpty()) {
            if (!global) {
                throw illegalConstraint("unspecified");
            }
            return call.region();
        }
        String asked = constraint.equals(EU) ? "eu-west-1" : constraint;
        if (asked.equals(Buckets.GLOBAL_REGION)
                || BucketLocationConstraint.fromValue(constraint) == BucketLocationConstraint.UNKNOWN_TO_SDK_VERSION) {
            throw AwsError.of(400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
                    .with(ErrorDetails.of("LocationConstraint", constraint));
        }
        if (!global && !asked.equals(call.region())) {
            throw illegalConstraint(constraint);
        }
        return asked;
    }

    private static AwsError illegalConstraint(String constraint) {
        return AwsError.of(
                400,
                "IllegalLocationConstraintException",
                ("The %s location constraint is incompatible for the region specific endpoint this request was sent"
                                + " to.")
                        .formatted(constraint));
    }

    private static OwnershipControls ownershipControls(ObjectOwnership ownership) {
        return OwnershipControls.builder()
                .rules(OwnershipControlsRule.builder()
                        .objectOwnership(ownership)
                        .build())
                .build();
    }

    /** What every new bucket has since April 2023. */
    private static PublicAccessBlockConfiguration blockAllPublicAccess() {
        return PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build();
    }

    private HeadBucketResponse head(HeadBucketRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        return HeadBucketResponse.builder()
                .bucketRegion(bucket.region())
                .bucketArn(bucket.arn())
                .accessPointAlias(false)
                .build();
    }

    private GetBucketLocationResponse location(GetBucketLocationRequest request, Call call) {
        String region = buckets.require(request.bucket(), call).region();
        return GetBucketLocationResponse.builder()
                .locationConstraint(region.equals(Buckets.GLOBAL_REGION) ? "" : region)
                .build();
    }

    private DeleteBucketResponse delete(DeleteBucketRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        index.change(() -> {
            if (!index.isEmpty(bucket.name())) {
                throw AwsError.of(
                                409,
                                "BucketNotEmpty",
                                bucket.versioning() == Bucket.Versioning.NEVER
                                        ? "The bucket you tried to delete is not empty"
                                        : "The bucket you tried to delete is not empty. You must delete all versions in"
                                                + " the bucket.")
                        .with(ErrorDetails.of("BucketName", bucket.name()));
            }
            uploads.abortAll(bucket.name());
            buckets.delete(bucket.name());
        });
        return DeleteBucketResponse.builder().build();
    }

    private ListBucketsResponse list(ListBucketsRequest request, Call call) {
        int most = request.maxBuckets() == null ? MOST_LISTED : request.maxBuckets();
        if (most < 1 || most > MOST_LISTED) {
            throw S3Errors.invalidArgument(
                    "Argument max-buckets must be an integer between 1 and 10000", "max-buckets", String.valueOf(most));
        }
        String after = request.continuationToken() == null ? "" : PageToken.decode(request.continuationToken());
        List<Bucket> found = buckets.all()
                .filter(bucket -> bucket.name().compareTo(after) > 0)
                .filter(bucket -> startsWith(bucket.name(), request.prefix()))
                .filter(bucket ->
                        request.bucketRegion() == null || bucket.region().equals(request.bucketRegion()))
                .limit(most + 1L)
                .toList();
        List<Bucket> page = found.size() > most ? found.subList(0, most) : found;
        boolean paged = request.maxBuckets() != null || request.prefix() != null || request.bucketRegion() != null;
        return ListBucketsResponse.builder()
                .owner(Owners.of(call.accountId()))
                .prefix(request.prefix())
                .buckets(page.stream()
                        .map(bucket -> software.amazon.awssdk.services.s3.model.Bucket.builder()
                                .name(bucket.name())
                                .creationDate(bucket.created())
                                .bucketRegion(paged ? bucket.region() : null)
                                .build())
                        .toList())
                .continuationToken(
                        found.size() > most
                                ? PageToken.encode(page.get(page.size() - 1).name())
                                : null)
                .build();
    }

    private static boolean startsWith(String name, @Nullable String prefix) {
        return prefix == null || name.startsWith(prefix);
    }
}
