package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** ListObjectVersions, and ListMultipartUploads, which pages the same way. */
final class VersionListing {
    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;

    VersionListing(Buckets buckets, ObjectIndex index, Uploads uploads) {
        this.buckets = buckets;
        this.index = index;
        this.uploads = uploads;
    }

    void register(Operations on, S3Access access) {
        on.on(ListObjectVersionsRequest.class, access.bucket("s3:ListBucketVersions"), this::versions);
        on.on(ListMultipartUploadsRequest.class, access.bucket("s3:ListBucketMultipartUploads"), this::uploads);
    }

    private ListObjectVersionsResponse versions(ListObjectVersionsRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        ObjectListing.Encoding encoding = ObjectListing.Encoding.named(request.encodingTypeAsString());
        String prefix = ObjectListing.orEmpty(request.prefix());
        int most = Math.min(ObjectListing.asked(request.maxKeys(), "max-keys"), ObjectListing.PAGE);
        ListingWalk<StoredObject> walk = new ListingWalk<>(
                row -> index.from(bucket.name(), row),
                StoredObject::key,
                version -> true,
                bucket.name(),
                prefix,
                request.delimiter(),
                startOfVersions(bucket, request, prefix));
        List<ObjectVersion> versions = new ArrayList<>();
        List<DeleteMarkerEntry> markers = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String key = ObjectListing.orEmpty(request.versionIdMarker() == null ? null : request.keyMarker());
        String versionId = null;
        String last = null;
        while (versions.size() + markers.size() + prefixes.size() < most && walk.hasNext()) {
            ListingWalk.Step<StoredObject> step = walk.next();
            StoredObject object = step.value();
            last = step.name();
            if (object == null) {
                prefixes.add(step.name());
                versionId = null;
                continue;
            }
            boolean latest = !object.key().equals(key);
            key = object.key();
            versionId = object.versionId();
            if (object.isDeleteMarker()) {
                markers.add(marker(object, latest, encoding, call));
            } else {
                versions.add(version(object, latest, encoding, call));
            }
        }
        boolean truncated = most > 0 && walk.hasNext();
        return ListObjectVersionsResponse.builder()
                .name(bucket.name())
                .prefix(encoding.of(prefix))
                .delimiter(encoding.ofNullable(request.delimiter()))
                .keyMarker(encoding.of(ObjectListing.orEmpty(request.keyMarker())))
                .versionIdMarker(ObjectListing.orEmpty(request.versionIdMarker()))
                .nextKeyMarker(truncated ? encoding.ofNullable(last) : null)
                .nextVersionIdMarker(truncated ? versionId : null)
                .maxKeys(most)
                .isTruncated(truncated)
                .encodingType(request.encodingTypeAsString())
                .versions(versions)
                .deleteMarkers(markers)
                .commonPrefixes(ObjectListing.prefixes(prefixes, encoding))
                .build();
    }

    private String startOfVersions(Bucket bucket, ListObjectVersionsRequest request, String prefix) {
        String key = request.keyMarker();
        String versionId = request.versionIdMarker();
        if (key == null || key.isEmpty()) {
            if (versionId != null && !versionId.isEmpty()) {
                throw S3Errors.invalidArgument(
                        "A version-id marker cannot be specified without a key marker.",
                        "version-id-marker",
                        versionId);
            }
            return "";
        }
        if (versionId == null || versionId.isEmpty()) {
            return ListingWalk.after(bucket.name(), key, prefix, request.delimiter());
        }
        return index.version(bucket.name(), key, versionId)
                .map(version -> after(bucket, key, version.sequence()))
                .orElseGet(() -> afterDeleted(bucket, key, versionId));
    }

    private static String after(Bucket bucket, String key, long sequence) {
        return ObjectKeys.after(ObjectKeys.version(bucket.name(), key, sequence));
    }

    /**
     * The row after a version that was deleted since the page before. A null version has left no place: its key's other
     * versions come again rather than not at all.
     */
    private static String afterDeleted(Bucket bucket, String key, String versionId) {
        if (versionId.equals(StoredObject.NULL_VERSION)) {
            return ObjectKeys.key(bucket.name(), key);
        }
        long sequence = VersionIds.sequence(versionId)
                .orElseThrow(
                        () -> S3Errors.invalidArgument("Invalid version id specified", "version-id-marker", versionId));
        return after(bucket, key, sequence);
    }

