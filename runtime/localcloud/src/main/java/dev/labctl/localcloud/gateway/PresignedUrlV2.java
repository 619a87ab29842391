package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An S3 URL presigned with Signature Version 2, which {@code aws s3 presign} of aws-cli 1.x makes and S3 still takes (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html">Signing and authenticating REST
 * requests, Signature Version 2</a>).
 *
 * @param accessKeyId whose secret signed
 * @param signature base64
 * @param expires the second since 1970 after which the URL is void, as sent
 * @param sessionToken null for keys that are not temporary
 */
record PresignedUrlV2(
        String accessKeyId,
        String signature,
        String expires,
        @Nullable String sessionToken) {
    /** The query parameters that are part of the resource. */
    private static final Set<String> SUB_RESOURCES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "defaultObjectAcl",
            "delete",
            "encryption",
            "inventory",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "retention",
            "select",
            "select-type",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    /** The signature in a request's query string; empty when it carries none of this version. */
    static Optional<PresignedUrlV2> of(WireRequest request) {
        Map<String, String> query = request.query().asMap();
        String accessKeyId = query.get("AWSAccessKeyId");
        String signature = query.get("Signature");
        String expires = query.get("Expires");
        return accessKeyId == null || signature == null || expires == null
                ? Optional.empty()
                : Optional.of(new PresignedUrlV2(accessKeyId, signature, expires, query.get("x-amz-security-token")));
    }

    /** Whether the URL's time has passed; one that is no number has. */
    boolean isExpired(Instant now) {
        return !expires.matches("\\d{1,11}") || now.getEpochSecond() > Long.parseLong(expires);
    }

    /**
     * Whether this is what that secret signs for the request.
     *
     * @param resourcePath the request's path as sent, with the bucket before it if the host named it
     */
    boolean isSignedBy(String secret, WireRequest request, String resourcePath) {
        String stringToSign = String.join(
                "\n",
                request.method(),
                request.header("content-md5").orElse(""),
                request.header("content-type").orElse(""),
                expires,
                amzHeaders(request) + resource(request, resourcePath));
        return Hashes.same(hmacSha1(secret, stringToSign), signature);
    }

    private String amzHeaders(WireRequest request) {
        TreeMap<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-")) {
                headers.put(name, value.strip());
            }
        });
        if (sessionToken != null) {
            headers.put("x-amz-security-token", sessionToken);
        }
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static String resource(WireRequest request, String resourcePath) {
        String subResources = new TreeMap<>(request.query().asMap())
                .entrySet().stream()
                        .filter(parameter -> SUB_RESOURCES.contains(parameter.getKey()))
                        .map(parameter -> parameter.getValue().isEmpty()
                                ? parameter.getKey()
                                : parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining("&"));
        return subResources.isEmpty() ? resourcePath : resourcePath + "?" + subResources;
    }

    /** What Signature Version 2 signs a text with, in base64. */
    static String hmacSha1(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
