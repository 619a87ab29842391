package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Bucket;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Breaks a lab that keeps things in a bucket: besides what its own tests do, in what every bucket promises. */
public abstract class BucketChecksContract extends ChecksContract {
    private final String bucketOutput;

    /**
     * Tests of a lab.
     *
     * @param bucketOutput the stack output with the name of a bucket in the lab's own region
     */
    protected BucketChecksContract(String slug, String bucketOutput) {
        super(slug);
        this.bucketOutput = bucketOutput;
    }

    protected final Bucket bucket() {
        return lab().cloud().s3().bucket(lab().output(bucketOutput));
    }

    @Test
    void anOpenedBucketIsNamed() {
        bucket().settings().blockPublicAccess(false);
        assertFails("buckets-private", bucket().name());
        bucket().settings().blockPublicAccess(true);
        lab().assertPasses("buckets-private");
    }

    @Test
    void aBucketWithOtherEncryptionIsNamed() {
        String bucket = bucket().name();
        lab().sabotage()
                .withEncryption(bucket, ServerSideEncryption.AWS_KMS, () -> assertFails("buckets-encrypted", bucket));
        lab().assertPasses("buckets-encrypted");
    }

    @Test
    void aBucketThatAllowsPlainHttpIsNamed() {
        String policy = bucket().settings().policy().orElseThrow();
        bucket().settings().setPolicy(null);
        assertFails("buckets-tls-only", bucket().name());
        bucket().settings().setPolicy(policy);
        lab().assertPasses("buckets-tls-only");
    }
}
