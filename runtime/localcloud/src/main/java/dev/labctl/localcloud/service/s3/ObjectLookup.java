package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Dispatcher;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Authorizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the object a request is about, or the right error. */
final class ObjectLookup {
    private final ObjectIndex index;
    private final Authorizer authorizer;

    ObjectLookup(ObjectIndex index, Authorizer authorizer) {
        this.index = index;
        this.authorizer = authorizer;
    }

    /**
     * The current object or the version asked for.
     *
     * @throws AwsError {@code NoSuchKey}, {@code NoSuchVersion}, {@code MethodNotAllowed} for a delete marker; who may
     *     not list the bucket learns only {@code AccessDenied}
     */
    StoredObject require(Bucket bucket, String key, @Nullable String versionId, Call call) {
        if (versionId == null) {
            Optional<StoredObject> newest = index.newest(bucket.name(), key);
            if (newest.isPresent() && !newest.get().isDeleteMarker()) {
                return newest.get();
            }
            AwsError missing = hiddenUnlessListable(S3Errors.noSuchKey(key), "s3:ListBucket", bucket, call);
            throw newest.isEmpty()
                    ? missing
                    : missing.header("x-amz-delete-marker", "true")
                            .header("x-amz-version-id", newest.get().versionId());
        }
        StoredObject version = index.version(bucket.name(), key, versionId)
                .orElseThrow(() ->
                        hiddenUnlessListable(noSuchVersion(key, versionId), "s3:ListBucketVersions", bucket, call));
        if (version.isDeleteMarker()) {
            throw markerNotAllowed(version);
        }
        return version;
    }

    /** The error for an id that names no version: another one when no bucket could have given it. */
    static AwsError noSuchVersion(String key, String versionId) {
        return versionId.equals(StoredObject.NULL_VERSION)
                        || VersionIds.sequence(versionId).isPresent()
                ? S3Errors.noSuchVersion(key, versionId)
                : S3Errors.invalidArgument("Invalid version id specified", "versionId", versionId);
    }

    private static AwsError markerNotAllowed(StoredObject marker) {
        return AwsError.of(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                .with(ErrorDetails.of("Method", "GET", "ResourceType", "DeleteMarker"))
                .header("x-amz-delete-marker", "true")
                .header("x-amz-version-id", marker.versionId())
                .header("Allow", "DELETE");
    }

    private AwsError hiddenUnlessListable(AwsError missing, String action, Bucket bucket, Call call) {
        Access access = Access.to(action, bucket.arn());
        Authorizer.Decision decision = authorizer.decide(
                call.caller().principal(), access, call.caller().conditions());
        return decision.isAllowed() ? missing : Dispatcher.refusal(call.caller(), access, decision.reason());
    }
}
