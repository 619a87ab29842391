package dev.labctl.runtime.lab.filecatalog;

import dev.labctl.runtime.event.ObjectEvent;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads an object's headers and, where it is text, its first bytes: two requests, however large it is. */
final class FileInspector {
    private static final int NOT_FOUND = 404;

    private final S3Client s3;

    FileInspector(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * Inspects exactly the version the event is about.
     *
     * @return empty when that version has been deleted since
     * @throws S3Exception when S3 refuses for another reason
     */
    Optional<InspectedFile> inspect(ObjectEvent created) {
        try {
            HeadObjectResponse head = s3.headObject(HeadObjectRequest.builder()
                    .bucket(created.bucket())
                    .key(created.key())
                    .versionId(created.version().orElse(null))
                    .build());
            Optional<String> preview = Preview.appliesTo(head.contentType())
                    ? Optional.of(head.contentLength() == 0 ? "" : preview(created))
                    : Optional.empty();
            return Optional.of(
                    new InspectedFile(head.contentType(), head.lastModified(), head.contentLength(), preview));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String preview(ObjectEvent created) {
        ResponseBytes<GetObjectResponse> start = s3.getObjectAsBytes(GetObjectRequest.builder()
                .bucket(created.bucket())
                .key(created.key())
                .versionId(created.version().orElse(null))
                .range("bytes=0-" + (Preview.MAX_BYTES - 1))
                .build());
        return Preview.of(start.asByteArrayUnsafe());
    }
}
