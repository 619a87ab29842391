package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Upload;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What an upload claims about its bytes: a checksum in a header or trailer, a Content-MD5.
 *
 * @param kind the checksum to compute and keep
 * @param value the value claimed in a header, or null
 * @param inTrailer whether the value follows the bytes
 * @param contentMd5 the Content-MD5 header, or null
 * @param kept a second checksum to compute and keep instead, or null
 */
record Integrity(
        ChecksumKind kind,
        @Nullable String value,
        boolean inTrailer,
        @Nullable String contentMd5,
        @Nullable ChecksumKind kept) {
    private static final int MD5_LENGTH = 16;

    /**
     * The claims of a request; without any, CRC64NVME is computed.
     *
     * @throws AwsError {@code InvalidRequest}, {@code InvalidDigest}
     */
    static Integrity of(SdkPojo request, Call call) {
        ChecksumKind claimed = null;
        for (ChecksumKind kind : ChecksumKind.values()) {
            if (SdkMembers.get(request, kind.member()) != null) {
                if (claimed != null) {
                    throw S3Errors.invalidRequest(
                            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
                }
                claimed = kind;
            }
        }
        String md5 = contentMd5(request);
        Optional<ChecksumKind> trailer = trailer(call);
        ChecksumKind named = named(request);
        if (claimed != null) {
            String value = String.valueOf(SdkMembers.text(request, claimed.member()));
            if (decodedLength(value) != claimed.length()) {
                throw S3Errors.invalidRequest("Value for " + claimed.header() + " header is invalid.");
            }
            return new Integrity(claimed, value, false, md5, null);
        }
        if (trailer.isPresent()) {
            return new Integrity(trailer.get(), null, true, md5, null);
        }
        if (named != null && !call.headers().isEmpty()) {
            throw S3Errors.invalidRequest(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer"
                            + " headers were found.");
        }
        return new Integrity(named == null ? ChecksumKind.CRC64NVME : named, null, false, md5, null);
    }

    /** The same claims, with another checksum to keep. */
    Integrity keeping(ChecksumKind other) {
        return new Integrity(kind, value, inTrailer, contentMd5, other == kind ? null : other);
    }

    /** What has to be computed, what is claimed first. */
    List<ChecksumKind> kinds() {
        return kept == null ? List.of(kind) : List.of(kind, kept);
    }

    /** Whether the request claimed a checksum. */
    boolean isClaimed() {
        return value != null || inTrailer;
    }

    private static @Nullable ChecksumKind named(SdkPojo request) {
        String algorithm = SdkMembers.text(request, "ChecksumAlgorithm");
        return algorithm == null ? null : kind(algorithm);
    }

    /**
     * The algorithm of that name.
     *
     * @throws AwsError {@code InvalidRequest}
     */
    static ChecksumKind kind(String algorithm) {
        return ChecksumKind.named(algorithm)
                .orElseThrow(
                        () -> S3Errors.invalidRequest("Checksum algorithm provided is unsupported. Please try again"
                                + " with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
    }

    private static Optional<ChecksumKind> trailer(Call call) {
        String names = call.header("x-amz-trailer").orElse("").toLowerCase(Locale.ROOT);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        for (String name : names.split(",", -1)) {
            for (ChecksumKind kind : ChecksumKind.values()) {
                if (name.strip().equals(kind.header())) {
                    return Optional.of(kind);
                }
            }
        }
        throw S3Errors.invalidRequest("The value specified in the x-amz-trailer header is not supported");
    }

    private static @Nullable String contentMd5(SdkPojo request) {
        String md5 = SdkMembers.text(request, "ContentMD5");
        if (md5 != null && decodedLength(md5) != MD5_LENGTH) {
            throw AwsError.of(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
                    .with(ErrorDetails.of("Content-MD5", md5));
        }
        return md5;
    }

    private static int decodedLength(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /**
     * Returns when the bytes received are those that were claimed.
     *
     * @throws AwsError {@code BadDigest}, {@code InvalidRequest}
     */
    void verify(ByteFiles.Received received, Upload body) {
        if (contentMd5 != null) {
            String claimed = HexFormat.of().formatHex(Base64.getDecoder().decode(contentMd5));
            if (!claimed.equals(received.md5())) {
                throw AwsError.of(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
                        .with(ErrorDetails.of("ExpectedDigest", claimed, "CalculatedDigest", received.md5()));
            }
        }
        String claimed = inTrailer ? trailerValue(body.trailers()) : value;
        if (claimed != null && !claimed.equals(received.checksum().value())) {
            throw mismatch(kind);
        }
    }

    private String trailerValue(Map<String, String> trailers) {
        String claimed = trailers.get(kind.header());
        if (claimed == null || decodedLength(claimed.trim()) != kind.length()) {
            throw S3Errors.invalidRequest("Value for " + kind.header() + " trailing header is invalid.");
        }
        return claimed.trim();
    }

    static AwsError mismatch(ChecksumKind kind) {
        return AwsError.of(400, "BadDigest", "The " + kind + " you specified did not match the calculated checksum.");
    }
}
