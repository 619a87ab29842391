package dev.labctl.cli.cloud;

import dev.labctl.cli.error.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Error;

/** One bucket: what is in it, and how to empty it. */
public final class Bucket {
    private static final int PAGE = 1000;

    private final S3Client client;
    private final String name;
    private final String region;

    Bucket(S3Client client, String name, String region) {
        this.client = client;
        this.name = name;
        this.region = region;
    }

    /** An object as a listing shows it; the ETag comes without quotes. */
    public record Listed(String key, long size, String etag, Instant lastModified) {}

    /**
     * A version of an object.
     *
     * @param id {@code null}, in letters, of an object that was put while the bucket kept no versions
     * @param lastModified when it was put, in whole seconds
     * @param etag without quotes; empty for a delete marker
     */
    public record Version(
            String key, String id, Instant lastModified, long size, String etag, boolean isDeleteMarker) {}

    /** What was taken out of a bucket. */
    public record Emptied(long versions, long deleteMarkers, long unfinishedUploads) {
        /** Both together. */
        public Emptied plus(Emptied other) {
            return new Emptied(
                    versions + other.versions,
                    deleteMarkers + other.deleteMarkers,
                    unfinishedUploads + other.unfinishedUploads);
        }
    }

    /** The bucket's name. */
    public String name() {
        return name;
    }

    /** Whether the bucket exists and may be looked at. */
    public boolean exists() {
        return CloudException.found(() -> client.headBucket(request -> request.bucket(name)))
                .isPresent();
    }

    /**
     * The region that the bucket is in, whichever one is asked; empty when there is no such bucket.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>
     */
    public Optional<String> location() {
        try {
            String told = client.headBucket(request -> request.bucket(name)).bucketRegion();
            return Optional.of(told == null ? region : told);
        } catch (CloudException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            Optional<String> elsewhere = ErrorTranslation.bucketRegion(e.getCause());
            if (elsewhere.isEmpty() || e.status() == 403) {
                throw e;
            }
            return elsewhere;
        }
    }

    /** How the bucket is set. */
    public BucketSettings settings() {
        return new BucketSettings(client, name);
    }

    /** Makes the bucket in the target's region, unless the account has it already. */
    public void create() {
        try {
            client.createBucket(request -> {
                request.bucket(name);
                if (!region.equals("us-east-1")) {
                    request.createBucketConfiguration(where -> where.locationConstraint(region));
                }
            });
        } catch (CloudException e) {
            // Somebody of the same account was faster, which us-east-1 does not even say.
            if (!e.code().equals("BucketAlreadyOwnedByYou")) {
                throw e;
            }
        }
    }

