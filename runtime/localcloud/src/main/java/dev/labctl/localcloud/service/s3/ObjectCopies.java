package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** CopyObject, within a bucket, between buckets and between regions. */
final class ObjectCopies {
    private final Buckets buckets;
    private final ObjectIndex index;
    private final ObjectLookup lookup;
    private final ContentReader reader;
    private final ByteFiles files;
    private final ObjectWrites writes;
    private final EventOutbox outbox;

    ObjectCopies(
            Buckets buckets,
            ObjectIndex index,
            ObjectLookup lookup,
            ContentReader reader,
            ByteFiles files,
            ObjectWrites writes,
            EventOutbox outbox) {
        this.buckets = buckets;
        this.index = index;
        this.lookup = lookup;
        this.reader = reader;
        this.files = files;
        this.writes = writes;
        this.outbox = outbox;
    }

    void register(Operations on, S3Access access) {
        on.on(CopyObjectRequest.class, access.copy(), this::copy);
    }

    private CopyObjectResponse copy(CopyObjectRequest request, Call call) {
        Bucket bucket = buckets.require(request.destinationBucket(), call);
        ObjectKeys.check(request.destinationKey());
        Acls.checkWrite(bucket, request.aclAsString(), call);
        CopySource from = CopySource.of(request);
        Bucket sourceBucket = buckets.require(from.bucket());
        Buckets.checkOwner(call, "x-amz-source-expected-bucket-owner");
        Opened source = open(sourceBucket, from, request, call);
        try (ContentReader.Pinned content = source.content()) {
            refuseCopyOntoItself(request, from, source.object());
            Copied copied = bytes(request, source.object(), content);
            ObjectWrites.Draft draft = draft(request, bucket, source.object(), copied);
            StoredObject object = writes.keepOrDelete(
                    copied.isNew() ? copied.file() : null,
                    () -> outbox.change(() -> {
                        Preconditions.checkWrite(request, index.current(bucket.name(), request.destinationKey()));
                        return writes.add(buckets.require(bucket.name()), draft, null, "Copy", call);
                    }));
            return response(bucket, sourceBucket, source.object(), object);
        }
    }

    /** A source whose bytes stay while they are copied. */
    record Opened(StoredObject object, ContentReader.Pinned content) {}

    /** Finds and opens the source of a copy, if it may be read on the request's conditions. */
    Opened open(Bucket bucket, CopySource from, software.amazon.awssdk.core.SdkPojo request, Call call) {
        return index.steady(() -> {
            StoredObject object = lookup.require(bucket, from.key(), from.versionId(), call);
            Preconditions.checkCopySource(request, object);
            ArchivedObjects.checkReadable(object);
            return new Opened(object, reader.pin(object));
        });
    }

    private static void refuseCopyOntoItself(CopyObjectRequest request, CopySource from, StoredObject source) {
        boolean same =
                from.bucket().equals(request.destinationBucket()) && from.key().equals(request.destinationKey());
        boolean changes = request.metadataDirective() == MetadataDirective.REPLACE
                || (request.storageClass() != null
                        && !request.storageClassAsString()
                                .equals(source.headers().storageClass()))
                || request.serverSideEncryption() != null
                || request.websiteRedirectLocation() != null
                || request.checksumAlgorithm() != null
                || from.versionId() != null;
        if (same && !changes) {
            throw S3Errors.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        if (source.size() > ObjectWrites.LARGEST_SINGLE) {
            throw S3Errors.invalidRequest(
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                            + ObjectWrites.LARGEST_SINGLE);
        }
    }

    /** Bytes of the copy: the source's own file where that has what the copy needs, else a new one. */
    private record Copied(@Nullable String file, String md5, StoredChecksum checksum, boolean isNew) {}

    private Copied bytes(CopyObjectRequest request, StoredObject source, ContentReader.Pinned content) {
        StoredChecksum kept = source.checksum();
        ChecksumKind kind = request.checksumAlgorithm() != null
                ? Integrity.kind(request.checksumAlgorithmAsString())
                : kept != null ? kept.kind() : ChecksumKind.CRC64NVME;
        if (source.bytes().parts() == null && kept != null && kept.kind() == kind) {
            return new Copied(source.bytes().file(), source.etag(), kept, false);
        }
        ByteFiles.Received received = files.receive(content.stream(0, source.size()), List.of(kind));
        return new Copied(received.file(), received.md5(), received.checksum(), true);
    }

    private static ObjectWrites.Draft draft(
            CopyObjectRequest request, Bucket bucket, StoredObject source, Copied copied) {
        boolean replacesMetadata = request.metadataDirective() == MetadataDirective.REPLACE;
        Map<String, String> sentTags = request.tagging() == null ? Map.of() : ObjectTags.ofHeader(request.tagging());
        return new ObjectWrites.Draft(
                request.destinationKey(),
                source.size(),
                copied.md5(),
                StoredObject.Content.of(copied.file()),
                copied.checksum(),
                replacesMetadata ? UserMetadata.received(request.metadata()) : source.metadata(),
                request.taggingDirective() == TaggingDirective.REPLACE ? sentTags : source.tags(),
                replacesMetadata
                        ? ObjectHeaders.of(request, bucket)
                        : source.headers().copiedBy(request, bucket));
    }

    private CopyObjectResponse response(Bucket bucket, Bucket sourceBucket, StoredObject source, StoredObject object) {
        CopyObjectResult.Builder result =
                CopyObjectResult.builder().eTag(object.quotedEtag()).lastModified(object.lastModified());
        Optional.ofNullable(object.checksum()).ifPresent(checksum -> {
            SdkMembers.set(result, checksum.kind().member(), checksum.value());
            result.checksumType(checksum.type());
        });
        CopyObjectResponse.Builder response = CopyObjectResponse.builder().copyObjectResult(result.build());
        writes.describeWritten(bucket, object, response);
        if (sourceBucket.versioning() != Bucket.Versioning.NEVER) {
            response.copySourceVersionId(source.versionId());
        }
        return response.build();
    }
}
