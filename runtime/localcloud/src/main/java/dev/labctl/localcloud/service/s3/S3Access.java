package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * Which IAM actions S3's operations need, on which ARNs and with which condition keys (Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon S3").
 *
 * <p>A bucket that is not there, or not in the region called, is an error before permissions are: who may not list a
 * bucket still learns that its name is free.
 */
final class S3Access {
    private static final Map<String, String> LIST_KEYS =
            Map.of("Prefix", "s3:prefix", "Delimiter", "s3:delimiter", "MaxKeys", "s3:max-keys");
    private static final Map<String, String> WRITE_KEYS = Map.of(
            "ACL", "s3:x-amz-acl",
            "ServerSideEncryption", "s3:x-amz-server-side-encryption",
            "SSEKMSKeyId", "s3:x-amz-server-side-encryption-aws-kms-key-id",
            "StorageClass", "s3:x-amz-storage-class",
            "WebsiteRedirectLocation", "s3:x-amz-website-redirect-location",
            "MetadataDirective", "s3:x-amz-metadata-directive",
            "CopySource", "s3:x-amz-copy-source",
            "IfNoneMatch", "s3:if-none-match",
            "IfMatch", "s3:if-match");

    private final Buckets buckets;
    private final ObjectIndex index;

    S3Access(Buckets buckets, ObjectIndex index) {
        this.buckets = buckets;
        this.index = index;
    }

    static String arn(String bucket) {
        return "arn:aws:s3:::" + bucket;
    }

    static String arn(String bucket, String key) {
        return arn(bucket) + "/" + key;
    }

    /** An action on the bucket a request names. */
    <Q extends SdkPojo> AccessRule<Q> bucket(String action) {
        return (request, call) -> {
            String bucket = member(request, "Bucket");
            buckets.require(bucket, call);
            return List.of(new Access(action, arn(bucket), conditions(request, LIST_KEYS)));
        };
    }

    /** The creation of a bucket that may not be there yet. */
    AccessRule<CreateBucketRequest> newBucket() {
        return (request, call) -> {
            String arn = arn(member(request, "Bucket"));
            List<Access> all = new ArrayList<>();
            Access create = new Access("s3:CreateBucket", arn, conditions(request, WRITE_KEYS));
            CreateBucketConfiguration configuration = request.createBucketConfiguration();
            all.add(
                    configuration == null || configuration.locationConstraint() == null
                            ? create
                            : create.with("s3:locationconstraint", configuration.locationConstraintAsString()));
            if (SdkMembers.get(request, "ObjectOwnership") != null) {
                all.add(Access.to("s3:PutBucketOwnershipControls", arn));
            }
            if (SdkMembers.get(request, "ACL") != null) {
                all.add(Access.to("s3:PutBucketAcl", arn));
            }
            Map<String, String> tags = newTags(request);
            if (!tags.isEmpty()) {
                all.add(Access.to("s3:TagResource", arn).withRequestTags(tags));
            }
            return all;
        };
    }

    private static Map<String, String> newTags(CreateBucketRequest request) {
        return request.createBucketConfiguration() == null
                ? Map.of()
                : ObjectTags.ofSet(request.createBucketConfiguration().tags(), ObjectTags.MOST_ON_BUCKET);
    }

    /** An action on an existing object: {@code action}, or {@code action + "Version"} when the request names a version. */
    <Q extends SdkPojo> AccessRule<Q> object(String action, String... more) {
        return (request, call) -> {
            List<Access> all = new ArrayList<>();
            all.add(onObject(action, request, call));
            for (String other : more) {
                all.add(onObject(other, request, call));
            }
            return all;
        };
    }

    private Access onObject(String action, SdkPojo request, Call call) {
        String bucket = member(request, "Bucket");
        buckets.require(bucket, call);
        return onObject(action, bucket, member(request, "Key"), SdkMembers.text(request, "VersionId"));
    }

    /** The permission for an action on an object that exists, or on one of its versions. */
    Access onObject(String action, String bucket, String key, @Nullable String versionId) {
        Optional<StoredObject> object =
                versionId == null ? index.newest(bucket, key) : index.version(bucket, key, versionId);
        return onObject(action, bucket, key, versionId, object);
    }

    private static Access onObject(
            String action, String bucket, String key, @Nullable String versionId, Optional<StoredObject> object) {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (versionId != null) {
            conditions.put("s3:VersionId", versionId);
        }
        object.ifPresent(
                found -> found.tags().forEach((tag, value) -> conditions.put("s3:ExistingObjectTag/" + tag, value)));
        return new Access(versionId == null ? action : versioned(action), arn(bucket, key), conditions);
    }

