package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;

/** {@code AWS::S3::Bucket}. */
final class BucketType implements ResourceType {
    private static final int LONGEST_NAME = 63;

    @Override
    public String name() {
        return "AWS::S3::Bucket";
    }

    @Override
    public ObjectSchema schema() {
        return BucketProperties.SCHEMA;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("BucketName").orElseGet(() -> request.generatedName(LONGEST_NAME)
                .toLowerCase(Locale.ROOT));
        createBucket(request, name);
        try {
            new BucketProperties(request, name).apply();
        } catch (AwsError e) {
            // CloudFormation leaves no bucket behind whose configuration was refused.
            deleteBucket(request, name);
            throw e;
        }
        return described(request, name);
    }

    private static void createBucket(ResourceRequest request, String name) {
        String region = request.caller().region();
        CreateBucketRequest.Builder create = CreateBucketRequest.builder().bucket(name);
        if (!region.equals(Buckets.GLOBAL_REGION)) {
            create.createBucketConfiguration(configuration -> configuration.locationConstraint(region));
        }
        request.properties()
                .object("OwnershipControls")
                .flatMap(controls -> controls.objects("Rules").stream().findFirst())
                .flatMap(rule -> rule.string("ObjectOwnership"))
                .ifPresent(create::objectOwnership);
        String acl = BucketProperties.canned(request.properties());
        if (!Acls.isPublic(acl)) {
            // A public one is put on once the access block, with which every bucket is made, lets it.
            create.acl(acl);
        }
        boolean exists = exists(request, name);
        if (exists && !request.resumed()) {
            throw AwsError.of(409, "AlreadyExists", name + " already exists");
        }
        if (!exists) {
            request.call(create.build(), CreateBucketResponse.class);
        }
    }

    private static boolean exists(ResourceRequest request, String name) {
        try {
            request.call(
                    software.amazon.awssdk.services.s3.model.HeadBucketRequest.builder()
                            .bucket(name)
                            .build(),
                    software.amazon.awssdk.services.s3.model.HeadBucketResponse.class);
            return true;
        } catch (AwsError e) {
            return !e.code().equals("NoSuchBucket");
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        new BucketProperties(request, request.id()).apply();
        return described(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        deleteBucket(request, request.id());
    }

    private static void deleteBucket(ResourceRequest request, String name) {
        try {
            request.call(DeleteBucketRequest.builder().bucket(name).build(), DeleteBucketResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("NoSuchBucket")) {
                throw e;
            }
        }
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        String region = request.caller().region();
        String website = region.equals(Buckets.GLOBAL_REGION)
                        || region.matches("us-west-[12]|ap-southeast-[12]|ap-northeast-1|eu-west-1|sa-east-1")
                ? "s3-website-" + region
                : "s3-website." + region;
        return new PhysicalResource(
                name,
                Map.of(
                        "Arn", S3Access.arn(name),
                        "DomainName", name + ".s3.amazonaws.com",
                        "DualStackDomainName", name + ".s3.dualstack." + region + ".amazonaws.com",
                        "RegionalDomainName", name + ".s3." + region + ".amazonaws.com",
                        "WebsiteURL", "http://" + name + "." + website + ".amazonaws.com"));
    }
}
