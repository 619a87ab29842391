package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Upload;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** PutObject, and the making of versions that copies and multipart uploads share. */
final class ObjectWrites {
    static final long LARGEST_SINGLE = 5L << 30;

    private final Buckets buckets;
    private final ObjectIndex index;
    private final ByteFiles files;
    private final EventOutbox outbox;
    private final Clock clock;

    ObjectWrites(Buckets buckets, ObjectIndex index, ByteFiles files, EventOutbox outbox, Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.files = files;
        this.outbox = outbox;
        this.clock = clock;
    }

    void register(Operations on, S3Access access) {
        on.onUpload(PutObjectRequest.class, access.write(), this::put);
    }

    private PutObjectResponse put(PutObjectRequest request, Upload body, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        ObjectKeys.check(request.key());
        refuseUnsupported(request);
        Acls.checkWrite(bucket, request.aclAsString(), call);
        ObjectHeaders headers = ObjectHeaders.of(request, bucket);
        Map<String, String> metadata = UserMetadata.received(request.metadata());
        Map<String, String> tags = request.tagging() == null ? Map.of() : ObjectTags.ofHeader(request.tagging());
        Preconditions.checkWrite(request, index.current(bucket.name(), request.key()));
        if (body.contentLength().orElse(0) > LARGEST_SINGLE) {
            throw tooLarge();
        }
        ByteFiles.Received received = receive(body, Integrity.of(request, call));
        Draft draft = new Draft(
                request.key(),
                received.size(),
                received.md5(),
                StoredObject.Content.of(received.file()),
                received.checksum(),
                metadata,
                tags,
                headers);
        StoredObject object = keepOrDelete(
                received.file(),
                () -> outbox.change(() -> {
                    Preconditions.checkWrite(request, index.current(bucket.name(), request.key()));
                    return add(buckets.require(bucket.name()), draft, null, how(call), call);
                }));
        PutObjectResponse.Builder response = PutObjectResponse.builder().eTag(object.quotedEtag());
        describeWritten(bucket, object, response);
        return response.build();
    }

    /** Forms of browsers are told from other uploads by how they are signed. */
    private static String how(Call call) {
        return "POST".equals(call.caller().conditions().get("s3:authType")) ? "Post" : "Put";
    }

    private static void refuseUnsupported(PutObjectRequest request) {
        if (request.writeOffsetBytes() != null) {
            throw S3Errors.notImplemented("x-amz-write-offset-bytes");
        }
        if (request.objectLockMode() != null || request.objectLockLegalHoldStatus() != null) {
            throw S3Errors.invalidRequest("Bucket is missing Object Lock Configuration");
        }
    }

    static AwsError tooLarge() {
        return AwsError.of(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
                .with(ErrorDetails.of("MaxSizeAllowed", String.valueOf(LARGEST_SINGLE)));
    }

    /** Writes the body of an upload to a file; nothing is left of it when it is not what the request claims. */
    ByteFiles.Received receive(Upload body, Integrity integrity) {
        try {
            ByteFiles.Received received = files.receive(body.stream(), integrity.kinds());
            keepOrDelete(received.file(), () -> {
                integrity.verify(received, body);
                return received;
            });
            return received;
        } catch (IOException e) {
            throw S3Errors.internal(String.valueOf(e.getMessage()));
        }
    }

    /** Runs a step after which a row names the file; deletes the file when the step fails. */
    <T> T keepOrDelete(@Nullable String file, java.util.function.Supplier<T> step) {
        boolean kept = false;
        try {
            T result = step.get();
            kept = true;
            return result;
        } finally {
            if (!kept && file != null) {
                files.delete(file);
            }
        }
    }

    /** A version that has no id and no time yet. */
    record Draft(
            String key,
            long size,
            String etag,
            StoredObject.Content bytes,
            StoredChecksum checksum,
            Map<String, String> metadata,
            Map<String, String> tags,
            ObjectHeaders headers) {}

    /** Adds a version with its event. Only inside of {@link EventOutbox#change}. */
    StoredObject add(Bucket bucket, Draft draft, @Nullable Manifest manifest, String how, Call call) {
        long sequence = index.nextSequence();
        Instant now = clock.instant();
        StoredObject object = new StoredObject(
                draft.key(),
                bucket.isVersioned() ? VersionIds.of(sequence) : StoredObject.NULL_VERSION,
                sequence,
                false,
                now.truncatedTo(ChronoUnit.SECONDS),
                draft.size(),
                draft.etag(),
                draft.bytes(),
                draft.checksum(),
                draft.metadata(),
                draft.tags(),
                draft.headers());
        index.add(bucket.name(), object, manifest);
        outbox.record(bucket, S3Event.created(how, object, now), call);
        return object;
    }

    /** Sets what the answers to all writes have: version, encryption, checksum, expiration. */
    void describeWritten(Bucket bucket, StoredObject object, SdkPojo response) {
        if (!object.isNullVersion()) {
            SdkMembers.set(response, "VersionId", object.versionId());
        }
        object.headers().describeEncryption(response);
        Optional.ofNullable(object.checksum()).ifPresent(checksum -> {
            SdkMembers.set(response, checksum.kind().member(), checksum.value());
            SdkMembers.set(response, "ChecksumType", checksum.type());
        });
        Lifecycles.expiration(bucket, object).ifPresent(text -> SdkMembers.set(response, "Expiration", text));
    }
}
