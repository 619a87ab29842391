package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.RowNumbers;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Multipart uploads in progress and their parts. Changed only inside of {@link ObjectIndex#change}. */
final class Uploads {
    private final Table<MultipartUpload> uploads;
    private final Table<Manifest.Part> parts;
    private final FileReferences files;

    Uploads(Store store, FileReferences files) {
        this.uploads = store.table("s3.uploads", Codec.json(MultipartUpload.class));
        this.parts = store.table("s3.parts", Codec.json(Manifest.Part.class));
        this.files = files;
    }

    void begin(MultipartUpload upload) {
        uploads.put(row(upload), upload);
    }

    /** The upload with that id, of that key. */
    Optional<MultipartUpload> find(String bucket, String key, String uploadId) {
        OptionalLong sequence = VersionIds.sequence(uploadId);
        return sequence.isEmpty()
                ? Optional.empty()
                : uploads.get(row(bucket, key, sequence.getAsLong()))
                        .filter(upload -> upload.uploadId().equals(uploadId));
    }

    /**
     * The upload with that id, of that key.
     *
     * @throws dev.labctl.localcloud.core.AwsError {@code NoSuchUpload}
     */
    MultipartUpload require(String bucket, String key, String uploadId) {
        return find(bucket, key, uploadId).orElseThrow(() -> S3Errors.noSuchUpload(uploadId));
    }

    /** All uploads of the bucket, by key and then by age. */
    Stream<Map.Entry<String, MultipartUpload>> from(String bucket, String row) {
        return uploads.range(row, ObjectKeys.after(ObjectKeys.bucket(bucket)));
    }

    /** Adds a part, in place of one with the same number. */
    void putPart(MultipartUpload upload, Manifest.Part part) {
        String row = partRow(upload, part.number());
        parts.get(row).ifPresent(before -> files.release(before.file()));
        files.retain(part.file());
        parts.put(row, part);
    }

    /** The parts there are, by number. */
    List<Manifest.Part> parts(MultipartUpload upload) {
        return parts.prefix(partPrefix(upload)).map(Map.Entry::getValue).toList();
    }

    /** Ends an upload; its parts' files are let go of. */
    void end(MultipartUpload upload) {
        for (Manifest.Part part : parts(upload)) {
            files.release(part.file());
            parts.remove(partRow(upload, part.number()));
        }
        uploads.remove(row(upload));
    }

    /** Ends all uploads of a bucket. */
    void abortAll(String bucket) {
        from(bucket, ObjectKeys.bucket(bucket)).toList().forEach(entry -> end(entry.getValue()));
    }

    private static String row(MultipartUpload upload) {
        return row(upload.bucket(), upload.key(), upload.sequence());
    }

    /** The row of an upload; the oldest of a key comes first. */
    static String row(String bucket, String key, long sequence) {
        return ObjectKeys.key(bucket, key) + RowNumbers.hex(sequence, 16);
    }

    private static String partPrefix(MultipartUpload upload) {
        return RowNumbers.hex(upload.sequence(), 16) + "/";
    }

    private static String partRow(MultipartUpload upload, int number) {
        return partPrefix(upload) + RowNumbers.decimal(number, 5);
    }
}
