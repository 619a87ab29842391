package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;

/** {@code AWS::S3::BucketPolicy}; its physical id is the bucket's name. */
final class BucketPolicyType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "AWS::S3::BucketPolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().requiredCreateOnly("Bucket", Schema.STRING).required("PolicyDocument", Schema.JSON);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String bucket = request.properties().requiredString("Bucket");
        if (!request.resumed() && hasPolicy(request, bucket)) {
            throw AwsError.of(409, "AlreadyExists", "The bucket policy already exists on bucket " + bucket + ".");
        }
        return put(request, bucket);
    }

    private static boolean hasPolicy(ResourceRequest request, String bucket) {
        try {
            request.call(GetBucketPolicyRequest.builder().bucket(bucket).build(), GetBucketPolicyResponse.class);
            return true;
        } catch (AwsError e) {
            if (e.code().equals("NoSuchBucketPolicy")) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return put(request, request.id());
    }

    private static PhysicalResource put(ResourceRequest request, String bucket) {
        Object document = request.properties().value("PolicyDocument").orElseThrow();
        request.call(
                PutBucketPolicyRequest.builder()
                        .bucket(bucket)
                        .policy(text(document))
                        .build(),
                PutBucketPolicyResponse.class);
        return new PhysicalResource(bucket, Map.of());
    }

    private static String text(Object document) {
        try {
            return document instanceof String text ? text : JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteBucketPolicyRequest.builder().bucket(request.id()).build(), DeleteBucketPolicyResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("NoSuchBucket")) {
                throw e;
            }
        }
    }
}
