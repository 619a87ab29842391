package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;

/** The tags of objects and versions. */
final class ObjectTagging {
    private final Buckets buckets;
    private final ObjectIndex index;
    private final ObjectLookup lookup;
    private final EventOutbox outbox;
    private final Clock clock;

    ObjectTagging(Buckets buckets, ObjectIndex index, ObjectLookup lookup, EventOutbox outbox, Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.lookup = lookup;
        this.outbox = outbox;
        this.clock = clock;
    }

    void register(Operations on, S3Access access) {
        on.on(GetObjectTaggingRequest.class, access.object("s3:GetObjectTagging"), this::get);
        on.on(PutObjectTaggingRequest.class, access.tagging(ObjectTagging::tags), this::put);
        on.on(DeleteObjectTaggingRequest.class, access.object("s3:DeleteObjectTagging"), this::delete);
    }

    private static Map<String, String> tags(PutObjectTaggingRequest request) {
        return ObjectTags.ofSet(BucketSettings.given(request.tagging()).tagSet(), ObjectTags.MOST_ON_OBJECT);
    }

    private GetObjectTaggingResponse get(GetObjectTaggingRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
        return GetObjectTaggingResponse.builder()
                .tagSet(ObjectTags.toSet(object.tags()))
                .versionId(versionId(bucket, object))
                .build();
    }

    private PutObjectTaggingResponse put(PutObjectTaggingRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        StoredObject object =
                replace(bucket, request.key(), request.versionId(), tags(request), "ObjectTagging:Put", call);
        return PutObjectTaggingResponse.builder()
                .versionId(versionId(bucket, object))
                .build();
    }

    private DeleteObjectTaggingResponse delete(DeleteObjectTaggingRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        StoredObject object =
                replace(bucket, request.key(), request.versionId(), Map.of(), "ObjectTagging:Delete", call);
        return DeleteObjectTaggingResponse.builder()
                .versionId(versionId(bucket, object))
                .build();
    }

    private StoredObject replace(
            Bucket bucket, String key, @Nullable String versionId, Map<String, String> tags, String event, Call call) {
        return outbox.change(() -> {
            StoredObject object = lookup.require(bucket, key, versionId, call);
            index.replace(bucket.name(), object.withTags(tags));
            outbox.record(bucket, S3Event.changed(event, object, clock.instant()), call);
            return object;
        });
    }

    private static @Nullable String versionId(Bucket bucket, StoredObject object) {
        return bucket.versioning() == Bucket.Versioning.NEVER ? null : object.versionId();
    }
}
