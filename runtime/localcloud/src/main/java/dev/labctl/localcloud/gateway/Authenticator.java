package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Upload;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, and hands on the body that the signature vouches for. */
final class Authenticator {
    private static final String CONTENT_HASH = "x-amz-content-sha256";

    private final SignatureVerifier verifier;

    Authenticator(SignatureVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Who asks.
     *
     * @param principal whose permissions count
     * @param conditions the IAM condition keys that follow from how the request was made
     * @param body the body, verified while it is read
     */
    record Authenticated(Principal principal, Map<String, String> conditions, Upload body) {
        Authenticated {
            conditions = Map.copyOf(conditions);
        }
    }

    /**
     * Verifies a request's signature.
     *
     * @param resourcePath the path with the bucket before it, if the host named it
     * @param authorization null for a request without a SigV4 signature, which only S3 takes
     */
    Authenticated authenticate(
            WireRequest request,
            String resourcePath,
            @Nullable Authorization authorization,
            RequestBody body,
            AuthDialect dialect)
            throws IOException {
        if (authorization == null) {
            if (dialect != AuthDialect.S3) {
                throw dialect.unsigned();
            }
            return withoutSigV4(request, resourcePath, body);
        }
        String hash = payloadHash(request, authorization, body, dialect);
        SignatureVerifier.Verified verified = verifier.verify(request, authorization, hash, dialect);
        Map<String, String> conditions = conditions(request.headers());
        conditions.put("s3:signatureversion", Authorization.ALGORITHM);
        conditions.put("s3:authType", authorization.presigned() ? "REST-QUERY-STRING" : "REST-HEADER");
        return new Authenticated(
                verified.credential().principal(), conditions, SignedUpload.of(request, body.stream(), hash, verified));
    }

    private Authenticated withoutSigV4(WireRequest request, String resourcePath, RequestBody body) throws IOException {
        Map<String, String> conditions = conditions(request.headers());
        Principal principal = Principal.ANONYMOUS;
        PresignedUrlV2 url = PresignedUrlV2.of(request).orElse(null);
        if (url != null) {
            principal = verifier.verify(request, resourcePath, url).principal();
            conditions.put("s3:signatureversion", "AWS");
            conditions.put("s3:authType", "REST-QUERY-STRING");
        }
        String hash = request.header(CONTENT_HASH).orElse(SignatureVerifier.UNSIGNED_PAYLOAD);
        return new Authenticated(principal, conditions, SignedUpload.of(request, body.stream(), hash, null));
    }

    private static String payloadHash(
            WireRequest request, Authorization authorization, RequestBody body, AuthDialect dialect)
            throws IOException {
        String sent = request.header(CONTENT_HASH).orElse(null);
        if (sent != null) {
            return sent;
        }
        if (dialect != AuthDialect.S3) {
            return Hashes.hex(body.bytes());
        }
        if (authorization.presigned()) {
            return SignatureVerifier.UNSIGNED_PAYLOAD;
        }
        throw AwsError.of(400, "InvalidRequest", "Missing required header for this request: " + CONTENT_HASH);
    }

    /**
     * The global condition keys of the connection. It never leaves the machine, so it counts as secure transport though
     * it is not encrypted; policies that insist on TLS hold here as they do on AWS.
     */
    static Map<String, String> conditions(Map<String, String> headers) {
        Map<String, String> conditions = new HashMap<>();
        conditions.put("aws:SecureTransport", "true");
        conditions.put("aws:SourceIp", "127.0.0.1");
        put(conditions, "aws:UserAgent", headers.get("user-agent"));
        put(conditions, "aws:Referer", headers.get("referer"));
        return conditions;
    }

    private static void put(Map<String, String> conditions, String key, @Nullable String value) {
        if (value != null) {
            conditions.put(key, value);
        }
    }
}
