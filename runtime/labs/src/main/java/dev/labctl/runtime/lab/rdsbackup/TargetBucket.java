package dev.labctl.runtime.lab.rdsbackup;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bucket that a backup goes to, in any region. */
final class TargetBucket implements AutoCloseable {
    private static final int MOVED = 301;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String name;
    private final String region;

    /** A bucket, with a client of its region, which is closed with it. */
    TargetBucket(S3Client s3, String name, String region) {
        this.s3 = s3;
        this.name = name;
        this.region = region;
    }

    /**
     * Begins a dump's upload: nothing is an object before it is completed.
     *
     * @throws IllegalArgumentException when the bucket is not there, elsewhere, or not to be written to
     */
    StreamedObject begin(String key) {
        try {
            return new StreamedObject(s3, name, key, "application/octet-stream");
        } catch (S3Exception e) {
            throw explained(e, key);
        }
    }

    private RuntimeException explained(S3Exception e, String key) {
        return switch (e.statusCode()) {
            case NOT_FOUND ->
                new IllegalArgumentException("NoSuchBucket: there is no bucket %s in %s".formatted(name, region), e);
            case MOVED ->
                new IllegalArgumentException(
                        "PermanentRedirect: bucket %s is not in %s but in %s"
                                .formatted(
                                        name,
                                        region,
                                        e.awsErrorDetails()
                                                .sdkHttpResponse()
                                                .firstMatchingHeader("x-amz-bucket-region")
                                                .orElse("another region")),
                        e);
            case FORBIDDEN ->
                new IllegalArgumentException(
                        "AccessDenied: the function may not write s3://%s/%s; deploy with --parameter OtherBucket=%s"
                                .formatted(name, key, name),
                        e);
            default -> e;
        };
    }

    /** Puts a small object. */
    void put(String key, byte[] content) {
        s3.putObject(
                request -> request.bucket(name).key(key).contentType("application/json"),
                RequestBody.fromBytes(content));
    }

    @Override
    public void close() {
        s3.close();
    }
}
