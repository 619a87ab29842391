package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Dispatcher;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** DeleteObject and DeleteObjects: versions for good, or delete markers over them. */
final class ObjectDeletes {
    private static final int MOST = 1000;

    private final Buckets buckets;
    private final ObjectIndex index;
    private final EventOutbox outbox;
    private final Dispatcher dispatcher;
    private final S3Access access;
    private final Clock clock;

    ObjectDeletes(
            Buckets buckets,
            ObjectIndex index,
            EventOutbox outbox,
            Dispatcher dispatcher,
            S3Access access,
            Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.outbox = outbox;
        this.dispatcher = dispatcher;
        this.access = access;
        this.clock = clock;
    }

    void register(Operations on) {
        on.on(DeleteObjectRequest.class, access.object("s3:DeleteObject"), this::delete);
        on.on(DeleteObjectsRequest.class, this::inBucket, this::deleteAll);
    }

    /** The permission to delete is asked for each key on its own; here only the bucket must be there. */
    private List<dev.labctl.localcloud.identity.Access> inBucket(DeleteObjectsRequest request, Call call) {
        buckets.require(request.bucket(), call);
        return AccessRule.<DeleteObjectsRequest>none().of(request, call);
    }

    /**
     * What a deletion did.
     *
     * @param marker whether a delete marker was made or removed
     * @param versionId the version made or removed; null where there are no versions
     */
    record Outcome(boolean marker, @Nullable String versionId) {}

    private DeleteObjectResponse delete(DeleteObjectRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        ObjectKeys.check(request.key());
        Outcome outcome = outbox.change(() -> {
            Preconditions.checkIfMatch(request.ifMatch(), request.key(), index.current(bucket.name(), request.key()));
            return delete(bucket, request.key(), request.versionId(), call);
        });
        return DeleteObjectResponse.builder()
                .deleteMarker(outcome.marker() ? true : null)
                .versionId(outcome.versionId())
                .build();
    }

    /** Deletes a key or version, with its event. Only inside of {@link EventOutbox#change}. */
    private Outcome delete(Bucket bucket, String key, @Nullable String versionId, Call call) {
        long sequence = index.nextSequence();
        if (versionId != null) {
            Optional<StoredObject> version = index.version(bucket.name(), key, versionId);
            if (version.isEmpty()) {
                refuseInvalidId(key, versionId);
                return new Outcome(false, versionId);
            }
            index.remove(bucket.name(), version.get());
            outbox.record(bucket, S3Event.deleted(key, versionId, sequence, clock.instant()), call);
            return new Outcome(version.get().isDeleteMarker(), versionId);
        }
        if (bucket.versioning() == Bucket.Versioning.NEVER) {
            Optional<StoredObject> object = index.newest(bucket.name(), key);
            object.ifPresent(found -> {
                index.remove(bucket.name(), found);
                outbox.record(bucket, S3Event.deleted(key, null, sequence, clock.instant()), call);
            });
            return new Outcome(false, null);
        }
        StoredObject marker = StoredObject.deleteMarker(
                key,
                bucket.isVersioned() ? VersionIds.of(sequence) : StoredObject.NULL_VERSION,
                sequence,
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        index.add(bucket.name(), marker, null);
        outbox.record(bucket, S3Event.markerCreated(marker), call);
        return new Outcome(true, marker.versionId());
    }

    private static void refuseInvalidId(String key, String versionId) {
        AwsError error = ObjectLookup.noSuchVersion(key, versionId);
        if (error.code().equals("InvalidArgument")) {
            throw error;
        }
    }

    private DeleteObjectsResponse deleteAll(DeleteObjectsRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        List<ObjectIdentifier> asked = BucketSettings.given(request.delete()).objects();
        if (asked.isEmpty() || asked.size() > MOST) {
            throw S3Errors.malformedXml();
        }
        boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        outbox.change(() -> {
            for (ObjectIdentifier object : asked) {
                try {
                    deleted.add(deleteOne(bucket, object, call));
                } catch (AwsError e) {
                    errors.add(S3Error.builder()
                            .key(object.key())
                            .versionId(object.versionId())
                            .code(e.code())
                            .message(e.message())
                            .build());
                }
            }
            return Boolean.TRUE;
        });
        return DeleteObjectsResponse.builder()
                .deleted(quiet ? null : deleted)
                .errors(errors.isEmpty() ? null : errors)
                .build();
    }

    private DeletedObject deleteOne(Bucket bucket, ObjectIdentifier object, Call call) {
        String key = S3Access.member(object, "Key");
        ObjectKeys.check(key);
        dispatcher.require(call.caller(), access.onObject("s3:DeleteObject", bucket.name(), key, object.versionId()));
        Preconditions.checkIfMatch(object.eTag(), key, index.current(bucket.name(), key));
        boolean missing = bucket.versioning() == Bucket.Versioning.NEVER
                && object.versionId() == null
                && index.newest(bucket.name(), key).isEmpty();
        Outcome outcome = delete(bucket, key, object.versionId(), call);
        if (missing) {
            // DeleteObjects tells of keys that were never there, as AWS was recorded doing; DeleteObject does not.
            outbox.record(bucket, S3Event.deleted(key, null, index.nextSequence(), clock.instant()), call);
        }
        DeletedObject.Builder done = DeletedObject.builder().key(key).versionId(object.versionId());
        if (outcome.marker()) {
            done.deleteMarker(true).deleteMarkerVersionId(outcome.versionId());
        }
        return done.build();
    }
}
