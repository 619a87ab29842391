package dev.labctl.runtime.lab.rdsbackup;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bucket that a backup goes to, in any region. */
final class TargetBucket implements AutoCloseable {
    private static final Pattern EXPECTED = Pattern.compile("is wrong; expecting '([^']+)'");
    private static final int MOVED = 301;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

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
     * @param buffers for its parts
     * @throws IllegalArgumentException when the bucket is not there, elsewhere, out of reach, or not to be written to
     */
    StreamedObject begin(String key, PartBuffers buffers) {
        try {
            return new StreamedObject(s3, name, key, "application/octet-stream", buffers);
        } catch (S3Exception e) {
            throw explained(e, key);
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    ("the function's network has no way to bucket %s in %s (timed out): an S3 endpoint reaches the"
                                    + " buckets of its own region only, others need a NAT gateway")
                            .formatted(name, region),
                    e);
        }
    }

    /**
     * Makes an object of a dump that was written.
     *
     * @throws IllegalArgumentException when the key has an object by now, and it may not be replaced
     */
    void complete(StreamedObject dump, String key, boolean mayReplace) throws IOException {
        try {
            dump.complete(mayReplace);
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "s3://%s/%s is there already and was left alone: --replace, or another key".formatted(name, key),
                    e);
        }
    }

    private RuntimeException explained(S3Exception e, String key) {
        if (e.statusCode() == NOT_FOUND) {
            return new IllegalArgumentException("NoSuchBucket: there is no bucket %s in %s".formatted(name, region), e);
        }
        if (e.statusCode() == FORBIDDEN) {
            return new IllegalArgumentException(
                    "AccessDenied: the function may not write s3://%s/%s; deploy with --parameter OtherBucket=%s"
                            .formatted(name, key, name),
                    e);
        }
        return elsewhere(e)
                .<RuntimeException>map(where -> new IllegalArgumentException(
                        "PermanentRedirect: bucket %s is not in %s but in %s".formatted(name, region, where), e))
                .orElse(e);
    }

    /** S3 tells where the bucket is by a redirect, or as what it expected in the signature. */
    private static Optional<String> elsewhere(S3Exception e) {
        Optional<String> told = e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
        if (e.statusCode() == MOVED) {
            return Optional.of(told.orElse("another region"));
        }
        Matcher expected = EXPECTED.matcher(String.valueOf(e.awsErrorDetails().errorMessage()));
        return expected.find() ? Optional.of(told.orElse(expected.group(1))) : Optional.empty();
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
