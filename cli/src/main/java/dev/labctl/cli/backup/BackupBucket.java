package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A bucket with backups in it, asked in the region that it is in. */
public final class BackupBucket {
    private final S3 s3;
    private final String name;
    private final String region;

    private BackupBucket(S3 s3, String name, String region) {
        this.s3 = s3;
        this.name = name;
        this.region = region;
    }

    /**
     * Finds a bucket, in whatever region it is.
     *
     * @param cloud open as long as the bucket is used
     * @param expected the region in which the user believes it; null when S3 shall say it
     * @throws LabctlException when there is no such bucket, or it is in another region than that
     */
    public static BackupBucket find(Cloud cloud, String name, @Nullable String expected) {
        Cloud asked = expected == null ? cloud : cloud.in(expected);
        String region = asked.s3()
                .bucket(name)
                .location()
                .orElseThrow(() -> new LabctlException(
                        Failure.CLOUD,
                        "there is no bucket %s in %s"
                                .formatted(name, cloud.target().title()),
                        "--target-bucket names the bucket with the backups"));
        if (expected != null && !expected.equals(region)) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "bucket %s is in %s, not in %s".formatted(name, region, expected),
                    "--target-region " + region);
        }
        return new BackupBucket(cloud.in(region).s3(), name, region);
    }

    /** The bucket's name. */
    public String name() {
        return name;
    }

    /** The bucket's region. */
    public String region() {
        return region;
    }

    /** Everything in the bucket, backups or not; pages are fetched while the stream is read. */
    Stream<Bucket.Listed> objects() {
        return s3.bucket(name).objects("");
    }

    /** What S3 says about an object, if there is one. */
    public Optional<StoredObject> head(String key) {
        return s3.head(name, key);
    }

    /**
     * The manifest of a dump, if there is one.
     *
     * @param key the dump's
     * @throws BadManifestException when what is there is none
     */
    public Optional<BackupManifest> manifest(String key) throws BadManifestException {
        byte[] json;
        try {
            json = s3.read(name, BackupManifest.keyOf(key));
        } catch (CloudException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(Manifests.read(json));
    }

    /** An object's bytes, as long as the object is the one that was looked at. */
    public ArchiveSource source(StoredObject object) {
        return source(s3, object);
    }

    /** The same, of an object in any bucket. */
    public static ArchiveSource source(S3 s3, StoredObject object) {
        return new ArchiveSource() {
            @Override
            public InputStream from(long offset) {
                return s3.open(object, offset);
            }

            @Override
            public long length() {
                return object.size();
            }
        };
    }
}
