package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AwsError;

/** CloudWatch Logs' errors. */
final class LogsErrors {
    private LogsErrors() {}

    static AwsError groupNotFound() {
        return notFound("The specified log group does not exist.");
    }

    static AwsError streamNotFound() {
        return notFound("The specified log stream does not exist.");
    }

    static AwsError notFound(String message) {
        return AwsError.of(400, "ResourceNotFoundException", message);
    }

    static AwsError exists(String message) {
        return AwsError.of(400, "ResourceAlreadyExistsException", message);
    }

    static AwsError invalid(String message) {
        return AwsError.of(400, "InvalidParameterException", message);
    }

    static AwsError violates(Object value, String member, String constraint) {
        return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s"
                .formatted(value, member, constraint));
    }
}
