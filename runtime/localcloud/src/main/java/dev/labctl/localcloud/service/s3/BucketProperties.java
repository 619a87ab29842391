package dev.labctl.localcloud.service.s3;

import static dev.labctl.localcloud.schema.Schema.BOOLEAN;
import static dev.labctl.localcloud.schema.Schema.INTEGER;
import static dev.labctl.localcloud.schema.Schema.STRING;
import static dev.labctl.localcloud.schema.Schema.listOf;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The properties of {@code AWS::S3::Bucket}, put on the bucket one configuration after the other. */
final class BucketProperties {
    static final ObjectSchema SCHEMA = ObjectSchema.of()
            .createOnly("BucketName", STRING)
            .optional("AccessControl", STRING)
            .optional("AccelerateConfiguration", ObjectSchema.of().required("AccelerationStatus", STRING))
            .optional(
                    "BucketEncryption",
                    ObjectSchema.of()
                            .required(
                                    "ServerSideEncryptionConfiguration",
                                    listOf(ObjectSchema.of()
                                            .optional("BucketKeyEnabled", BOOLEAN)
                                            .optional(
                                                    "ServerSideEncryptionByDefault",
                                                    ObjectSchema.of()
                                                            .required("SSEAlgorithm", STRING)
                                                            .optional("KMSMasterKeyID", STRING)))))
            .optional(
                    "CorsConfiguration",
                    ObjectSchema.of()
                            .required(
                                    "CorsRules",
                                    listOf(ObjectSchema.of()
                                            .optional("AllowedHeaders", listOf(STRING))
                                            .required("AllowedMethods", listOf(STRING))
                                            .required("AllowedOrigins", listOf(STRING))
                                            .optional("ExposedHeaders", listOf(STRING))
                                            .optional("Id", STRING)
                                            .optional("MaxAge", INTEGER))))
            .optional("LifecycleConfiguration", LifecycleProperties.SCHEMA)
            .optional(
                    "LoggingConfiguration",
                    ObjectSchema.of().optional("DestinationBucketName", STRING).optional("LogFilePrefix", STRING))
            .optional("NotificationConfiguration", NotificationProperties.SCHEMA)
            .optional(
                    "OwnershipControls",
                    ObjectSchema.of().required("Rules", listOf(ObjectSchema.of().optional("ObjectOwnership", STRING))))
            .optional(
                    "PublicAccessBlockConfiguration",
                    ObjectSchema.of()
                            .optional("BlockPublicAcls", BOOLEAN)
                            .optional("BlockPublicPolicy", BOOLEAN)
                            .optional("IgnorePublicAcls", BOOLEAN)
                            .optional("RestrictPublicBuckets", BOOLEAN))
            .optional("Tags", listOf(ObjectSchema.of().required("Key", STRING).required("Value", STRING)))
            .optional("VersioningConfiguration", ObjectSchema.of().required("Status", STRING))
            .optional(
                    "WebsiteConfiguration",
                    ObjectSchema.of()
                            .optional("IndexDocument", STRING)
                            .optional("ErrorDocument", STRING)
                            .optional(
                                    "RedirectAllRequestsTo",
                                    ObjectSchema.of()
                                            .required("HostName", STRING)
                                            .optional("Protocol", STRING)));

    private static final String PRIVATE = "private";

    private final ResourceRequest request;
    private final String bucket;

    BucketProperties(ResourceRequest request, String bucket) {
        this.request = request;
        this.bucket = bucket;
    }

    /** Puts every property that is given, and takes back what an earlier version of the resource had and this has not. */
    void apply() {
        String acl = canned(request.properties());
        boolean isOtherAcl = !acl.equals(canned(request.previousProperties()));
        if (isOtherAcl && acl.equals(PRIVATE)) {
            // First, since ownership cannot be enforced while the ACL gives others anything.
            acl(acl);
        }
        either(
                "OwnershipControls",
                this::ownership,
                () -> call(DeleteBucketOwnershipControlsRequest.builder()
                        .bucket(bucket)
                        .build()));
        either(
                "PublicAccessBlockConfiguration",
                this::publicAccessBlock,
                () -> call(
                        DeletePublicAccessBlockRequest.builder().bucket(bucket).build()));
        either(
                "BucketEncryption",
                this::encryption,
                () -> call(
                        DeleteBucketEncryptionRequest.builder().bucket(bucket).build()));
        either(
                "VersioningConfiguration",
                given -> versioning(given.requiredString("Status")),
                () -> versioning("Suspended"));
        either(
                "CorsConfiguration",
                this::cors,
                () -> call(DeleteBucketCorsRequest.builder().bucket(bucket).build()));
        either(
                "LifecycleConfiguration",
                this::lifecycle,
                () -> call(DeleteBucketLifecycleRequest.builder().bucket(bucket).build()));
        either(
                "WebsiteConfiguration",
                this::website,
                () -> call(DeleteBucketWebsiteRequest.builder().bucket(bucket).build()));
        either("LoggingConfiguration", this::logging, () -> logging(Properties.EMPTY));
        either(
                "AccelerateConfiguration",
                given -> accelerate(given.requiredString("AccelerationStatus")),
                () -> accelerate("Suspended"));
        either("NotificationConfiguration", this::notification, () -> notification(Properties.EMPTY));
        if (isOtherAcl && !acl.equals(PRIVATE)) {
            acl(acl);
        }
        tags();
    }

    private void either(String property, Consumer<Properties> put, Runnable remove) {
        if (request.properties().has(property)) {
            put.accept(request.properties().object(property).orElse(Properties.EMPTY));
        } else if (request.previousProperties().has(property)) {
            remove.run();
        }
    }

