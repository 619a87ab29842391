package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Conditional requests (RFC 9110, section 13, as far as S3 follows it). */
final class Preconditions {
    private Preconditions() {}

    /**
     * Returns when a read may go on.
     *
     * @throws AwsError 412 {@code PreconditionFailed} or 304
     */
    static void checkRead(SdkPojo request, StoredObject object) {
        String ifMatch = SdkMembers.text(request, "IfMatch");
        String ifNoneMatch = SdkMembers.text(request, "IfNoneMatch");
        Instant unmodifiedSince = (Instant) SdkMembers.get(request, "IfUnmodifiedSince");
        Instant modifiedSince = (Instant) SdkMembers.get(request, "IfModifiedSince");
        if (ifMatch != null) {
            if (!matches(ifMatch, object)) {
                throw S3Errors.preconditionFailed("If-Match");
            }
        } else if (unmodifiedSince != null && object.lastModified().isAfter(unmodifiedSince)) {
            throw S3Errors.preconditionFailed("If-Unmodified-Since");
        }
        boolean notModified = ifNoneMatch != null
                ? matches(ifNoneMatch, object)
                : modifiedSince != null && !object.lastModified().isAfter(modifiedSince);
        if (notModified) {
            throw S3Errors.notModified().header("ETag", object.quotedEtag());
        }
    }

    /**
     * Returns when a copy may read its source.
     *
     * @throws AwsError 412 {@code PreconditionFailed}
     */
    static void checkCopySource(SdkPojo request, StoredObject source) {
        String ifMatch = SdkMembers.text(request, "CopySourceIfMatch");
        String ifNoneMatch = SdkMembers.text(request, "CopySourceIfNoneMatch");
        Instant unmodifiedSince = (Instant) SdkMembers.get(request, "CopySourceIfUnmodifiedSince");
        Instant modifiedSince = (Instant) SdkMembers.get(request, "CopySourceIfModifiedSince");
        if (ifMatch != null) {
            if (!matches(ifMatch, source)) {
                throw S3Errors.preconditionFailed("x-amz-copy-source-If-Match");
            }
        } else if (unmodifiedSince != null && source.lastModified().isAfter(unmodifiedSince)) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-If-Unmodified-Since");
        }
        if (ifNoneMatch != null) {
            if (matches(ifNoneMatch, source)) {
                throw S3Errors.preconditionFailed("x-amz-copy-source-If-None-Match");
            }
        } else if (modifiedSince != null && !source.lastModified().isAfter(modifiedSince)) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-If-Modified-Since");
        }
    }

    /**
     * Returns when a write may take place over what the key names now.
     *
     * @throws AwsError 412 {@code PreconditionFailed}, 404 {@code NoSuchKey} for If-Match on nothing, 501 for values of
     *     If-None-Match other than {@code *}
     */
    static void checkWrite(SdkPojo request, Optional<StoredObject> current) {
        String ifMatch = SdkMembers.text(request, "IfMatch");
        String ifNoneMatch = SdkMembers.text(request, "IfNoneMatch");
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.equals("*") || ifMatch != null) {
                throw AwsError.of(
                                501,
                                "NotImplemented",
                                "A header you provided implies functionality that is not implemented")
                        .with(ErrorDetails.of(
                                "Header",
                                ifMatch == null ? "If-None-Match" : "If-Match,If-None-Match",
                                "additionalMessage",
                                ifMatch == null
                                        ? "We don't accept the provided value of If-None-Match header for this API"
                                        : "Multiple conditional request headers present in the request"));
            }
            if (current.isPresent()) {
                throw S3Errors.preconditionFailed("If-None-Match");
            }
        }
        checkIfMatch(ifMatch, SdkMembers.text(request, "Key"), current);
    }

    /** Returns when there is no If-Match, or the key names an object with that ETag. */
    static void checkIfMatch(@Nullable String ifMatch, @Nullable String key, Optional<StoredObject> current) {
        if (ifMatch == null) {
            return;
        }
        if (current.isEmpty()) {
            throw S3Errors.noSuchKey(String.valueOf(key));
        }
        if (!matches(ifMatch, current.get())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
    }

    private static boolean matches(String tags, StoredObject object) {
        for (String tag : tags.split(",", -1)) {
            String bare = tag.trim().replaceFirst("^W/", "");
            if (bare.equals("*") || bare.replace("\"", "").equals(object.etag())) {
                return true;
            }
        }
        return false;
    }
}
