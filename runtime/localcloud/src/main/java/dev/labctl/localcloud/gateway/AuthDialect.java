package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;

/** How AWS's services, by their protocol, word that a request is not properly signed. */
enum AuthDialect {
    S3,
    EC2,
    QUERY,
    JSON;

    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your %s and signing method.%s";

    static AuthDialect of(Protocol protocol) {
        return switch (protocol) {
            case REST_XML -> S3;
            case EC2_QUERY -> EC2;
            case AWS_QUERY -> QUERY;
            case AWS_JSON_1_0, AWS_JSON_1_1, REST_JSON, RPC_V2_CBOR -> JSON;
        };
    }

    AwsError unknownKey() {
        return switch (this) {
            case S3 ->
                AwsError.of(
                        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
            case EC2 -> AwsError.of(401, "AuthFailure", "AWS was not able to validate the provided access credentials");
            case QUERY ->
                AwsError.of(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
            case JSON ->
                AwsError.of(
                        403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        };
    }

    AwsError wrongToken() {
        return this == S3
                ? AwsError.of(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
                : unknownKey();
    }

    AwsError expiredToken() {
        return switch (this) {
            case S3 -> AwsError.of(400, "ExpiredToken", "The provided token has expired.");
            case EC2 -> AwsError.of(400, "RequestExpired", "Request has expired.");
            case QUERY -> AwsError.of(403, "ExpiredToken", "The security token included in the request is expired");
            case JSON ->
                AwsError.of(403, "ExpiredTokenException", "The security token included in the request is expired");
        };
    }

    AwsError mismatch() {
        return switch (this) {
            case S3 -> AwsError.of(403, "SignatureDoesNotMatch", MISMATCH.formatted("key", ""));
            case EC2 -> unknownKey();
            case QUERY -> AwsError.of(403, "SignatureDoesNotMatch", longMismatch());
            case JSON -> AwsError.of(403, "InvalidSignatureException", longMismatch());
        };
    }

    private static String longMismatch() {
        return MISMATCH.formatted("AWS Secret Access Key", " Consult the service documentation for details.");
    }

    /** The request's time is too far from now; {@code details} say how, as {@code Signature expired: ...}. */
    AwsError skewed(String details) {
        return switch (this) {
            case S3 ->
                AwsError.of(
                        403,
                        "RequestTimeTooSkewed",
                        "The difference between the request time and the current time is too large.");
            case EC2 -> AwsError.of(400, "RequestExpired", "Request has expired. " + details);
            case QUERY -> AwsError.of(403, "SignatureDoesNotMatch", details);
            case JSON -> AwsError.of(403, "InvalidSignatureException", details);
        };
    }

    /** The credential's scope is for another region or service, as {@code details} say. */
    AwsError wrongScope(String details) {
        return skewed(details);
    }

    AwsError unsigned() {
        return switch (this) {
            case S3 -> AwsError.of(403, "AccessDenied", "Access Denied");
            case EC2, QUERY ->
                AwsError.of(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
            case JSON -> AwsError.of(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        };
    }
}