    private void call(S3Request put) {
        request.call(put, SdkResponse.class);
    }

    private void ownership(Properties given) {
        List<OwnershipControlsRule> rules = given.objects("Rules").stream()
                .map(rule -> OwnershipControlsRule.builder()
                        .objectOwnership(rule.string("ObjectOwnership").orElse(null))
                        .build())
                .toList();
        call(PutBucketOwnershipControlsRequest.builder()
                .bucket(bucket)
                .ownershipControls(controls -> controls.rules(rules))
                .build());
    }

    private void publicAccessBlock(Properties given) {
        call(PutPublicAccessBlockRequest.builder()
                .bucket(bucket)
                .publicAccessBlockConfiguration(block -> block.blockPublicAcls(
                                given.bool("BlockPublicAcls").orElse(false))
                        .blockPublicPolicy(given.bool("BlockPublicPolicy").orElse(false))
                        .ignorePublicAcls(given.bool("IgnorePublicAcls").orElse(false))
                        .restrictPublicBuckets(
                                given.bool("RestrictPublicBuckets").orElse(false)))
                .build());
    }

    private void encryption(Properties given) {
        List<ServerSideEncryptionRule> rules = given.objects("ServerSideEncryptionConfiguration").stream()
                .map(BucketProperties::encryptionRule)
                .toList();
        call(PutBucketEncryptionRequest.builder()
                .bucket(bucket)
                .serverSideEncryptionConfiguration(configuration -> configuration.rules(rules))
                .build());
    }

    private static ServerSideEncryptionRule encryptionRule(Properties rule) {
        ServerSideEncryptionRule.Builder built = ServerSideEncryptionRule.builder()
                .bucketKeyEnabled(rule.bool("BucketKeyEnabled").orElse(false));
        rule.object("ServerSideEncryptionByDefault")
                .ifPresent(byDefault -> built.applyServerSideEncryptionByDefault(encryption -> encryption
                        .sseAlgorithm(byDefault.requiredString("SSEAlgorithm"))
                        .kmsMasterKeyID(byDefault.string("KMSMasterKeyID").orElse(null))));
        return built.build();
    }

    private void versioning(String status) {
        call(PutBucketVersioningRequest.builder()
                .bucket(bucket)
                .versioningConfiguration(configuration -> configuration.status(status))
                .build());
    }

    private void cors(Properties given) {
        List<CORSRule> rules = given.objects("CorsRules").stream()
                .map(rule -> CORSRule.builder()
                        .allowedHeaders(rule.strings("AllowedHeaders"))
                        .allowedMethods(rule.strings("AllowedMethods"))
                        .allowedOrigins(rule.strings("AllowedOrigins"))
                        .exposeHeaders(rule.strings("ExposedHeaders"))
                        .id(rule.string("Id").orElse(null))
                        .maxAgeSeconds(rule.integer("MaxAge").orElse(null))
                        .build())
                .toList();
        call(PutBucketCorsRequest.builder()
                .bucket(bucket)
                .corsConfiguration(configuration -> configuration.corsRules(rules))
                .build());
    }

    private void lifecycle(Properties given) {
        call(PutBucketLifecycleConfigurationRequest.builder()
                .bucket(bucket)
                .lifecycleConfiguration(LifecycleProperties.toSdk(given))
                .transitionDefaultMinimumObjectSize(
                        given.string("TransitionDefaultMinimumObjectSize").orElse(null))
                .build());
    }

    private void website(Properties given) {
        call(PutBucketWebsiteRequest.builder()
                .bucket(bucket)
                .websiteConfiguration(website -> {
                    given.string("IndexDocument")
                            .ifPresent(suffix -> website.indexDocument(document -> document.suffix(suffix)));
                    given.string("ErrorDocument")
                            .ifPresent(key -> website.errorDocument(document -> document.key(key)));
                    given.object("RedirectAllRequestsTo")
                            .ifPresent(to -> website.redirectAllRequestsTo(
                                    redirect -> redirect.hostName(to.requiredString("HostName"))
                                            .protocol(to.string("Protocol").orElse(null))));
                })
                .build());
    }

    private void logging(Properties given) {
        call(PutBucketLoggingRequest.builder()
                .bucket(bucket)
                .bucketLoggingStatus(status -> {
                    if (!given.values().isEmpty()) {
                        status.loggingEnabled(logging -> logging.targetBucket(
                                        given.string("DestinationBucketName").orElse(bucket))
                                .targetPrefix(given.string("LogFilePrefix").orElse("")));
                    }
                })
                .build());
    }

    private void accelerate(String status) {
        call(PutBucketAccelerateConfigurationRequest.builder()
                .bucket(bucket)
                .accelerateConfiguration(configuration -> configuration.status(status))
                .build());
    }

    private void notification(Properties given) {
        call(PutBucketNotificationConfigurationRequest.builder()
                .bucket(bucket)
                .notificationConfiguration(NotificationProperties.toSdk(given))
                .build());
    }

    /** CloudFormation spells canned ACLs {@code BucketOwnerFullControl}, S3 {@code bucket-owner-full-control}. */
    static String canned(Properties properties) {
        return properties
                .string("AccessControl")
                .orElse("Private")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private void acl(String canned) {
        call(PutBucketAclRequest.builder().bucket(bucket).acl(canned).build());
    }

    private void tags() {
        var set = ObjectTags.toSet(new TreeMap<>(request.tags()));
        if (!set.isEmpty()) {
            call(PutBucketTaggingRequest.builder()
                    .bucket(bucket)
                    .tagging(tagging -> tagging.tagSet(set))
                    .build());
        }
    }
}
