package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * The configurations of a bucket that are kept and described as they were sent. Policy, versioning, lifecycle and
 * notifications, which do more, have classes of their own.
 */
final class BucketSettings {
    private final Buckets buckets;

    BucketSettings(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(Operations on, S3Access access) {
        registerEncryption(on, access);
        registerOwnership(on, access);
        registerTagging(on, access);
        registerCors(on, access);
        registerWebsite(on, access);
        registerLoggingAndPayment(on, access);
        registerPublicAccessBlock(on, access);
    }

    private void registerEncryption(Operations on, S3Access access) {
        on.on(PutBucketEncryptionRequest.class, access.bucket("s3:PutEncryptionConfiguration"), (request, call) -> {
            Encryption.check(given(request.serverSideEncryptionConfiguration()));
            put(request.bucket(), call, request.serverSideEncryptionConfiguration());
            return PutBucketEncryptionResponse.builder().build();
        });
        on.on(
                GetBucketEncryptionRequest.class,
                access.bucket("s3:GetEncryptionConfiguration"),
                (request, call) -> GetBucketEncryptionResponse.builder()
                        .serverSideEncryptionConfiguration(Encryption.of(buckets.require(request.bucket(), call)))
                        .build());
        on.on(DeleteBucketEncryptionRequest.class, access.bucket("s3:PutEncryptionConfiguration"), (request, call) -> {
            delete(request.bucket(), call, ServerSideEncryptionConfiguration.class);
            return DeleteBucketEncryptionResponse.builder().build();
        });
    }

    private void registerOwnership(Operations on, S3Access access) {
        on.on(
                PutBucketOwnershipControlsRequest.class,
                access.bucket("s3:PutBucketOwnershipControls"),
                (request, call) -> {
                    if (given(request.ownershipControls()).rules().size() != 1
                            || request.ownershipControls().rules().get(0).objectOwnership()
                                    == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
                        throw S3Errors.malformedXml();
                    }
                    boolean enforces =
                            request.ownershipControls().rules().get(0).objectOwnership()
                                    == ObjectOwnership.BUCKET_OWNER_ENFORCED;
                    buckets.require(request.bucket(), call);
                    buckets.update(request.bucket(), bucket -> {
                        if (enforces) {
                            Acls.checkEnforcing(bucket);
                        }
                        return bucket.with(request.ownershipControls());
                    });
                    return PutBucketOwnershipControlsResponse.builder().build();
                });
        on.on(
                GetBucketOwnershipControlsRequest.class,
                access.bucket("s3:GetBucketOwnershipControls"),
                (request, call) -> GetBucketOwnershipControlsResponse.builder()
                        .ownershipControls(get(
                                request.bucket(),
                                call,
                                OwnershipControls.class,
                                "OwnershipControlsNotFoundError",
                                "The bucket ownership controls were not found"))
                        .build());
        on.on(
                DeleteBucketOwnershipControlsRequest.class,
                access.bucket("s3:PutBucketOwnershipControls"),
                (request, call) -> {
                    delete(request.bucket(), call, OwnershipControls.class);
                    return DeleteBucketOwnershipControlsResponse.builder().build();
                });
    }

    private void registerTagging(Operations on, S3Access access) {
        on.on(PutBucketTaggingRequest.class, access.bucket("s3:PutBucketTagging"), (request, call) -> {
            buckets.require(request.bucket(), call);
            Map<String, String> tags =
                    ObjectTags.ofBucket(given(request.tagging()).tagSet(), call);
            buckets.update(request.bucket(), bucket -> bucket.withTags(tags));
            return PutBucketTaggingResponse.builder().build();
        });
        on.on(GetBucketTaggingRequest.class, access.bucket("s3:GetBucketTagging"), (request, call) -> {
            Bucket bucket = buckets.require(request.bucket(), call);
            if (bucket.tags().isEmpty()) {
                throw missing(bucket, "NoSuchTagSet", "The TagSet does not exist");
            }
            return GetBucketTaggingResponse.builder()
                    .tagSet(ObjectTags.toSet(bucket.tags()))
                    .build();
        });
        on.on(DeleteBucketTaggingRequest.class, access.bucket("s3:PutBucketTagging"), (request, call) -> {
            buckets.require(request.bucket(), call);
            buckets.update(request.bucket(), bucket -> bucket.withTags(Map.of()));
            return DeleteBucketTaggingResponse.builder().build();
        });
    }

    private void registerCors(Operations on, S3Access access) {
        on.on(PutBucketCorsRequest.class, access.bucket("s3:PutBucketCORS"), (request, call) -> {
            checkCors(given(request.corsConfiguration()));
            put(request.bucket(), call, request.corsConfiguration());
            return PutBucketCorsResponse.builder().build();
        });
        on.on(
                GetBucketCorsRequest.class,
                access.bucket("s3:GetBucketCORS"),
                (request, call) -> GetBucketCorsResponse.builder()
                        .corsRules(get(
                                        request.bucket(),
                                        call,
                                        CORSConfiguration.class,
                                        "NoSuchCORSConfiguration",
                                        "The CORS configuration does not exist")
                                .corsRules())
                        .build());
        on.on(DeleteBucketCorsRequest.class, access.bucket("s3:PutBucketCORS"), (request, call) -> {
            delete(request.bucket(), call, CORSConfiguration.class);
            return DeleteBucketCorsResponse.builder().build();
        });
    }

    private static void checkCors(CORSConfiguration configuration) {
        if (configuration.corsRules().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        for (CORSRule rule : configuration.corsRules()) {
            for (String method : rule.allowedMethods()) {
                if (!Set.of("GET", "PUT", "HEAD", "POST", "DELETE").contains(method)) {
                    throw S3Errors.invalidRequest(
                            "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
                }
            }
        }
    }

    private void registerWebsite(Operations on, S3Access access) {
        on.on(PutBucketWebsiteRequest.class, access.bucket("s3:PutBucketWebsite"), (request, call) -> {
            WebsiteConfiguration website = given(request.websiteConfiguration());
            if (website.redirectAllRequestsTo() == null && website.indexDocument() == null) {
                throw S3Errors.invalidArgument(
                        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                        "IndexDocument",
                        "null");
            }
            put(request.bucket(), call, website);
            return PutBucketWebsiteResponse.builder().build();
        });
        on.on(GetBucketWebsiteRequest.class, access.bucket("s3:GetBucketWebsite"), (request, call) -> {
            WebsiteConfiguration website = get(
                    request.bucket(),
                    call,
                    WebsiteConfiguration.class,
                    "NoSuchWebsiteConfiguration",
                    "The specified bucket does not have a website configuration");
            return GetBucketWebsiteResponse.builder()
                    .indexDocument(website.indexDocument())
                    .errorDocument(website.errorDocument())
                    .redirectAllRequestsTo(website.redirectAllRequestsTo())
                    .routingRules(website.hasRoutingRules() ? website.routingRules() : null)
                    .build();
        });
        on.on(DeleteBucketWebsiteRequest.class, access.bucket("s3:DeleteBucketWebsite"), (request, call) -> {
            delete(request.bucket(), call, WebsiteConfiguration.class);
            return DeleteBucketWebsiteResponse.builder().build();
        });
    }

    private void registerLoggingAndPayment(Operations on, S3Access access) {
        on.on(PutBucketLoggingRequest.class, access.bucket("s3:PutBucketLogging"), (request, call) -> {
            LoggingEnabled logging = given(request.bucketLoggingStatus()).loggingEnabled();
            if (logging == null) {
                delete(request.bucket(), call, LoggingEnabled.class);
            } else if (buckets.find(logging.targetBucket()).isEmpty()) {
                throw AwsError.of(400, "InvalidTargetBucketForLogging", "The target bucket for logging does not exist");
            } else {
                put(request.bucket(), call, logging);
            }
            return PutBucketLoggingResponse.builder().build();
        });
        on.on(
                GetBucketLoggingRequest.class,
                access.bucket("s3:GetBucketLogging"),
                (request, call) -> GetBucketLoggingResponse.builder()
                        .loggingEnabled(buckets.require(request.bucket(), call)
                                .setting(LoggingEnabled.class)
                                .orElse(null))
                        .build());
        on.on(
                PutBucketAccelerateConfigurationRequest.class,
                access.bucket("s3:PutAccelerateConfiguration"),
                (request, call) -> {
                    put(request.bucket(), call, given(request.accelerateConfiguration()));
                    return PutBucketAccelerateConfigurationResponse.builder().build();
                });
        on.on(
                GetBucketAccelerateConfigurationRequest.class,
                access.bucket("s3:GetAccelerateConfiguration"),
                (request, call) -> GetBucketAccelerateConfigurationResponse.builder()
                        .status(buckets.require(request.bucket(), call)
                                .setting(AccelerateConfiguration.class)
                                .map(AccelerateConfiguration::statusAsString)
                                .orElse(null))
                        .build());
        on.on(PutBucketRequestPaymentRequest.class, access.bucket("s3:PutBucketRequestPayment"), (request, call) -> {
            put(request.bucket(), call, given(request.requestPaymentConfiguration()));
            return PutBucketRequestPaymentResponse.builder().build();
        });
        on.on(
                GetBucketRequestPaymentRequest.class,
                access.bucket("s3:GetBucketRequestPayment"),
                (request, call) -> GetBucketRequestPaymentResponse.builder()
                        .payer(buckets.require(request.bucket(), call)
                                .setting(RequestPaymentConfiguration.class)
                                .map(RequestPaymentConfiguration::payer)
                                .orElse(Payer.BUCKET_OWNER))
                        .build());
    }

    private void registerPublicAccessBlock(Operations on, S3Access access) {
        on.on(PutPublicAccessBlockRequest.class, access.bucket("s3:PutBucketPublicAccessBlock"), (request, call) -> {
            PublicAccessBlockConfiguration sent = given(request.publicAccessBlockConfiguration());
            put(
                    request.bucket(),
                    call,
                    PublicAccessBlockConfiguration.builder()
                            .blockPublicAcls(Boolean.TRUE.equals(sent.blockPublicAcls()))
                            .ignorePublicAcls(Boolean.TRUE.equals(sent.ignorePublicAcls()))
                            .blockPublicPolicy(Boolean.TRUE.equals(sent.blockPublicPolicy()))
                            .restrictPublicBuckets(Boolean.TRUE.equals(sent.restrictPublicBuckets()))
                            .build());
            return PutPublicAccessBlockResponse.builder().build();
        });
        on.on(
                GetPublicAccessBlockRequest.class,
                access.bucket("s3:GetBucketPublicAccessBlock"),
                (request, call) -> GetPublicAccessBlockResponse.builder()
                        .publicAccessBlockConfiguration(get(
                                request.bucket(),
                                call,
                                PublicAccessBlockConfiguration.class,
                                "NoSuchPublicAccessBlockConfiguration",
                                "The public access block configuration was not found"))
                        .build());
        on.on(DeletePublicAccessBlockRequest.class, access.bucket("s3:PutBucketPublicAccessBlock"), (request, call) -> {
            delete(request.bucket(), call, PublicAccessBlockConfiguration.class);
            return DeletePublicAccessBlockResponse.builder().build();
        });
    }

    private void put(String name, Call call, SdkPojo setting) {
        buckets.require(name, call);
        buckets.update(name, bucket -> bucket.with(setting));
    }

    private void delete(String name, Call call, Class<? extends SdkPojo> type) {
        buckets.require(name, call);
        buckets.update(name, bucket -> bucket.without(type));
    }

    private <C extends SdkPojo> C get(String name, Call call, Class<C> type, String code, String message) {
        Bucket bucket = buckets.require(name, call);
        Function<Bucket, AwsError> missing = without -> missing(without, code, message);
        return bucket.setting(type).orElseThrow(() -> missing.apply(bucket));
    }

    /** The error for a configuration that the bucket does not have. */
    static AwsError missing(Bucket bucket, String code, String message) {
        return AwsError.of(404, code, message).with(ErrorDetails.of("BucketName", bucket.name()));
    }

    /** The body a request must have. */
    static <T> T given(@Nullable T body) {
        if (body == null) {
            throw AwsError.of(400, "MissingRequestBodyError", "Request Body is empty");
        }
        return body;
    }
}