    /** The objects whose keys begin like this, in the order of their keys' UTF-8 bytes; pages are fetched while read. */
    public Stream<Listed> objects(String prefix) {
        return client
                .listObjectsV2Paginator(
                        request -> request.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(each -> new Listed(each.key(), each.size(), S3.etag(each.eTag()), each.lastModified()));
    }

    /** The versions of exactly this key, delete markers among them, the newest first. */
    public List<Version> versions(String key) {
        List<Version> all = new ArrayList<>();
        boolean[] isPassed = {false};
        for (ListObjectVersionsResponse page : client.listObjectVersionsPaginator(
                request -> request.bucket(name).prefix(key).encodingType(EncodingType.URL))) {
            page.deleteMarkers().forEach(each -> {
                isPassed[0] |= !each.key().equals(key);
                all.add(new Version(each.key(), each.versionId(), each.lastModified(), 0, "", true));
            });
            page.versions().forEach(each -> {
                isPassed[0] |= !each.key().equals(key);
                all.add(new Version(
                        each.key(), each.versionId(), each.lastModified(), each.size(), S3.etag(each.eTag()), false));
            });
            // Longer keys that begin like it come after it.
            if (isPassed[0]) {
                break;
            }
        }
        return all.stream()
                .filter(each -> each.key().equals(key))
                .sorted(Comparator.comparing(Version::lastModified).reversed())
                .toList();
    }

    /** The keys beginning like this of uploads that were begun, and neither completed nor aborted. */
    public Stream<String> unfinishedUploads(String prefix) {
        return client
                .listMultipartUploadsPaginator(
                        request -> request.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .uploads()
                .stream()
                .map(MultipartUpload::key);
    }

    /**
     * How many bytes have arrived of the upload in parts that was begun last; 0 when none is on its way.
     *
     * @param prefix how its key begins
     */
    public long arrivedBytes(String prefix) {
        return client
                .listMultipartUploadsPaginator(
                        request -> request.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .uploads()
                .stream()
                .max(Comparator.comparing(MultipartUpload::initiated))
                .map(upload -> client
                        .listPartsPaginator(request ->
                                request.bucket(name).key(upload.key()).uploadId(upload.uploadId()))
                        .parts()
                        .stream()
                        .mapToLong(Part::size)
                        .sum())
                .orElse(0L);
    }

    /** The HTTP status that a request without a signature gets when it reads an object. */
    public int anonymousStatus() {
        URL address = client.utilities().getUrl(request -> request.bucket(name).key("labctl-anonymous"));
        try {
            HttpURLConnection connection = (HttpURLConnection) address.openConnection();
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the bucket, which must be empty; one that is gone already is no error. */
    public void delete() {
        CloudException.found(() -> client.deleteBucket(request -> request.bucket(name)));
    }

    /**
     * Deletes all that is in the bucket, for good: every version, every delete marker, every unfinished upload.
     *
     * @return what there was; all zero when the bucket does not exist
     */
    public Emptied empty() {
        return exists() ? purge("") : new Emptied(0, 0, 0);
    }

    /** Deletes, for good, every version, delete marker and unfinished upload of the keys that begin like this. */
    public Emptied purge(String prefix) {
        long uploads = 0;
        for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                        request -> request.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .uploads()) {
            client.abortMultipartUpload(
                    request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId()));
            uploads++;
        }
        long[] counts = new long[2];
        client
                .listObjectVersionsPaginator(request -> request.bucket(name)
                        .prefix(prefix)
                        .encodingType(EncodingType.URL)
                        .maxKeys(PAGE))
                .stream()
                .forEach(page -> {
                    List<ObjectIdentifier> doomed = Stream.concat(
                                    page.versions().stream().map(each -> identifier(each.key(), each.versionId())),
                                    page.deleteMarkers().stream().map(each -> identifier(each.key(), each.versionId())))
                            .toList();
                    delete(doomed.stream()
                            .filter(each -> isTextOfXml(each.key()))
                            .toList());
                    doomed.stream()
                            .filter(each -> !isTextOfXml(each.key()))
                            .forEach(each -> client.deleteObject(request ->
                                    request.bucket(name).key(each.key()).versionId(each.versionId())));
                    counts[0] += page.versions().size();
                    counts[1] += page.deleteMarkers().size();
                });
        return new Emptied(counts[0], counts[1], uploads);
    }

    /**
     * Whether a key can stand in a list of objects to delete, which is XML: control characters cannot. Listings have them
     * encoded, since they are asked for like that.
     */
    private static boolean isTextOfXml(String key) {
        return key.chars().noneMatch(Character::isISOControl);
    }

    private void delete(List<ObjectIdentifier> doomed) {
        if (doomed.isEmpty()) {
            return;
        }
        List<S3Error> errors = client.deleteObjects(request -> request.bucket(name)
                        .delete(batch -> batch.objects(doomed).quiet(true)))
                .errors();
        if (!errors.isEmpty()) {
            throw new CloudException(
                    Failure.CLOUD,
                    Objects.requireNonNullElse(errors.get(0).code(), ""),
                    200,
                    "%d objects of %s could not be deleted, the first is %s: %s"
                            .formatted(
                                    errors.size(),
                                    name,
                                    errors.get(0).key(),
                                    errors.get(0).message()),
                    "allow s3:DeleteObjectVersion on the bucket",
                    null);
        }
    }

    private static ObjectIdentifier identifier(String key, String versionId) {
        return ObjectIdentifier.builder().key(key).versionId(versionId).build();
    }
}
