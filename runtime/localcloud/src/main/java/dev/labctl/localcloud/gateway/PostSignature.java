package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a form is signed: over its policy, with Signature Version 4, or with 2 as boto3 does unless told otherwise.
 *
 * @param accessKeyId whose secret signed
 * @param policy what is signed, in base64
 * @param signature hexadecimal in version 4, base64 in version 2
 * @param sessionToken null for keys that are not temporary
 * @param scope day, region and service of version 4; null in version 2
 */
record PostSignature(
        String accessKeyId,
        String policy,
        String signature,
        @Nullable String sessionToken,
        @Nullable Authorization scope) {
    /** The region of forms that do not say one. */
    static final String ANYWHERE = "us-east-1";

    /**
     * The signature among a form's fields; empty when it has no policy.
     *
     * @throws AwsError {@code InvalidArgument} when a part of it is missing
     */
    static Optional<PostSignature> of(Map<String, String> fields) {
        String policy = fields.get("policy");
        if (policy == null) {
            return Optional.empty();
        }
        String token = fields.get("x-amz-security-token");
        if (fields.containsKey("x-amz-algorithm")) {
            if (!Authorization.ALGORITHM.equals(fields.get("x-amz-algorithm"))) {
                throw AwsError.of(
                        400, "InvalidArgument", "X-Amz-Algorithm only supports \"" + Authorization.ALGORITHM + "\"");
            }
            String signature = field(fields, "X-Amz-Signature");
            String[] scope = field(fields, "X-Amz-Credential").split("/", -1);
            if (scope.length != 5) {
                throw AwsError.of(
                        400,
                        "InvalidArgument",
                        "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting"
                                + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
            }
            Authorization authorization = new Authorization(
                    scope[0],
                    scope[1],
                    scope[2],
                    scope[3],
                    List.of(),
                    signature,
                    field(fields, "X-Amz-Date"),
                    token,
                    false);
            return Optional.of(new PostSignature(scope[0], policy, signature, token, authorization));
        }
        return Optional.of(
                new PostSignature(field(fields, "AWSAccessKeyId"), policy, field(fields, "Signature"), token, null));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name.toLowerCase(java.util.Locale.ROOT));
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** The error for a form without a field that it needs. */
    static AwsError missing(String field) {
        return AwsError.of(
                400,
                "InvalidArgument",
                "Bucket POST must contain a field named '" + field
                        + "'.  If it is specified, please check the order of the fields.");
    }

    /** The region it is for. */
    String region() {
        return scope == null ? ANYWHERE : scope.region();
    }

    /** Whether this is what that secret signs. */
    boolean isSignedBy(String secret) {
        String expected = scope == null
                ? PresignedUrlV2.hmacSha1(secret, policy)
                : HexFormat.of()
                        .formatHex(Hashes.hmac(SigningKey.derive(secret, scope).key(), policy));
        return Hashes.same(expected, signature);
    }
}
