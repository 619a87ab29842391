package dev.labctl.localcloud.service.s3;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The system metadata of an object: content headers, storage class, encryption, redirect and ACL, by the names of the
 * SDK's members ({@code ContentType}, {@code StorageClass} ...).
 */
record ObjectHeaders(Map<String, String> values) {
    static final ObjectHeaders NONE = new ObjectHeaders(Map.of());
    static final String STORAGE_CLASS = "StorageClass";
    static final String ACL = "ACL";

    /** What a copy with {@code MetadataDirective=COPY} takes over from its source. */
    private static final List<String> CONTENT = List.of(
            "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires");

    private static final List<String> ENCRYPTION = List.of("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled");
    private static final String REDIRECT = "WebsiteRedirectLocation";

    ObjectHeaders {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The system metadata a request sends; encryption falls back to the bucket's default. */
    static ObjectHeaders of(SdkPojo request, Bucket bucket) {
        Map<String, String> values = new LinkedHashMap<>();
        take(request, CONTENT, values);
        values.putIfAbsent("ContentType", "binary/octet-stream");
        values.computeIfPresent("ContentEncoding", (name, encoding) -> withoutAwsChunked(encoding));
        return new ObjectHeaders(values).storedAs(request, bucket);
    }

    /** The content headers of this object with the storage class, encryption and redirect that a copy request asks for. */
    ObjectHeaders copiedBy(SdkPojo request, Bucket bucket) {
        Map<String, String> kept = new LinkedHashMap<>(values);
        kept.keySet().retainAll(CONTENT);
        return new ObjectHeaders(kept).storedAs(request, bucket);
    }

    private ObjectHeaders storedAs(SdkPojo request, Bucket bucket) {
        Map<String, String> all = new LinkedHashMap<>(values);
        take(request, List.of(STORAGE_CLASS, REDIRECT, ACL), all);
        if (SdkMembers.text(request, "SSECustomerAlgorithm") != null) {
            throw S3Errors.notImplemented("x-amz-server-side-encryption-customer-algorithm");
        }
        Map<String, String> encryption = new LinkedHashMap<>();
        take(request, ENCRYPTION, encryption);
        if (!encryption.containsKey("ServerSideEncryption")) {
            encryption.putAll(Encryption.defaultOf(bucket));
        }
        all.putAll(encryption);
        return new ObjectHeaders(all);
    }

    private static void take(SdkPojo request, List<String> members, Map<String, String> into) {
        for (String member : members) {
            String value = SdkMembers.text(request, member);
            if (value != null && !value.isEmpty()) {
                into.put(member, value);
            }
        }
    }

    /** {@code aws-chunked} is how the request was sent, no property of the object. */
    private static @Nullable String withoutAwsChunked(String encoding) {
        String kept = encoding.replaceAll("(?i)\\s*aws-chunked\\s*,?", "")
                .replaceAll(",\\s*$", "")
                .trim();
        return kept.isEmpty() ? null : kept;
    }

    Optional<String> get(String member) {
        return Optional.ofNullable(values.get(member));
    }

    String storageClass() {
        return values.getOrDefault(STORAGE_CLASS, "STANDARD");
    }

    ObjectHeaders with(String member, String value) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put(member, value);
        return new ObjectHeaders(all);
    }

    /** Sets the members an answer about the object carries. */
    void describe(SdkPojo response) {
        values.forEach((member, value) -> {
            if (member.equals("BucketKeyEnabled")) {
                SdkMembers.set(response, member, Boolean.valueOf(value));
            } else if (member.equals("Expires")) {
                SdkMembers.set(response, "ExpiresString", value);
            } else if (!member.equals(STORAGE_CLASS) || !value.equals("STANDARD")) {
                SdkMembers.set(response, member, value);
            }
        });
    }

    /** Sets the members by which answers to writes tell how the object is encrypted. */
    void describeEncryption(SdkPojo response) {
        Map<String, String> encryption = new LinkedHashMap<>(values);
        encryption.keySet().retainAll(ENCRYPTION);
        new ObjectHeaders(encryption).describe(response);
    }
}
