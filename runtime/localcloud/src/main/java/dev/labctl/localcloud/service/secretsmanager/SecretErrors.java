package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.AwsError;

/** Secrets Manager's errors, in its own words. */
final class SecretErrors {
    private SecretErrors() {}

    static AwsError notFound() {
        return AwsError.of(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    static AwsError noStage(String stage) {
        return AwsError.of(
                400,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: " + stage);
    }

    static AwsError noVersion(String versionId) {
        return AwsError.of(
                400,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for VersionId: " + versionId);
    }

    static AwsError invalidRequest(String message) {
        return AwsError.of(400, "InvalidRequestException", message);
    }

    static AwsError invalidParameter(String message) {
        return AwsError.of(400, "InvalidParameterException", message);
    }

    static AwsError markedForDeletion() {
        return invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
    }

    static AwsError tokenInUse(String token, String arn) {
        return AwsError.of(
                400,
                "ResourceExistsException",
                "You can't use ClientRequestToken " + token
                        + " because that value is already in use for a version of secret " + arn + ".");
    }

    static AwsError managed(String service) {
        return invalidRequest(
                "You can't perform this operation on the secret because it's managed by the service " + service + ".");
    }
}
