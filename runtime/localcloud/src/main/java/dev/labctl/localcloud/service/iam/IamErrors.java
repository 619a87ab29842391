package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AwsError;

/** IAM's errors with its words. */
final class IamErrors {
    private IamErrors() {}

    static AwsError noSuchEntity(String message) {
        return AwsError.of(404, "NoSuchEntity", message);
    }

    /** {@code kind} as in "The role with name worker cannot be found.". */
    static AwsError notFound(String kind, String name) {
        return noSuchEntity("The " + kind + " with name " + name + " cannot be found.");
    }

    static AwsError profileNotFound(String name) {
        return noSuchEntity("Instance Profile " + name + " cannot be found.");
    }

    static AwsError policyNotFound(String arn) {
        return noSuchEntity("Policy " + arn + " was not found.");
    }

    static AwsError notAttachable(String arn) {
        return noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }

    static AwsError alreadyExists(String message) {
        return AwsError.of(409, "EntityAlreadyExists", message);
    }

    static AwsError deleteConflict(String message) {
        return AwsError.of(409, "DeleteConflict", message);
    }

    static AwsError limitExceeded(String message) {
        return AwsError.of(409, "LimitExceeded", message);
    }

    static AwsError malformed(String message) {
        return AwsError.of(400, "MalformedPolicyDocument", message);
    }

    static AwsError invalid(String message) {
        return AwsError.of(400, "ValidationError", message);
    }

    static AwsError invalidInput(String message) {
        return AwsError.of(400, "InvalidInput", message);
    }

    /** AWS's own policies can be used, not changed. */
    static AwsError outsideAccount() {
        return AwsError.of(403, "AccessDenied", "Policy is outside your own account.");
    }
}
