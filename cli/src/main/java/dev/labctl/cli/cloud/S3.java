package dev.labctl.cli.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** S3: objects here, a bucket's settings and contents through {@link #bucket}. */
public final class S3 implements AutoCloseable {
    /** From this size on, a file goes up in parts: the size that aws-cli uses too. */
    static final long MULTIPART_FROM = 8L * 1024 * 1024;

    private final S3Client client;
    private final Target target;

    S3(ClientFactory clients) {
        client = clients.client(S3Client.builder()
                .forcePathStyle(clients.target().endpoint() != null)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED));
        target = clients.target();
    }

    /** A bucket, which need not exist. */
    public Bucket bucket(String name) {
        return new Bucket(client, name, target.region());
    }

    /** Writes an object from memory and returns its ETag. */
    public String put(NewObject object, byte[] bytes) {
        return etag(client.putObject(putRequest(object), RequestBody.fromBytes(bytes))
                .eTag());
    }

    /** Writes a text object, in UTF-8, and returns its ETag. */
    public String put(String bucket, String key, String text) {
        return put(NewObject.at(bucket, key), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes an object from a file in constant memory; a large one in parts, as many at a time as the executor runs.
     *
     * @throws UncheckedIOException when the file cannot be read, or changes meanwhile; no object is left then
     */
    public String put(NewObject object, Path file, Executor executor) {
        return put(object, file, executor, bytes -> {});
    }

    /**
     * The same, and tells how it goes on.
     *
     * @param stored is told of bytes that have arrived, by any of the executor's threads
     */
    public String put(NewObject object, Path file, Executor executor, LongConsumer stored) {
        try {
            long size = Files.size(file);
            if (size >= MULTIPART_FROM) {
                return new MultipartUpload(client, object, file, size, stored).run(executor);
            }
            String etag = etag(client.putObject(putRequest(object), RequestBody.fromFile(file))
                    .eTag());
            stored.accept(size);
            return etag;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known about an object, if it exists. */
    public Optional<StoredObject> head(String bucket, String key) {
        return CloudException.found(() -> client.headObject(
                        request -> request.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED)))
                .map(found -> stored(bucket, key, found));
    }

    /** An object's tags. */
    public Map<String, String> tags(String bucket, String key) {
        return client.getObjectTagging(request -> request.bucket(bucket).key(key)).tagSet().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** Sets an object's tags, all of them. */
    public void setTags(String bucket, String key, Map<String, String> tags) {
        client.putObjectTagging(request -> request.bucket(bucket)
                .key(key)
                .tagging(tagging -> tagging.tagSet(tags.entrySet().stream()
                        .map(each -> Tag.builder()
                                .key(each.getKey())
                                .value(each.getValue())
                                .build())
                        .toList())));
    }

    /** An object's bytes; the caller closes the stream. */
    public InputStream open(String bucket, String key) {
        return client.getObject(
                GetObjectRequest.builder().bucket(bucket).key(key).build());
    }

    /**
     * An object's bytes from there on, however slowly they are read, and only while the object is the one that was
     * looked at; the caller closes the stream.
     */
    public InputStream open(StoredObject object, long offset) {
        return new ObjectStream(client, object, offset);
    }

    /** The bytes of an object that is known to be small. */
    public byte[] read(String bucket, String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    /** The SHA-256 of an object's bytes in hex, read through in constant memory. */
    public String sha256(String bucket, String key) {
        try (InputStream bytes = open(bucket, key)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The keys that begin like this, in order; pages are fetched while the stream is read. */
    public Stream<String> keys(String bucket, String prefix) {
        return client
                .listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(S3Object::key);
    }

    /** Deletes an object; in a bucket with versions it leaves a delete marker. */
    public void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    /** The address of an object, as CloudFormation takes it for a template. */
    public String url(String bucket, String key) {
        return target.endpoint() == null
                ? "https://%s.s3.%s.amazonaws.com/%s".formatted(bucket, target.region(), key)
                : "%s/%s/%s".formatted(target.endpoint(), bucket, key);
    }

    @Override
    public void close() {
        client.close();
    }

    private static PutObjectRequest putRequest(NewObject object) {
        return PutObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .metadata(object.metadata())
                .tagging(object.tags().isEmpty() ? null : query(object.tags()))
                .contentType(object.contentHeaders().get("Content-Type"))
                .cacheControl(object.contentHeaders().get("Cache-Control"))
                .contentDisposition(object.contentHeaders().get("Content-Disposition"))
                .contentEncoding(object.contentHeaders().get("Content-Encoding"))
                .contentLanguage(object.contentHeaders().get("Content-Language"))
                .build();
    }

    /** Tags as the {@code x-amz-tagging} header has them. */
    static String query(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String etag(@Nullable String quoted) {
        return quoted == null ? "" : quoted.replace("\"", "");
    }

    private static StoredObject stored(String bucket, String key, HeadObjectResponse found) {
        Map<String, String> headers = new TreeMap<>();
        put(headers, "Content-Type", found.contentType());
        put(headers, "Cache-Control", found.cacheControl());
        put(headers, "Content-Disposition", found.contentDisposition());
        put(headers, "Content-Encoding", found.contentEncoding());
        put(headers, "Content-Language", found.contentLanguage());
        Map<String, String> checksums = new TreeMap<>();
        put(checksums, "CRC32", found.checksumCRC32());
        put(checksums, "CRC32C", found.checksumCRC32C());
        put(checksums, "CRC64NVME", found.checksumCRC64NVME());
        put(checksums, "SHA1", found.checksumSHA1());
        put(checksums, "SHA256", found.checksumSHA256());
        return new StoredObject(
                bucket,
                key,
                found.contentLength(),
                etag(found.eTag()),
                found.versionId() == null ? "" : found.versionId(),
                found.lastModified(),
                headers,
                found.metadata(),
                checksums,
                found.checksumTypeAsString() == null ? "" : found.checksumTypeAsString());
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
