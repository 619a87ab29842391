package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The end of a multipart upload: which parts make the object, and what ETag and checksum it has. */
final class Completion {
    private static final long SMALLEST_PART = 5L << 20;

    private final MultipartUpload upload;
    private final Map<Integer, Manifest.Part> uploaded;

    Completion(MultipartUpload upload, List<Manifest.Part> uploaded) {
        this.upload = upload;
        this.uploaded = uploaded.stream().collect(Collectors.toMap(Manifest.Part::number, Function.identity()));
    }

    /**
     * The parts a request asks for.
     *
     * @throws AwsError {@code InvalidPart}, {@code InvalidPartOrder}, {@code EntityTooSmall}, {@code InvalidRequest}
     */
    List<Manifest.Part> chosen(CompleteMultipartUploadRequest request) {
        if (request.multipartUpload() == null
                || request.multipartUpload().parts().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        List<Manifest.Part> chosen = new ArrayList<>();
        int last = 0;
        for (CompletedPart asked : request.multipartUpload().parts()) {
            if (asked.partNumber() == null) {
                throw S3Errors.malformedXml();
            }
            if (asked.partNumber() <= last) {
                throw AwsError.of(
                                400,
                                "InvalidPartOrder",
                                "The list of parts was not in ascending order. Parts must be ordered by part number.")
                        .with(ErrorDetails.of("UploadId", upload.uploadId()));
            }
            last = asked.partNumber();
            chosen.add(match(asked));
        }
        for (Manifest.Part part : chosen.subList(0, chosen.size() - 1)) {
            if (part.size() < SMALLEST_PART) {
                throw AwsError.of(
                                400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                        .with(ErrorDetails.of(
                                "ETag", part.etag(),
                                "MinSizeAllowed", String.valueOf(SMALLEST_PART),
                                "PartNumber", String.valueOf(part.number()),
                                "ProposedSize", String.valueOf(part.size())));
            }
        }
        return chosen;
    }

    private Manifest.Part match(CompletedPart asked) {
        Manifest.Part part = uploaded.get(asked.partNumber());
        String etag = String.valueOf(asked.eTag()).replace("\"", "");
        if (part == null || !part.etag().equals(etag)) {
            throw invalidPart(asked, etag);
        }
        String checksum = SdkMembers.text(asked, upload.kind().member());
        if (checksum != null && !checksum.equals(part.checksum().value())) {
            throw invalidPart(asked, etag);
        }
        if (checksum == null && upload.isComposite()) {
            throw S3Errors.invalidRequest(
                    ("The upload was created using a %s checksum. The complete request must include the checksum for"
                                    + " each part. It was missing for part %d in the request.")
                            .formatted(upload.kind().name().toLowerCase(Locale.ROOT), asked.partNumber()));
        }
        return part;
    }

    private AwsError invalidPart(CompletedPart asked, String etag) {
        return AwsError.of(
                        400,
                        "InvalidPart",
                        "One or more of the specified parts could not be found.  The part may not have been uploaded, or"
                                + " the specified entity tag may not match the part's entity tag.")
                .with(ErrorDetails.of(
                        "ETag", etag,
                        "PartNumber", String.valueOf(asked.partNumber()),
                        "UploadId", upload.uploadId()));
    }

    /**
     * The object the parts make.
     *
     * @throws AwsError {@code BadDigest}, {@code InvalidRequest} when the request claims another checksum or size
     */
    ObjectWrites.Draft assemble(CompleteMultipartUploadRequest request, List<Manifest.Part> parts) {
        long size = parts.stream().mapToLong(Manifest.Part::size).sum();
        if (request.mpuObjectSize() != null && request.mpuObjectSize() != size) {
            throw S3Errors.invalidRequest(
                    "The provided 'x-amz-mp-object-size' header value %d does not match what was computed: %d"
                            .formatted(request.mpuObjectSize(), size));
        }
        StoredChecksum checksum = upload.isComposite() ? composite(parts) : combined(parts);
        String claimed = SdkMembers.text(request, upload.kind().member());
        if (claimed != null && !claimed.equals(bare(checksum)) && !claimed.equals(checksum.value())) {
            throw AwsError.of(
                    400,
                    "BadDigest",
                    "The " + upload.kind().name().toLowerCase(Locale.ROOT)
                            + " you specified did not match the calculated checksum.");
        }
        return new ObjectWrites.Draft(
                upload.key(),
                size,
                etag(parts),
                new StoredObject.Content(null, upload.uploadId(), parts.size()),
                checksum,
                upload.metadata(),
                upload.tags(),
                upload.headers());
    }

    private static String bare(StoredChecksum checksum) {
        int dash = checksum.value().indexOf('-');
        return dash < 0 ? checksum.value() : checksum.value().substring(0, dash);
    }

    /** The MD5 of the parts' MD5s, and their number. */
    private static String etag(List<Manifest.Part> parts) {
        MessageDigest md5 = ChecksumKind.digest("MD5");
        parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    }

    private StoredChecksum composite(List<Manifest.Part> parts) {
        ChecksumKind.Running running = upload.kind().start();
        for (Manifest.Part part : parts) {
            byte[] value = Base64.getDecoder().decode(part.checksum().value());
            running.update(value, 0, value.length);
        }
        String value = Base64.getEncoder().encodeToString(running.value()) + "-" + parts.size();
        return new StoredChecksum(upload.kind(), value, true);
    }

    private StoredChecksum combined(List<Manifest.Part> parts) {
        CrcCombination combination = CrcCombination.of(upload.kind());
        long crc = 0;
        for (Manifest.Part part : parts) {
            long next = CrcCombination.toLong(
                    Base64.getDecoder().decode(part.checksum().value()));
            crc = combination.combine(crc, next, part.size());
        }
        byte[] value = CrcCombination.toBytes(crc, upload.kind().length());
        return new StoredChecksum(upload.kind(), Base64.getEncoder().encodeToString(value), false);
    }
}
