package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.AwsError;

/** SNS's errors. */
final class SnsErrors {
    private SnsErrors() {}

    /** {@code Invalid parameter: <what>}. */
    static AwsError invalidParameter(String what) {
        return AwsError.of(400, "InvalidParameter", "Invalid parameter: " + what);
    }

    static AwsError topicNotFound() {
        return AwsError.of(404, "NotFound", "Topic does not exist");
    }

    static AwsError subscriptionNotFound() {
        return AwsError.of(404, "NotFound", "Subscription does not exist");
    }

    /** For the tagging operations, which name their resource otherwise. */
    static AwsError resourceNotFound() {
        return AwsError.of(404, "ResourceNotFound", "Resource does not exist");
    }

    static AwsError batch(String code, String message) {
        return AwsError.of(400, code, message);
    }
}
