package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Upload;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The parts of multipart uploads: sent, copied from objects, listed. */
final class MultipartParts {
    private static final int HIGHEST = 10_000;
    private static final int PAGE = 1000;

    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;
    private final ByteFiles files;
    private final ObjectWrites writes;
    private final ObjectCopies copies;
    private final Clock clock;

    MultipartParts(
            Buckets buckets,
            ObjectIndex index,
            Uploads uploads,
            ByteFiles files,
            ObjectWrites writes,
            ObjectCopies copies,
            Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.uploads = uploads;
        this.files = files;
        this.writes = writes;
        this.copies = copies;
        this.clock = clock;
    }

    void register(Operations on, S3Access access) {
        on.onUpload(UploadPartRequest.class, access.write(), this::upload);
        on.on(UploadPartCopyRequest.class, access.copyPart(), this::copy);
        on.on(ListPartsRequest.class, access.object("s3:ListMultipartUploadParts"), this::list);
    }

    private UploadPartResponse upload(UploadPartRequest request, Upload body, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        checkNumber(request.partNumber());
        MultipartUpload upload = uploads.require(bucket.name(), request.key(), request.uploadId());
        Integrity integrity = Integrity.of(request, call);
        checkKind(upload, integrity);
        if (body.contentLength().orElse(0) > ObjectWrites.LARGEST_SINGLE) {
            throw ObjectWrites.tooLarge();
        }
        ByteFiles.Received received = writes.receive(body, integrity.keeping(upload.kind()));
        Manifest.Part part = add(upload, request.partNumber(), received);
        UploadPartResponse.Builder response = UploadPartResponse.builder().eTag(part.quotedEtag());
        StoredChecksum checksum = integrity.isClaimed() ? received.checksum() : part.checksum();
        SdkMembers.set(response, checksum.kind().member(), checksum.value());
        upload.headers().describeEncryption(response);
        return response.build();
    }

    /** An upload begun with an algorithm takes parts with that algorithm only. */
    private static void checkKind(MultipartUpload upload, Integrity integrity) {
        ChecksumKind expected = upload.algorithm();
        if (expected != null && integrity.isClaimed() && integrity.kind() != expected) {
            throw typeMismatch(expected, integrity.kind().name());
        }
        if (expected != null && !integrity.isClaimed() && upload.isComposite()) {
            throw typeMismatch(expected, "null");
        }
    }

    private static AwsError typeMismatch(ChecksumKind expected, String actual) {
        return S3Errors.invalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
                        .formatted(expected.name().toLowerCase(Locale.ROOT), actual.toLowerCase(Locale.ROOT)));
    }

    private static void checkNumber(@Nullable Integer number) {
        if (number == null || number < 1 || number > HIGHEST) {
            throw S3Errors.invalidArgument(
                    "Part number must be an integer between 1 and 10000, inclusive",
                    "partNumber",
                    String.valueOf(number));
        }
    }

    private Manifest.Part add(MultipartUpload upload, int number, ByteFiles.Received received) {
        StoredChecksum kept = received.checksums().get(received.checksums().size() - 1);
        Manifest.Part part = new Manifest.Part(
                number,
                received.size(),
                received.md5(),
                received.file(),
                kept,
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        return writes.keepOrDelete(
                received.file(),
                () -> index.change(() -> {
                    uploads.putPart(uploads.require(upload.bucket(), upload.key(), upload.uploadId()), part);
                    return part;
                }));
    }

    private UploadPartCopyResponse copy(UploadPartCopyRequest request, Call call) {
        Bucket bucket = buckets.require(request.destinationBucket(), call);
        checkNumber(request.partNumber());
        MultipartUpload upload = uploads.require(bucket.name(), request.destinationKey(), request.uploadId());
        CopySource from = CopySource.of(request);
        Bucket sourceBucket = buckets.require(from.bucket());
        Buckets.checkOwner(call, "x-amz-source-expected-bucket-owner");
        ObjectCopies.Opened source = copies.open(sourceBucket, from, request, call);
        try (ContentReader.Pinned content = source.content()) {
            ByteRange range =
                    ByteRange.ofCopy(request.copySourceRange(), source.object().size());
            if (range.length() > ObjectWrites.LARGEST_SINGLE) {
                throw S3Errors.invalidRequest(
                        "The specified copy source is larger than the maximum allowable size for a copy source: "
                                + ObjectWrites.LARGEST_SINGLE);
            }
            ByteFiles.Received received =
                    files.receive(content.stream(range.first(), range.length()), List.of(upload.kind()));
            Manifest.Part part = add(upload, request.partNumber(), received);
            CopyPartResult.Builder result =
                    CopyPartResult.builder().eTag(part.quotedEtag()).lastModified(part.lastModified());
            if (upload.algorithm() != null) {
                SdkMembers.set(
                        result, part.checksum().kind().member(), part.checksum().value());
            }
            UploadPartCopyResponse.Builder response =
                    UploadPartCopyResponse.builder().copyPartResult(result.build());
            upload.headers().describeEncryption(response);
            if (sourceBucket.versioning() != Bucket.Versioning.NEVER) {
                response.copySourceVersionId(source.object().versionId());
            }
            return response.build();
        }
    }

    private ListPartsResponse list(ListPartsRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        MultipartUpload upload = uploads.require(bucket.name(), request.key(), request.uploadId());
        int most = request.maxParts() == null ? PAGE : Math.min(request.maxParts(), PAGE);
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        List<Manifest.Part> after = uploads.parts(upload).stream()
                .filter(part -> part.number() > marker)
                .limit(most + 1L)
                .toList();
        List<Manifest.Part> page = after.size() > most ? after.subList(0, most) : after;
        ListPartsResponse.Builder response = ListPartsResponse.builder()
                .bucket(bucket.name())
                .key(upload.key())
                .uploadId(upload.uploadId())
                .partNumberMarker(marker)
                .nextPartNumberMarker(
                        page.isEmpty() ? 0 : page.get(page.size() - 1).number())
                .maxParts(most)
                .isTruncated(after.size() > most)
                .initiator(initiator -> initiator.id(upload.initiator()).displayName(upload.initiator()))
                .owner(Owners.of(call.accountId()))
                .storageClass(upload.headers().storageClass())
                .parts(page.stream().map(part -> part(upload, part)).toList());
        Lifecycles.abortion(bucket, upload)
                .ifPresent(abortion -> response.abortDate(abortion.due()).abortRuleId(abortion.ruleId()));
        if (upload.algorithm() != null) {
            response.checksumAlgorithm(upload.algorithm().name()).checksumType(upload.checksumType());
        }
        return response.build();
    }

    private static Part part(MultipartUpload upload, Manifest.Part part) {
        Part.Builder members = Part.builder()
                .partNumber(part.number())
                .eTag(part.quotedEtag())
                .size(part.size())
                .lastModified(part.lastModified());
        if (upload.algorithm() != null) {
            SdkMembers.set(
                    members, part.checksum().kind().member(), part.checksum().value());
        }
        return members.build();
    }
}
