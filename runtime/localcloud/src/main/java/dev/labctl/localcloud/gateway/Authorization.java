package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.protocol.WireRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its signature, before it is verified (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">SigV4</a>).
 *
 * @param accessKeyId whose secret signed
 * @param date the scope's day, {@code yyyyMMdd}
 * @param region the scope's region
 * @param service the scope's service
 * @param signedHeaders the names of the signed headers, in lower case, sorted
 * @param signature 64 hexadecimal digits
 * @param timestamp {@code X-Amz-Date}; null when the request carries only a Date header
 * @param sessionToken {@code X-Amz-Security-Token}; null when there is none
 * @param presigned whether the signature is in the query string
 */
record Authorization(
        String accessKeyId,
        String date,
        String region,
        String service,
        List<String> signedHeaders,
        String signature,
        @Nullable String timestamp,
        @Nullable String sessionToken,
        boolean presigned) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    Authorization {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** The day's scope, as it stands in the string to sign. */
    String scope() {
        return date + "/" + region + "/" + service + "/aws4_request";
    }

    /**
     * The signature in the request's header or query string; empty when it is unsigned.
     *
     * @throws AwsError IncompleteSignature when a part is missing or malformed, or the algorithm is not SigV4
     */
    static Optional<Authorization> of(WireRequest request) {
        Optional<String> header = request.header("authorization");
        if (header.isPresent()) {
            return Optional.of(fromHeader(header.get(), request));
        }
        return request.query().first("X-Amz-Algorithm").map(algorithm -> fromQuery(algorithm, request));
    }

    private static Authorization fromHeader(String header, WireRequest request) {
        int space = header.indexOf(' ');
        requireSigV4(space < 0 ? header : header.substring(0, space));
        Map<String, String> parts = new HashMap<>();
        for (String part : header.substring(space + 1).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return of(
                part(parts, "Credential"),
                part(parts, "SignedHeaders"),
                part(parts, "Signature"),
                request.header("x-amz-date").orElse(null),
                request.header("x-amz-security-token").orElse(null),
                false);
    }

    private static Authorization fromQuery(String algorithm, WireRequest request) {
        requireSigV4(algorithm);
        Map<String, String> query = request.query().asMap();
        return of(
                part(query, "X-Amz-Credential"),
                part(query, "X-Amz-SignedHeaders"),
                part(query, "X-Amz-Signature"),
                part(query, "X-Amz-Date"),
                query.get("X-Amz-Security-Token"),
                true);
    }

    private static Authorization of(
            String credential,
            String signedHeaders,
            String signature,
            @Nullable String timestamp,
            @Nullable String sessionToken,
            boolean presigned) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5 || !scope[4].equals("aws4_request")) {
            throw incomplete("Credential must have five parts: access key, date, region, service and 'aws4_request'.");
        }
        return new Authorization(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                Arrays.asList(signedHeaders.split(";", -1)),
                signature,
                timestamp,
                sessionToken,
                presigned);
    }

    private static String part(Map<String, String> parts, String name) {
        String part = parts.get(name);
        if (part == null || part.isEmpty()) {
            throw incomplete("Authorization requires '" + name + "' parameter.");
        }
        return part;
    }

    private static void requireSigV4(String algorithm) {
        if (!algorithm.equals(ALGORITHM)) {
            throw incomplete("Unsupported signature algorithm '" + algorithm + "': sign with " + ALGORITHM + ".");
        }
    }

    private static AwsError incomplete(String message) {
        return AwsError.of(400, "IncompleteSignature", message);
    }
}