    /** {@code s3:GetObject} becomes {@code s3:GetObjectVersion}, {@code s3:GetObjectTagging} {@code s3:GetObjectVersionTagging}. */
    private static String versioned(String action) {
        return action.replaceFirst("Object", "ObjectVersion");
    }

    /** Writing an object: {@code s3:PutObject}, and what its headers need beside. */
    <Q extends SdkPojo> AccessRule<Q> write() {
        return (request, call) -> {
            buckets.require(member(request, "Bucket"), call);
            return write(request, tagsOf(request), call);
        };
    }

    private List<Access> write(SdkPojo request, Map<String, String> tags, Call call) {
        String arn = arn(member(request, "Bucket"), member(request, "Key"));
        Map<String, String> conditions = conditions(request, WRITE_KEYS);
        Map<String, String> grants = Acls.grantHeaders(call);
        grants.forEach((name, value) -> conditions.put("s3:" + name, value));
        List<Access> all = new ArrayList<>();
        all.add(withTags(new Access("s3:PutObject", arn, conditions), tags));
        if (!tags.isEmpty()) {
            all.add(withTags(new Access("s3:PutObjectTagging", arn, conditions), tags));
        }
        if (SdkMembers.get(request, "ACL") != null || !grants.isEmpty()) {
            all.add(new Access("s3:PutObjectAcl", arn, conditions));
        }
        return all;
    }

    /** Copying an object: reading the source, writing the destination, and both for tags that are copied. */
    AccessRule<CopyObjectRequest> copy() {
        return (request, call) -> {
            buckets.require(request.destinationBucket(), call);
            CopySource source = CopySource.of(request);
            buckets.require(source.bucket());
            Optional<StoredObject> object = source.find(index);
            List<Access> all = new ArrayList<>();
            all.add(onSource("s3:GetObject", source, object));
            Map<String, String> tags = tagsOf(request);
            if (request.taggingDirective() != TaggingDirective.REPLACE) {
                tags = object.map(StoredObject::tags).orElse(Map.of());
                if (!tags.isEmpty()) {
                    all.add(onSource("s3:GetObjectTagging", source, object));
                }
            }
            all.addAll(write(request, tags, call));
            return all;
        };
    }

    private static Access onSource(String action, CopySource source, Optional<StoredObject> object) {
        return onObject(action, source.bucket(), source.key(), source.versionId(), object);
    }

    /** Copying a part: reading the source, writing the destination. */
    <Q extends SdkPojo> AccessRule<Q> copyPart() {
        return (request, call) -> {
            buckets.require(member(request, "Bucket"), call);
            CopySource source = CopySource.of(request);
            buckets.require(source.bucket());
            return List.of(
                    onObject("s3:GetObject", source.bucket(), source.key(), source.versionId()),
                    Access.to("s3:PutObject", arn(member(request, "Bucket"), member(request, "Key"))));
        };
    }

    /** Replacing the tags of an object. */
    <Q extends SdkPojo> AccessRule<Q> tagging(Tags<Q> tags) {
        return (request, call) -> {
            Access access = onObject("s3:PutObjectTagging", request, call);
            return List.of(withTags(access, tags.of(request)));
        };
    }

    private static Access withTags(Access access, Map<String, String> tags) {
        Access all = access;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            all = all.with("s3:RequestObjectTag/" + tag.getKey(), tag.getValue());
        }
        return tags.isEmpty() ? all : all.with("s3:RequestObjectTagKeys", List.copyOf(tags.keySet()));
    }

    /** The tags a request carries. */
    @FunctionalInterface
    interface Tags<Q> {
        Map<String, String> of(Q request);
    }

    private static Map<String, String> tagsOf(SdkPojo request) {
        String tagging = SdkMembers.text(request, "Tagging");
        return tagging == null ? Map.of() : ObjectTags.ofHeader(tagging);
    }

    private static Map<String, String> conditions(SdkPojo request, Map<String, String> keys) {
        Map<String, String> conditions = new LinkedHashMap<>();
        keys.forEach((member, key) -> {
            String value = SdkMembers.text(request, member);
            if (value != null) {
                conditions.put(key, value);
            }
        });
        return conditions;
    }

    static String member(SdkPojo request, String name) {
        String value = SdkMembers.text(request, name);
        if (value == null || value.isEmpty()) {
            throw S3Errors.invalidRequest("Missing required parameter: " + name);
        }
        return value;
    }
}
