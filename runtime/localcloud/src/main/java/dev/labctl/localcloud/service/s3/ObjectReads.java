package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.http.HttpDate;
import dev.labctl.localcloud.identity.Authorizer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** GetObject and HeadObject: the whole object, a range of it or one of its parts. */
final class ObjectReads {
    /** Query parameters by which a signed request replaces headers of the answer. */
    private static final Map<String, String> OVERRIDES = Map.of(
            "ResponseCacheControl", "CacheControl",
            "ResponseContentDisposition", "ContentDisposition",
            "ResponseContentEncoding", "ContentEncoding",
            "ResponseContentLanguage", "ContentLanguage",
            "ResponseContentType", "ContentType");

    private final Buckets buckets;
    private final ObjectIndex index;
    private final ObjectLookup lookup;
    private final ContentReader reader;
    private final Authorizer authorizer;

    ObjectReads(Buckets buckets, ObjectIndex index, ObjectLookup lookup, ContentReader reader, Authorizer authorizer) {
        this.buckets = buckets;
        this.index = index;
        this.lookup = lookup;
        this.reader = reader;
        this.authorizer = authorizer;
    }

    void register(Operations on, S3Access access) {
        on.onDownload(GetObjectRequest.class, access.object("s3:GetObject"), this::get);
        on.on(HeadObjectRequest.class, access.object("s3:GetObject"), this::head);
    }

    private Download<GetObjectResponse> get(GetObjectRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        refuseCustomerKey(request.sseCustomerAlgorithm());
        return index.steady(() -> {
            StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
            Preconditions.checkRead(request, object);
            ArchivedObjects.checkReadable(object);
            Selection selection = select(object, request.range(), request.partNumber());
            GetObjectResponse.Builder response = GetObjectResponse.builder();
            describe(request, bucket, object, selection, response, call);
            ContentReader.Pinned content = reader.pin(object);
            return new Download<>(response.build(), selection.range().length(), out -> {
                try (content) {
                    content.writeTo(
                            out, selection.range().first(), selection.range().length());
                }
            });
        });
    }

    private HeadObjectResponse head(HeadObjectRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        refuseCustomerKey(request.sseCustomerAlgorithm());
        StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
        Preconditions.checkRead(request, object);
        Selection selection = select(object, request.range(), request.partNumber());
        HeadObjectResponse.Builder response = HeadObjectResponse.builder();
        describe(request, bucket, object, selection, response, call);
        return response.build();
    }

    static void refuseCustomerKey(@Nullable String algorithm) {
        if (algorithm != null) {
            throw S3Errors.notImplemented("x-amz-server-side-encryption-customer-algorithm");
        }
    }

    /**
     * What of an object is read.
     *
     * @param range the bytes
     * @param isPartial whether the answer is 206
     * @param part the part asked for, or null
     */
    private record Selection(ByteRange range, boolean isPartial, Manifest.@Nullable Part part) {}

    private Selection select(StoredObject object, @Nullable String range, @Nullable Integer partNumber) {
        ByteRange whole = new ByteRange(0, object.size());
        if (partNumber != null) {
            if (range != null) {
                throw S3Errors.invalidRequest("Cannot specify both Range header and partNumber query parameter");
            }
            return part(object, partNumber);
        }
        return ByteRange.of(range, object.size())
                .map(part -> new Selection(part, true, null))
                .orElse(new Selection(whole, false, null));
    }

    private Selection part(StoredObject object, int number) {
        Optional<Manifest> manifest = index.manifest(object);
        if (manifest.isEmpty()) {
            if (number != 1) {
                throw noSuchPart(number, 1);
            }
            return new Selection(new ByteRange(0, object.size()), object.size() > 0, null);
        }
        long first = 0;
        for (Manifest.Part part : manifest.get().parts()) {
            if (part.number() == number) {
                return new Selection(new ByteRange(first, part.size()), true, part);
            }
            first += part.size();
        }
        throw noSuchPart(number, manifest.get().parts().size());
    }

    private static AwsError noSuchPart(int number, int count) {
        return AwsError.of(416, "InvalidPartNumber", "The requested partnumber is not satisfiable")
                .with(ErrorDetails.of(
                        "PartNumberRequested", String.valueOf(number), "ActualPartCount", String.valueOf(count)));
    }

    private void describe(
            SdkPojo request, Bucket bucket, StoredObject object, Selection selection, SdkPojo response, Call call) {
        object.headers().describe(response);
        SdkMembers.set(response, "AcceptRanges", "bytes");
        SdkMembers.set(response, "LastModified", object.lastModified());
        SdkMembers.set(response, "ETag", object.quotedEtag());
        SdkMembers.set(response, "ContentLength", selection.range().length());
        SdkMembers.set(response, "Metadata", UserMetadata.answered(object.metadata()));
        if (bucket.versioning() != Bucket.Versioning.NEVER) {
            SdkMembers.set(response, "VersionId", object.versionId());
        }
        if (selection.isPartial()) {
            SdkMembers.set(response, "ContentRange", selection.range().contentRange(object.size()));
        }
        if (selection.part() != null) {
            SdkMembers.set(response, "PartsCount", object.bytes().partCount());
        }
        describeChecksum(request, object, selection, response);
        describeTagCount(object, bucket, response, call);
        Lifecycles.expiration(bucket, object).ifPresent(text -> SdkMembers.set(response, "Expiration", text));
        OVERRIDES.forEach((from, to) -> SdkMembers.set(response, to, SdkMembers.text(request, from)));
        if (SdkMembers.get(request, "ResponseExpires") instanceof java.time.Instant expires) {
            SdkMembers.set(response, "ExpiresString", HttpDate.format(expires));
        }
    }

    /** A range has no checksum of its own; a part has. */
    private static void describeChecksum(SdkPojo request, StoredObject object, Selection selection, SdkPojo response) {
        boolean asked = ChecksumMode.ENABLED.toString().equals(SdkMembers.text(request, "ChecksumMode"));
        StoredChecksum checksum = selection.part() != null ? selection.part().checksum() : object.checksum();
        if (asked && checksum != null && (selection.part() != null || !selection.isPartial())) {
            SdkMembers.set(response, checksum.kind().member(), checksum.value());
            SdkMembers.set(
                    response,
                    "ChecksumType",
                    object.checksum() == null ? null : object.checksum().type());
        }
    }

    /** Who may not read the tags is not told how many there are. */
    private void describeTagCount(StoredObject object, Bucket bucket, SdkPojo response, Call call) {
        if (!object.tags().isEmpty()) {
            boolean allowed = authorizer
                    .decide(
                            call.caller().principal(),
                            dev.labctl.localcloud.identity.Access.to(
                                    "s3:GetObjectTagging", S3Access.arn(bucket.name(), object.key())),
                            call.caller().conditions())
                    .isAllowed();
            if (allowed) {
                SdkMembers.set(response, "TagCount", object.tags().size());
            }
        }
    }
}
