package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** GetObjectAttributes: ETag, checksum, size, storage class and the parts of an object, without its bytes. */
final class ObjectAttributeReads {
    private static final int PAGE = 1000;

    private final Buckets buckets;
    private final ObjectIndex index;
    private final ObjectLookup lookup;

    ObjectAttributeReads(Buckets buckets, ObjectIndex index, ObjectLookup lookup) {
        this.buckets = buckets;
        this.index = index;
        this.lookup = lookup;
    }

    void register(Operations on, S3Access access) {
        on.on(
                GetObjectAttributesRequest.class,
                access.object("s3:GetObject", "s3:GetObjectAttributes"),
                this::attributes);
    }

    private GetObjectAttributesResponse attributes(GetObjectAttributesRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        Set<ObjectAttributes> asked = Set.copyOf(request.objectAttributes());
        if (asked.isEmpty() || asked.contains(ObjectAttributes.UNKNOWN_TO_SDK_VERSION)) {
            throw S3Errors.invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", "");
        }
        StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
        GetObjectAttributesResponse.Builder response =
                GetObjectAttributesResponse.builder().lastModified(object.lastModified());
        if (bucket.versioning() != Bucket.Versioning.NEVER) {
            response.versionId(object.versionId());
        }
        if (asked.contains(ObjectAttributes.E_TAG)) {
            response.eTag(object.etag());
        }
        if (asked.contains(ObjectAttributes.OBJECT_SIZE)) {
            response.objectSize(object.size());
        }
        if (asked.contains(ObjectAttributes.STORAGE_CLASS)) {
            response.storageClass(object.headers().storageClass());
        }
        StoredChecksum checksum = object.checksum();
        if (asked.contains(ObjectAttributes.CHECKSUM) && checksum != null) {
            Checksum.Builder members = Checksum.builder().checksumType(checksum.type());
            SdkMembers.set(members, checksum.kind().member(), bare(checksum));
            response.checksum(members.build());
        }
        if (asked.contains(ObjectAttributes.OBJECT_PARTS)) {
            index.manifest(object).ifPresent(manifest -> response.objectParts(parts(request, object, manifest)));
        }
        return response.build();
    }

    /** Here a composite checksum comes without the number of parts behind it. */
    private static String bare(StoredChecksum checksum) {
        int dash = checksum.value().indexOf('-');
        return dash < 0 ? checksum.value() : checksum.value().substring(0, dash);
    }

    private static GetObjectAttributesParts parts(
            GetObjectAttributesRequest request, StoredObject object, Manifest manifest) {
        int most = request.maxParts() == null ? PAGE : Math.min(request.maxParts(), PAGE);
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        List<Manifest.Part> after = manifest.parts().stream()
                .filter(part -> part.number() > marker)
                .limit(most + 1L)
                .toList();
        List<Manifest.Part> page = after.size() > most ? after.subList(0, most) : after;
        boolean composite = Optional.ofNullable(object.checksum())
                .map(StoredChecksum::isComposite)
                .orElse(false);
        GetObjectAttributesParts.Builder parts = GetObjectAttributesParts.builder()
                .totalPartsCount(manifest.parts().size())
                .partNumberMarker(marker)
                .maxParts(most)
                .isTruncated(after.size() > most)
                .nextPartNumberMarker(
                        page.isEmpty() ? 0 : page.get(page.size() - 1).number());
        if (composite) {
            parts.parts(page.stream().map(ObjectAttributeReads::part).toList());
        }
        return parts.build();
    }

    private static ObjectPart part(Manifest.Part part) {
        ObjectPart.Builder members =
                ObjectPart.builder().partNumber(part.number()).size(part.size());
        SdkMembers.set(members, part.checksum().kind().member(), part.checksum().value());
        return members.build();
    }
}
