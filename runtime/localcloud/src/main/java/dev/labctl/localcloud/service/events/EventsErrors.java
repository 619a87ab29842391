package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;

/** EventBridge's errors. */
final class EventsErrors {
    private EventsErrors() {}

    static AwsError ruleNotFound(String rule, String bus) {
        return notFound("Rule " + rule + " does not exist on EventBus " + bus + ".");
    }

    static AwsError busNotFound(String bus) {
        return notFound("Event bus " + bus + " does not exist.");
    }

    static AwsError notFound(String message) {
        return AwsError.of(400, "ResourceNotFoundException", message);
    }

    static AwsError exists(String message) {
        return AwsError.of(400, "ResourceAlreadyExistsException", message);
    }

    static AwsError limitExceeded() {
        return AwsError.of(400, "LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }

    static AwsError invalidPattern(String reason) {
        return AwsError.of(400, "InvalidEventPatternException", "Event pattern is not valid. Reason: " + reason);
    }

    static AwsError invalidParameter(String parameter, String reason) {
        return AwsError.validation("Parameter " + parameter + " is not valid. Reason: " + reason);
    }

    static AwsError invalidToken() {
        return AwsError.validation("Parameter NextToken is not valid.");
    }

    /** What AWS has and the local cloud has not. */
    static AwsError notImplemented(String what) {
        return AwsError.of(501, "NotImplemented", "The local cloud does not implement " + what + " in EventBridge.");
    }
}
