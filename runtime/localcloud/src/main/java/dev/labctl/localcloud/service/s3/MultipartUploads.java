package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/** Multipart uploads: begun, completed, aborted. */
final class MultipartUploads {
    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;
    private final ObjectWrites writes;
    private final EventOutbox outbox;
    private final Clock clock;

    MultipartUploads(
            Buckets buckets, ObjectIndex index, Uploads uploads, ObjectWrites writes, EventOutbox outbox, Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.uploads = uploads;
        this.writes = writes;
        this.outbox = outbox;
        this.clock = clock;
    }

    void register(Operations on, S3Access access) {
        on.on(CreateMultipartUploadRequest.class, access.write(), this::create);
        on.on(CompleteMultipartUploadRequest.class, access.write(), this::complete);
        on.on(AbortMultipartUploadRequest.class, access.object("s3:AbortMultipartUpload"), this::abort);
    }

    private CreateMultipartUploadResponse create(CreateMultipartUploadRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        ObjectKeys.check(request.key());
        Acls.checkWrite(bucket, request.aclAsString(), call);
        ChecksumKind algorithm =
                request.checksumAlgorithm() == null ? null : Integrity.kind(request.checksumAlgorithmAsString());
        boolean composite = isComposite(request.checksumType(), algorithm);
        long sequence = index.nextSequence();
        MultipartUpload upload = new MultipartUpload(
                bucket.name(),
                request.key(),
                VersionIds.of(sequence),
                sequence,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                call.caller().principal().arn(),
                algorithm,
                composite,
                UserMetadata.received(request.metadata()),
                request.tagging() == null ? Map.of() : ObjectTags.ofHeader(request.tagging()),
                ObjectHeaders.of(request, bucket));
        index.change(() -> {
            buckets.require(bucket.name());
            uploads.begin(upload);
        });
        CreateMultipartUploadResponse.Builder response = CreateMultipartUploadResponse.builder()
                .bucket(bucket.name())
                .key(request.key())
                .uploadId(upload.uploadId());
        if (algorithm != null) {
            response.checksumAlgorithm(algorithm.name()).checksumType(upload.checksumType());
        }
        upload.headers().describeEncryption(response);
        Lifecycles.abortion(bucket, upload)
                .ifPresent(abortion -> response.abortDate(abortion.due()).abortRuleId(abortion.ruleId()));
        return response.build();
    }

    private static boolean isComposite(@Nullable ChecksumType type, @Nullable ChecksumKind algorithm) {
        if (algorithm == null) {
            if (type != null) {
                throw S3Errors.invalidRequest(
                        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
            }
            return false;
        }
        String name = algorithm.name().toLowerCase(Locale.ROOT);
        if (type == ChecksumType.FULL_OBJECT && !algorithm.isCrc()) {
            throw S3Errors.invalidRequest(
                    "The FULL_OBJECT checksum type cannot be used with the " + name + " checksum algorithm.");
        }
        if (type == ChecksumType.COMPOSITE && algorithm == ChecksumKind.CRC64NVME) {
            throw S3Errors.invalidRequest(
                    "The COMPOSITE checksum type cannot be used with the " + name + " checksum algorithm.");
        }
        return type == null ? algorithm != ChecksumKind.CRC64NVME : type == ChecksumType.COMPOSITE;
    }

    private AbortMultipartUploadResponse abort(AbortMultipartUploadRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        index.change(() -> uploads.end(uploads.require(bucket.name(), request.key(), request.uploadId())));
        return AbortMultipartUploadResponse.builder().build();
    }

    private CompleteMultipartUploadResponse complete(CompleteMultipartUploadRequest request, Call call) {
        if (request.uploadId() == null) {
            // A POST to a key without any query is routed here, as the model does not tell that the id must be there.
            throw AwsError.of(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                    .with(ErrorDetails.of("Method", "POST", "ResourceType", "OBJECT"));
        }
        Bucket bucket = buckets.require(request.bucket(), call);
        Optional<StoredObject> before = alreadyCompleted(request);
        StoredObject object = before.isPresent()
                ? before.get()
                : outbox.change(() -> {
                    MultipartUpload upload = uploads.require(bucket.name(), request.key(), request.uploadId());
                    Preconditions.checkWrite(request, index.current(bucket.name(), request.key()));
                    Completion completion = new Completion(upload, uploads.parts(upload));
                    List<Manifest.Part> chosen = completion.chosen(request);
                    ObjectWrites.Draft draft = completion.assemble(request, chosen);
                    // Named twice for a moment, so that ending the upload lets only the parts go that were left out.
                    Manifest manifest = new Manifest(chosen);
                    index.retain(manifest);
                    uploads.end(upload);
                    return writes.add(buckets.require(bucket.name()), draft, manifest, "CompleteMultipartUpload", call);
                });
        CompleteMultipartUploadResponse.Builder response = CompleteMultipartUploadResponse.builder()
                .bucket(bucket.name())
                .key(object.key())
                .eTag(object.quotedEtag())
                .location(location(bucket, object.key()));
        writes.describeWritten(bucket, object, response);
        return response.build();
    }

    /** A client that lost the first answer completes again, and gets it. */
    private Optional<StoredObject> alreadyCompleted(CompleteMultipartUploadRequest request) {
        return index.versions(request.bucket(), request.key())
                .filter(object -> request.uploadId().equals(object.bytes().parts()))
                .findFirst();
    }

    private static String location(Bucket bucket, String key) {
        return "https://" + bucket.name() + ".s3." + bucket.region() + ".amazonaws.com/" + ObjectListing.urlEncode(key);
    }
}