    private static ObjectVersion version(
            StoredObject object, boolean latest, ObjectListing.Encoding encoding, Call call) {
        ObjectVersion.Builder version = ObjectVersion.builder()
                .key(encoding.of(object.key()))
                .versionId(object.versionId())
                .isLatest(latest)
                .lastModified(object.lastModified())
                .eTag(object.quotedEtag())
                .size(object.size())
                .storageClass(object.headers().storageClass())
                .owner(Owners.of(call.accountId()));
        StoredChecksum checksum = object.checksum();
        if (checksum != null) {
            version.checksumAlgorithmWithStrings(checksum.kind().name()).checksumType(checksum.type());
        }
        return version.build();
    }

    private static DeleteMarkerEntry marker(
            StoredObject object, boolean latest, ObjectListing.Encoding encoding, Call call) {
        return DeleteMarkerEntry.builder()
                .key(encoding.of(object.key()))
                .versionId(object.versionId())
                .isLatest(latest)
                .lastModified(object.lastModified())
                .owner(Owners.of(call.accountId()))
                .build();
    }

    private ListMultipartUploadsResponse uploads(ListMultipartUploadsRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        ObjectListing.Encoding encoding = ObjectListing.Encoding.named(request.encodingTypeAsString());
        String prefix = ObjectListing.orEmpty(request.prefix());
        int most = Math.min(ObjectListing.asked(request.maxUploads(), "max-uploads"), ObjectListing.PAGE);
        ListingWalk<MultipartUpload> walk = new ListingWalk<>(
                row -> uploads.from(bucket.name(), row),
                MultipartUpload::key,
                upload -> true,
                bucket.name(),
                prefix,
                request.delimiter(),
                startOfUploads(bucket, request, prefix));
        List<software.amazon.awssdk.services.s3.model.MultipartUpload> listed = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = "";
        String uploadId = "";
        while (listed.size() + prefixes.size() < most && walk.hasNext()) {
            ListingWalk.Step<MultipartUpload> step = walk.next();
            last = step.name();
            MultipartUpload upload = step.value();
            if (upload == null) {
                prefixes.add(step.name());
                uploadId = "";
            } else {
                uploadId = upload.uploadId();
                listed.add(describe(upload, encoding, call));
            }
        }
        return ListMultipartUploadsResponse.builder()
                .bucket(bucket.name())
                .prefix(encoding.of(prefix))
                .delimiter(encoding.ofNullable(request.delimiter()))
                .keyMarker(encoding.of(ObjectListing.orEmpty(request.keyMarker())))
                .uploadIdMarker(ObjectListing.orEmpty(request.uploadIdMarker()))
                .nextKeyMarker(encoding.of(last))
                .nextUploadIdMarker(uploadId)
                .maxUploads(most)
                .isTruncated(most > 0 && walk.hasNext())
                .encodingType(request.encodingTypeAsString())
                .uploads(listed)
                .commonPrefixes(ObjectListing.prefixes(prefixes, encoding))
                .build();
    }

    private static String startOfUploads(Bucket bucket, ListMultipartUploadsRequest request, String prefix) {
        String key = request.keyMarker();
        @Nullable String uploadId = request.uploadIdMarker();
        if (key == null || key.isEmpty()) {
            return "";
        }
        if (uploadId == null || uploadId.isEmpty()) {
            return ListingWalk.after(bucket.name(), key, prefix, request.delimiter());
        }
        return ObjectKeys.after(Uploads.row(
                bucket.name(),
                key,
                VersionIds.sequence(uploadId)
                        .orElseThrow(() ->
                                S3Errors.invalidArgument("Invalid uploadId marker", "upload-id-marker", uploadId))));
    }

    private static software.amazon.awssdk.services.s3.model.MultipartUpload describe(
            MultipartUpload upload, ObjectListing.Encoding encoding, Call call) {
        software.amazon.awssdk.services.s3.model.MultipartUpload.Builder listed =
                software.amazon.awssdk.services.s3.model.MultipartUpload.builder()
                        .key(encoding.of(upload.key()))
                        .uploadId(upload.uploadId())
                        .initiated(upload.initiated())
                        .initiator(initiator -> initiator.id(upload.initiator()).displayName(upload.initiator()))
                        .owner(Owners.of(call.accountId()))
                        .storageClass(upload.headers().storageClass());
        if (upload.algorithm() != null) {
            listed.checksumAlgorithm(upload.algorithm().name()).checksumType(upload.checksumType());
        }
        return listed.build();
    }
}
