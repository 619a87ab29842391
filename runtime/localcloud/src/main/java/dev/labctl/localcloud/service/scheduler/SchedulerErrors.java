package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import org.jspecify.annotations.Nullable;

/** The errors of EventBridge Scheduler. */
final class SchedulerErrors {
    private SchedulerErrors() {}

    static AwsError scheduleNotFound(String name) {
        return notFound("Schedule " + name + " does not exist.");
    }

    static AwsError groupNotFound(String name) {
        return notFound("Schedule group " + name + " does not exist.");
    }

    static AwsError notFound(String message) {
        return AwsError.of(404, "ResourceNotFoundException", message);
    }

    static AwsError scheduleExists(String name) {
        return AwsError.of(409, "ConflictException", "Schedule " + name + " already exists.");
    }

    static AwsError groupExists(String name) {
        return AwsError.of(409, "ConflictException", "Schedule group " + name + " already exists.");
    }

    static AwsError tooManyGroups() {
        return AwsError.of(402, "ServiceQuotaExceededException", "Limit for the number of schedule groups exceeded.");
    }

    static AwsError invalidExpression(String expression) {
        return AwsError.validation("Invalid Schedule Expression " + expression + ".");
    }

    static AwsError invalidToken() {
        return AwsError.validation("Invalid NextToken.");
    }

    /** Throws, naming what AWS has and the local cloud has not, if any of these is given. */
    static void refuse(String what, @Nullable Object... given) {
        for (Object value : given) {
            if (value != null) {
                throw AwsError.of(
                        501,
                        "NotImplemented",
                        "The local cloud does not implement " + what + " in EventBridge Scheduler.");
            }
        }
    }
}
